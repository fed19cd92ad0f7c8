package discover

import (
	"bytes"
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
	for _, path := range []string{filepath.Join(t.TempDir(), "none.yaml"), t.TempDir()} {
		if _, err := ReadTargets(path); err == nil {
			t.Errorf("%s was read", path)
		}
	}
}

func TestABadFileOfTargetsIsRefusedWithItsLines(t *testing.T) {
	for name, test := range map[string]struct {
		text string
		want []string
	}{
		"empty":                  {"", []string{"t.yaml: it is empty"}},
		"no targets":             {"targets: []", []string{"t.yaml:1: targets: there must be one at least"}},
		"no YAML":                {"targets: [", []string{"t.yaml:1: "}},
		"a wrong type":           {"targets: 7", []string{`t.yaml:1: targets: want a list, and found "7"`}},
		"an entry of a type":     {"targets:\n - 7", []string{`t.yaml:2: targets: want keys with values, and found "7"`}},
		"nothing where a Region": {"targets:\n - {account: 111122223333, region: }", []string{"t.yaml:2: region: want a text, and found nothing"}},
		"an empty Region":        {"targets:\n - {account: 111122223333, region: ''}", []string{`t.yaml:2: region: want a Region's code, such as eu-west-1, and found ""`}},
		"keys are missing":       {"targets:\n - {role: 'arn:aws:iam::111122223333:role/P'}", []string{"t.yaml:2: account: this key is missing", "t.yaml:2: region: this key is missing"}},
		"an unknown key":         {"targets:\n - {account: \"1\", region: eu-west-1, rôle: x}", []string{`t.yaml:2: "rôle" is an unknown key`, "t.yaml:2: account: want the 12 digits"}},
		"an unknown key outside": {"target: []", []string{`t.yaml:1: "target" is an unknown key: did you mean targets?`}},
		"several problems at once": {
			"targets:\n - {account: \"11\", region: mars, role: x}\n - {account: \"111122223333\", region: eu-west-1}\n - {account: \"111122223333\", region: eu-west-1}",
			[]string{`t.yaml:2: account: want the 12 digits of an account, and found "11"`, `t.yaml:2: region: "mars" is not`, "t.yaml:2: role: want a role's ARN", "t.yaml:4: 111122223333/eu-west-1 is on line 3"},
		},
		"a role of another account": {
			"targets:\n - {account: \"111122223333\", region: eu-west-1, role: \"arn:aws:iam::444455556666:role/P\"}",
			[]string{"t.yaml:2: role: ", "is of account 444455556666, not of 111122223333"},
		},
		"a second document": {"targets: [{account: \"111122223333\", region: eu-west-1}]\n---\ntargets: []", []string{"t.yaml:2: a second YAML document"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := parseTargets("t.yaml", strings.NewReader(test.text))
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
		targets, err := parseTargets("t.yaml", bytes.NewReader(data))
		for _, target := range targets {
			if err == nil && (!accountPattern.MatchString(target.Account) || target.Region == "") {
				t.Errorf("%+v was taken", target)
			}
		}
	})
}
