package documents

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"patchline/internal/run"
)

type content struct {
	SchemaVersion string                `json:"schemaVersion"`
	Description   string                `json:"description"`
	Parameters    map[string]parameter  `json:"parameters"`
	MainSteps     []step                `json:"mainSteps"`
	RuntimeConfig map[string]properties `json:"runtimeConfig"`
}

type parameter struct {
	Type           string          `json:"type"`
	Default        json.RawMessage `json:"default"`
	Description    string          `json:"description"`
	AllowedPattern string          `json:"allowedPattern"`
	AllowedValues  []string        `json:"allowedValues"`
	MaxChars       int             `json:"maxChars"`
	MinItems       int             `json:"minItems"`
	DisplayType    string          `json:"displayType"`
}

type step struct {
	Action       string              `json:"action"`
	Name         string              `json:"name"`
	Precondition map[string][]string `json:"precondition"`
	Inputs       map[string]any      `json:"inputs"`
}

type properties struct {
	Properties []map[string]string `json:"properties"`
}

func (s step) script() string {
	lines, found := s.Inputs["runCommand"].([]any)
	if !found {
		return ""
	}
	var script []string
	for _, line := range lines {
		text, _ := line.(string)
		script = append(script, text)
	}
	return strings.Join(script, "\n")
}

func read(t *testing.T, s Source) content {
	t.Helper()
	var c content
	decoder := json.NewDecoder(strings.NewReader(s.Content))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&c); err != nil {
		t.Fatalf("%s: %v", s.Name, err)
	}
	return c
}

func named(owner string) map[string]Source {
	found := map[string]Source{}
	for _, s := range All() {
		if s.Owner == owner {
			found[s.Name] = s
		}
	}
	return found
}

func TestEveryDocumentOfThePatchDayIsThere(t *testing.T) {
	want := append(slices.Clone(run.PatchDay), run.DocConfirm, run.DocVerifyApplication)
	if got := slices.Sorted(maps.Keys(named(Self))); !slices.Equal(got, slices.Sorted(slices.Values(want))) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestTheDocumentsOfAWSThatTheProjectUsesAreThere(t *testing.T) {
	want := []string{
		"AWS-RunPowerShellScript", "AWS-RunShellScript", "AWS-UpdateSSMAgent",
		"AWSEC2-CreateVssSnapshot", "AWSEC2-VssInstallAndSnapshot",
	}
	if got := slices.Sorted(maps.Keys(named(Amazon))); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestADocumentOfAWSSaysThatItIsImitated(t *testing.T) {
	for _, s := range named(Amazon) {
		if c := read(t, s); !strings.Contains(c.Description, "imitated by fleet-sim") {
			t.Errorf("%s: %q", s.Name, c.Description)
		}
	}
}

func TestADocumentOfTheProjectSaysWhichItIs(t *testing.T) {
	for name, s := range named(Self) {
		steps := read(t, s).MainSteps
		last := steps[len(steps)-1]
		if document, found := run.ScriptDocument(last.script()); !found || document != name {
			t.Errorf("%s: its script says %q", name, document)
		}
		if last.Action != "aws:runPowerShellScript" || last.Precondition == nil {
			t.Errorf("%s: its step is %s with %v", name, last.Action, last.Precondition)
		}
		if first := steps[0].Action; (name == run.DocUpdateAgent) != (first == "aws:updateSsmAgent") {
			t.Errorf("%s: its first step is %s", name, first)
		}
	}
}

func TestTheStepThatMakesSnapshotsIsKnownByItsHeader(t *testing.T) {
	for _, name := range []string{"AWSEC2-CreateVssSnapshot", "AWSEC2-VssInstallAndSnapshot"} {
		steps := read(t, named(Amazon)[name]).MainSteps
		last := steps[len(steps)-1]
		// The user guide looks it up under this plugin name.
		if last.Name != "CreateVssSnapshot" || !IsVSS(last.script()) {
			t.Errorf("%s: its last step is %+v", name, last)
		}
	}
	if IsVSS("exit 0\n" + VSSHeader) {
		t.Error("a script whose second line says so was taken for it")
	}
}

func TestTheScriptDocumentsHaveTheSchemaThatNamesTheirOutputOnS3(t *testing.T) {
	for name, action := range map[string]string{
		"AWS-RunPowerShellScript": "aws:runPowerShellScript",
		"AWS-RunShellScript":      "aws:runShellScript",
	} {
		c := read(t, named(Amazon)[name])
		if c.SchemaVersion != "1.2" || len(c.RuntimeConfig[action].Properties) != 1 {
			t.Errorf("%s: %+v", name, c)
		}
	}
}
