package documents

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"patchline/internal/run"
)

// maxDocument is what a document may have in bytes with its run-time
// parameters (Systems Manager quotas).
const maxDocument = 64 << 10

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

func TestEveryDocumentOfThePatchDayHasItsInterimOne(t *testing.T) {
	want := []string{
		run.DocUpdateAgent, run.DocUpdatesBefore, run.DocInstall, run.DocUpdatesAfter, run.DocCompare,
		run.DocFailedCheck, run.DocSoftware, run.DocConfirm, run.DocVerifyApplication,
	}
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

func TestEveryDocumentSaysThatItIsImitated(t *testing.T) {
	for _, s := range All() {
		if c := read(t, s); !strings.Contains(c.Description, "imitated by fleet-sim") {
			t.Errorf("%s: %q", s.Name, c.Description)
		}
	}
}

func TestEveryParameterIsBoundedAndItsDefaultAllowed(t *testing.T) {
	for _, s := range All() {
		for name, p := range read(t, s).Parameters {
			if p.Description == "" {
				t.Errorf("%s: %s has no description", s.Name, name)
			}
			pattern, err := regexp.Compile(p.AllowedPattern)
			if err != nil {
				t.Errorf("%s: %s: %v", s.Name, name, err)
				continue
			}
			if s.Owner == Self && p.AllowedPattern == "" && p.AllowedValues == nil {
				t.Errorf("%s: %s takes anything", s.Name, name)
			}
			var value string
			if p.Default == nil || json.Unmarshal(p.Default, &value) != nil {
				continue
			}
			if !pattern.MatchString(value) || p.AllowedValues != nil && !slices.Contains(p.AllowedValues, value) {
				t.Errorf("%s: %s: its default %q is not allowed", s.Name, name, value)
			}
		}
	}
}

func TestAnInterimDocumentTakesTheParametersOfThePatchDay(t *testing.T) {
	all := []string{run.ParamStore, run.ParamRun, run.ParamAttempt, run.ParamInstances}
	more := map[string][]string{
		run.DocInstall: {
			run.ParamMode, run.ParamIgnorePendingReboot, run.ParamClassifications, run.ParamSeverities,
			run.ParamAllow, run.ParamDeny, run.ParamApprovalDelay, run.ParamCutOff,
		},
		run.DocVerifyApplication: {run.ParamServices},
	}
	for name, s := range named(Self) {
		c := read(t, s)
		want := slices.Sorted(slices.Values(slices.Concat(all, more[name])))
		if got := slices.Sorted(maps.Keys(c.Parameters)); !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
		for _, required := range all {
			if c.Parameters[required].Default != nil {
				t.Errorf("%s: %s has a default", name, required)
			}
		}
		if size := len(s.Content) + run.MaxInstancesParameter; size > maxDocument {
			t.Errorf("%s: %d bytes with its parameters", name, size)
		}
	}
}

func TestParametersAllowNothingThatAScriptCouldReadAsItsOwn(t *testing.T) {
	for name, s := range named(Self) {
		for key, p := range read(t, s).Parameters {
			if p.AllowedPattern == "" {
				continue // allowedValues
			}
			pattern := regexp.MustCompile(p.AllowedPattern)
			for _, hostile := range []string{"'", "x'; exit 0 #", "$(x)", "`x`", "\"", "a\nb", "{{ x }}", "s3://bucket/a'b"} {
				if pattern.MatchString(hostile) {
					t.Errorf("%s: %s allows %q", name, key, hostile)
				}
			}
		}
	}
}

func TestTheScriptOfAnInterimDocumentIsItsHeaderAndAThrow(t *testing.T) {
	for name, s := range named(Self) {
		steps := read(t, s).MainSteps
		last := steps[len(steps)-1]
		header, rest, _ := strings.Cut(last.script(), "\n")
		if document, found := run.ScriptDocument(header); !found || document != name {
			t.Errorf("%s: its script says %q", name, header)
		}
		if !strings.HasPrefix(rest, Throw) || strings.Contains(rest, "\n") {
			t.Errorf("%s: its script goes on with %q", name, rest)
		}
		if last.Action != "aws:runPowerShellScript" || last.Precondition == nil {
			t.Errorf("%s: its step is %+v", name, last)
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
