package faults

import (
	"os"
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestARuleHasWhatItsFileSays(t *testing.T) {
	plan, err := LoadPlan("f.yaml", strings.NewReader(`
seed: -7
faults:
  - fault: error
    operation: s3:Put*
    instances: [i-0123456789abcdef0, i-01234567]
    tags: {Application: payroll, Tier: 1}
    share: 20%
    times: 50
    skip: 3
    after: 10m
    for: 1h
    code: SlowDown
    status: 503
    message: Reduce your rate.
  - fault: update-fails
    kb: KB5066782
    hresult: 0x800F0922
  - {fault: snapshot-stuck, percent: 40 %}
  - {fault: marker-never-written, document: Patchline-Compare-Update}
  - {fault: stop-stuck, delay: 90s}
`))
	if err != nil {
		t.Fatal(err)
	}
	want := &Plan{Seed: -7, Rules: []Rule{
		{
			Kind: Error, Operation: "s3:Put*", Instances: []string{"i-0123456789abcdef0", "i-01234567"},
			Tags: map[string]string{"Application": "payroll", "Tier": "1"}, Share: 0.2, Times: 50, Skip: 3,
			After: 10 * time.Minute, For: time.Hour, Code: "SlowDown", Status: 503, Message: "Reduce your rate.",
		},
		{Kind: UpdateFails, KB: "5066782", HResult: 0x800F0922},
		{Kind: SnapshotStuck, Percent: 40},
		{Kind: MarkerNeverWritten, Document: "Patchline-Compare-Update"},
		{Kind: StopStuck, Delay: 90 * time.Second},
	}}
	if !reflect.DeepEqual(plan, want) {
		t.Errorf("got  %+v\nwant %+v", plan, want)
	}
}

func TestAMistakeIsToldWithItsLine(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"an unknown key of the file":  {"fault: []\nfaults: []", `f.yaml:1: "fault" is an unknown key: did you mean faults?`},
		"no faults at all":            {"{}", "f.yaml:1: faults: this key is missing"},
		"an unknown fault":            {"faults:\n- fault: snapshot-stuk", `f.yaml:2: fault: "snapshot-stuk" is an unknown fault: did you mean snapshot-stuck?`},
		"a rule without a fault":      {"faults:\n- share: 5%", "f.yaml:2: fault: this key is missing"},
		"an unknown key of a rule":    {"faults:\n- fault: no-boot\n  tims: 1", `f.yaml:3: "tims" is an unknown key: did you mean times?`},
		"a key of other kinds":        {"faults:\n- fault: no-boot\n  kb: KB5066782", "f.yaml:3: no-boot makes no use of the key kb: it takes instances, tags, share, times, after, for"},
		"a key that is needed":        {"faults:\n- fault: slow", "f.yaml:2: delay: this key is missing which slow needs"},
		"an operation that is near":   {"faults:\n- fault: throttle\n  operation: ssm:SendComand", "f.yaml:3: operation: ssm:SendComand is no operation that is simulated: did you mean ssm:SendCommand?"},
		"an operation like no other":  {"faults:\n- fault: throttle\n  operation: iam:PassRole", "f.yaml:3: operation: iam:PassRole is no operation that is simulated"},
		"an operation's other form":   {"faults:\n- fault: throttle\n  operation: CreateSnapshots", `f.yaml:3: operation: want service:Action, such as ec2:CreateSnapshots or s3:*, and found "CreateSnapshots"`},
		"a share of nothing":          {"faults:\n- fault: throttle\n  share: 0", `f.yaml:3: share: want a share above 0 and up to 1, such as 5% or 0.05, and found "0"`},
		"a percentage that completes": {"faults:\n- fault: snapshot-stuck\n  percent: 100", `f.yaml:3: percent: want a percentage from 0 to 99, and found "100"`},
		"no instances to select":      {"faults:\n- fault: no-boot\n  instances: []", "f.yaml:3: instances: this selects nothing: leave it out to select everything"},
		"no tags to select":           {"faults:\n- fault: no-boot\n  tags: {}", "f.yaml:3: tags: this selects nothing: leave it out to select everything"},
		"what is no instance id":      {"faults:\n- fault: no-boot\n  instances: [web-1]", `f.yaml:3: instances: want an instance id such as i-0123456789abcdef0, and found "web-1"`},
		"a status of success":         {"faults:\n- fault: error\n  code: X\n  status: 200", `f.yaml:4: status: want a whole number from 400 to 599, and found "200"`},
		"a fault that lasts no time":  {"faults:\n- fault: no-boot\n  for: 0s", "f.yaml:3: for: want a duration of at least 1s, and found 0s"},
		"a KB that is none":           {"faults:\n- fault: update-fails\n  kb: KB", `f.yaml:3: kb: want a KB number such as KB5066782, and found "KB"`},
		"a seed out of place":         {"seed: 1\nfaults: []", "f.yaml:1: seed: only the file that a rehearsal starts with has a seed"},
		"several mistakes": {"faults:\n- fault: slow\n  delay: soon\n- fault: error\n  share: 5",
			"f.yaml:3: delay: want a duration such as 30s, 10m or 1h30m, and found \"soon\"\n" +
				"f.yaml:4: code: this key is missing which error needs\n" +
				"f.yaml:5: share: want a share above 0 and up to 1, such as 5% or 0.05, and found \"5\""},
	} {
		t.Run(name, func(t *testing.T) {
			rules, err := Load("f.yaml", strings.NewReader(c.text))
			if err == nil || err.Error() != c.want || rules != nil {
				t.Errorf("got  %v\nwant %s", err, c.want)
			}
		})
	}
}

func TestEveryFaultHasAnExample(t *testing.T) {
	for _, u := range Usages() {
		file, err := os.Open("examples/" + string(u.Kind) + ".yaml")
		if err != nil {
			t.Error(err)
			continue
		}
		plan, err := LoadPlan(file.Name(), file)
		_ = file.Close()
		if err != nil {
			t.Error(err)
		} else if len(plan.Rules) != 1 || plan.Rules[0].Kind != u.Kind {
			t.Errorf("%s has %+v", file.Name(), plan.Rules)
		}
	}
	entries, err := os.ReadDir("examples")
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != len(Usages()) {
		t.Errorf("%d examples for %d faults", len(entries), len(Usages()))
	}
}

func FuzzLoad(f *testing.F) {
	for _, u := range Usages() {
		text, err := os.ReadFile("examples/" + string(u.Kind) + ".yaml")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text))
	}
	for _, text := range []string{
		"faults: [{fault: throttle, operation: \"*:*\"}]", "a: &a [*a, *a]\nfaults: *a", "faults: {x: [}", "? [a]\n: b",
		"faults:\n- <<: {fault: slow}\n  delay: 1s", "\x00", "faults: [[[[[[[[[[", "faults: !!binary aGk=",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		plan, err := LoadPlan("f.yaml", strings.NewReader(text))
		if err != nil {
			return
		}
		for _, rule := range plan.Rules {
			if rule.Kind == "" || rule.Share < 0 || rule.Share > 1 || rule.Delay < 0 || rule.Percent < 0 || rule.Percent > 99 {
				t.Errorf("a rule out of range: %+v", rule)
			}
		}
		plan.Call("ec2:CreateSnapshots", []Target{{Instance: "i-0123456789abcdef0"}}, plan.Start)
	})
}

func TestTheReferencesExampleIsRead(t *testing.T) {
	text, err := os.ReadFile("../../../docs/rehearsal-faults.md")
	if err != nil {
		t.Fatal(err)
	}
	_, example, _ := strings.Cut(string(text), "```yaml\n")
	example, _, _ = strings.Cut(example, "```")
	plan, err := LoadPlan("the reference", strings.NewReader(example))
	if err != nil || len(plan.Rules) != 2 || plan.Seed != 7 {
		t.Errorf("got %+v, %v", plan, err)
	}
}
