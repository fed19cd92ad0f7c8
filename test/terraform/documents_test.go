package terraform

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"patchline/internal/run"
)

// dist is what terraform/modules/documents takes every document of.
const dist = "../../documents/dist"

func TestWhatIsDeployedIsWhatTheStagesSend(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(dist, "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	var deployed []string
	for _, file := range files {
		deployed = append(deployed, strings.TrimSuffix(filepath.Base(file), ".json"))
	}
	sent := append(slices.Clone(run.PatchDay), run.DocConfirm, run.DocVerifyApplication)
	slices.Sort(sent)
	if !slices.Equal(deployed, sent) {
		t.Errorf("deployed are %v, and sent are %v", deployed, sent)
	}
}

func TestScriptsLieWhereTerraformLooks(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(dist, "scripts", "*", "*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%d scripts, %v", len(files), err)
	}
	for _, file := range files {
		place, err := filepath.Rel(filepath.Join(dist, "scripts"), file)
		if err != nil {
			t.Fatal(err)
		}
		if _, good := run.ParseScript(filepath.ToSlash(place)); !good {
			t.Errorf("%s is no place of a script that documents download", file)
		}
	}
}
