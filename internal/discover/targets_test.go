package discover

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"patchline/internal/run"
)

func TestAFileOfTargetsIsRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "targets.yaml")
	const text = `
# every account of the landing zone
targets:
  - account: "012345678901"
    region: eu-central-1
    role: arn:aws:iam::012345678901:role/ops/Patchline
  - {account: 111122223333, region: us-gov-west-1, role: "arn:aws-us-gov:iam::111122223333:role/P"}
  - {account: "111122223333", region: eu-central-1}
`
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := ReadTargets(path)
	if err != nil {
		t.Fatal(err)
	}
	want := []run.Target{
		{Account: "012345678901", Region: "eu-central-1", Role: "arn:aws:iam::012345678901:role/ops/Patchline"},
		{Account: "111122223333", Region: "us-gov-west-1", Role: "arn:aws-us-gov:iam::111122223333:role/P"},
		{Account: "111122223333", Region: "eu-central-1"},
	}
	if len(got) != len(want) || got[0] != want[0] || got[1] != want[1] || got[2] != want[2] {
		t.Errorf("read %+v", got)
	}
	if _, err := ReadTargets(filepath.Join(t.TempDir(), "none.yaml")); err == nil {
		t.Error("a file that is not there was read")
	}
}

func TestABadFileOfTargetsIsRefusedWithItsLines(t *testing.T) {
	for name, test := range map[string]struct {
		text string
		want []string
	}{
		"empty":                  {"", []string{"0 targets"}},
		"no targets":             {"targets: []", []string{"0 targets: want 1"}},
		"no YAML":                {"targets: [", []string{"line 1"}},
		"a wrong type":           {"targets: 7", []string{"line 1"}},
		"an unknown key":         {"targets:\n - {account: \"111122223333\", region: eu-west-1, rôle: x}", []string{"line 2", `"rôle"`}},
		"an unknown key outside": {"target: []", []string{"target"}},
		"several problems at once": {
			"targets:\n - {account: \"11\", region: mars, role: x}\n - {account: \"111122223333\", region: eu-west-1}\n - {account: \"111122223333\", region: eu-west-1}",
			[]string{`line 2: account "11"`, "line 2: region", `line 2: role "x"`, "line 4: 111122223333/eu-west-1 is on line 3"},
		},
		"a role of another account": {
			"targets:\n - {account: \"111122223333\", region: eu-west-1, role: \"arn:aws:iam::444455556666:role/P\"}",
			[]string{"line 2", "is of account 444455556666, not of 111122223333"},
		},
		"a second document": {"targets: [{account: \"111122223333\", region: eu-west-1}]\n---\ntargets: []", []string{"second YAML document"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := parseTargets([]byte(test.text))
			if err == nil {
				t.Fatal("it was read")
			}
			for _, part := range test.want {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("%v does not say %q", err, part)
				}
			}
		})
	}
}

func FuzzParseTargets(f *testing.F) {
	f.Add([]byte("targets:\n - {account: \"111122223333\", region: eu-west-1, role: \"arn:aws:iam::111122223333:role/P\"}"))
	f.Add([]byte("targets: &a [*a]"))
	f.Add([]byte("targets:\n - null\n - []\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		targets, err := parseTargets(data)
		for _, target := range targets {
			if err == nil && (!accountPattern.MatchString(target.Account) || target.Region == "") {
				t.Errorf("%+v was taken", target)
			}
		}
	})
}
