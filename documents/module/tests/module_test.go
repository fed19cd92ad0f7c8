// Package tests runs the tests of the documents and their module that are
// PowerShell, and compares what the module and the binaries both know.
package tests

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"patchline/internal/testenv"
)

func TestTheModuleAndTheScripts(t *testing.T) { testModule(t) }

// TestTheModuleAndTheScriptsInTheMannerOfPowerShell7 has pwsh-lite, which follows
// Windows PowerShell 5.1, follow pwsh. To others its setting means nothing.
func TestTheModuleAndTheScriptsInTheMannerOfPowerShell7(t *testing.T) {
	if path := testenv.NeedPowerShell(t); filepath.Base(path) != "pwsh-lite" {
		t.Skipf("%s has one manner only", path)
	}
	t.Setenv("PWSH_LITE_EDITION", "7")
	testModule(t)
}

func testModule(t *testing.T) {
	t.Helper()
	lines := runScript(t, "run.ps1")
	if last := lines[len(lines)-1]; last != "ran to the end" {
		t.Fatalf("the tests ended early, with %q", last)
	}
	for _, line := range lines[:len(lines)-1] {
		if name, passed := strings.CutPrefix(line, "ok "); passed {
			t.Run(name, func(*testing.T) {})
			continue
		}
		t.Error(line) // FAIL, or what no test should have written
	}
}

// readScripts has go test know which files PowerShell reads: it would give an
// earlier result of its cache where one of them has changed since.
func readScripts(t *testing.T) {
	t.Helper()
	for _, pattern := range []string{"*.ps1", "../*.ps1", "../../*/*.ps1", "../../*/scripts/*.ps1", "../../*/tests/*.ps1"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if _, err := os.ReadFile(file); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// runScript gives the lines that a script of this folder writes.
func runScript(t *testing.T, name string, arguments ...string) []string {
	t.Helper()
	path := testenv.NeedPowerShell(t)
	readScripts(t)
	t.Log("scripts run on " + path)
	file, err := filepath.Abs(name)
	if err != nil {
		t.Fatal(err)
	}
	arguments = append([]string{"-NoProfile", "-NonInteractive", "-File", file}, arguments...)
	out, err := exec.CommandContext(t.Context(), path, arguments...).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return strings.Split(strings.ReplaceAll(strings.TrimSpace(string(out)), "\r\n", "\n"), "\n")
}
