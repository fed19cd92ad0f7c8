package docgen

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"patchline/internal/sim/ssm/document"
	"patchline/internal/testenv"
)

// runLines runs lines as the SSM agent does: as the file of a script.
func runLines(t *testing.T, lines []string) (output string, exitCode int) {
	t.Helper()
	shell := testenv.NeedPowerShell(t)
	file := filepath.Join(t.TempDir(), "_script.ps1")
	if err := os.WriteFile(file, []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), shell, "-NoProfile", "-NonInteractive", "-File", file)
	out, err := command.CombinedOutput()
	if command.ProcessState == nil {
		t.Fatal(err)
	}
	return string(out), command.ProcessState.ExitCode()
}

func TestADocumentOfSchema22RunsWithTheValuesThatSystemsManagerPutsIn(t *testing.T) {
	built := build(t, nil)
	content, refused := document.Parse(document.JSON, string(built.Files["Acme-Install.json"]))
	if refused != nil {
		t.Fatal(refused)
	}
	inputs := content.Inputs(&content.Steps[0], map[string][]string{"Store": {"s3://acme/prod"}, "Mode": {"Scan"}})
	var lines []string
	for _, line := range inputs["runCommand"].([]any) {
		lines = append(lines, line.(string))
	}
	out, code := runLines(t, lines)
	if want := "marker s3://acme/prod Scan <" + built.Documents[0].Pins[0].SHA256 + ">"; code != 0 || strings.TrimSpace(out) != want {
		t.Errorf("exit code %d, %q, want %q", code, out, want)
	}
}

// lines12 are the lines of a document of schema 1.2.
func lines12(t *testing.T, text []byte) []string {
	t.Helper()
	var content struct {
		RuntimeConfig map[string]struct {
			Properties []struct{ RunCommand []string }
		}
	}
	if err := json.Unmarshal(text, &content); err != nil {
		t.Fatal(err)
	}
	return content.RuntimeConfig[scriptAction].Properties[0].RunCommand
}

func TestADocumentOfSchema12RunsWithItsValuesAndRefusesWithoutThem(t *testing.T) {
	built := build(t, nil)
	out, code := runLines(t, lines12(t, built.Files["schema-1.2/Acme-Install.json"]))
	if code != 1 || !strings.Contains(out, "put in a value for Store") || strings.Contains(out, "marker") {
		t.Errorf("without: exit code %d, %q", code, out)
	}
	files, err := built.Fill(nil, []Value{{"Store", "s3://acme/prod"}, {"Deny", "KB1"}})
	if err != nil {
		t.Fatal(err)
	}
	out, code = runLines(t, lines12(t, files["Acme-Install.json"]))
	if code != 0 || !strings.HasPrefix(out, "marker s3://acme/prod Install <") {
		t.Errorf("with: exit code %d, %q", code, out)
	}
}
