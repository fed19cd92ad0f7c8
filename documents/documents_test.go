package documents

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"patchline/internal/docgen"
	"patchline/internal/run"
)

// sources is the folder that this test is in.
const sources = "."

func TestTheBuiltDocumentsAreWhatTheSourcesGive(t *testing.T) {
	if _, err := docgen.Run(docgen.Options{Documents: sources, Check: true}); err != nil {
		t.Errorf("%v\n(make documents)", err)
	}
}

// script is what the last step of a document runs.
func script(t *testing.T, content string) string {
	t.Helper()
	var document struct {
		MainSteps []struct {
			Inputs struct{ RunCommand []string }
		}
	}
	if err := json.Unmarshal([]byte(content), &document); err != nil {
		t.Fatal(err)
	}
	return strings.Join(document.MainSteps[len(document.MainSteps)-1].Inputs.RunCommand, "\n")
}

func TestEveryDocumentOfThePatchDayIsBuilt(t *testing.T) {
	want := append(slices.Clone(run.PatchDay), run.DocConfirm, run.DocVerifyApplication)
	slices.Sort(want)
	if got := slices.Sorted(maps.Keys(Contents())); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	for name, content := range Contents() {
		if document, found := run.ScriptDocument(script(t, content)); !found || document != name {
			t.Errorf("%s: its script says that it is %q", name, document)
		}
	}
}

func TestWhatDocumentsDownloadLiesUnderItsHash(t *testing.T) {
	have := map[string]bool{}
	for _, s := range Scripts() {
		have[s.String()] = true
		if sum := fmt.Sprintf("%x", sha256.Sum256(s.Body)); sum != s.SHA256 {
			t.Errorf("%s has SHA-256 %s", s, sum)
		}
	}
	wanted := map[string]bool{}
	for name, content := range Contents() {
		for _, s := range run.Downloads(script(t, content)) {
			wanted[s.String()] = true
			if !strings.Contains(content, "'"+s.SHA256+"'") {
				t.Errorf("%s says that it downloads %s, and its code does not", name, s)
			}
		}
	}
	if len(wanted) == 0 || !maps.Equal(have, wanted) {
		t.Errorf("documents download %v, and built are %v", wanted, have)
	}
}
