package testenv

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"patchline/internal/pwsh"
)

// powerShellHint tells how to get one.
const powerShellHint = "a PowerShell (pwsh or pwsh-lite on PATH, or one in PATCHLINE_POWERSHELL)"

// NeedPowerShell gives the PowerShell that tests run scripts on, and says which:
// that of PATCHLINE_POWERSHELL (a relative path begins at the module's folder),
// or the first of pwsh and pwsh-lite on PATH. Without one the test is skipped
// (with CI=true: fails).
func NeedPowerShell(t testing.TB) string {
	t.Helper()
	setting := os.Getenv("PATCHLINE_POWERSHELL")
	switch {
	case setting == "":
		setting = "auto"
	case strings.ContainsRune(setting, filepath.Separator) && !filepath.IsAbs(setting):
		setting = filepath.Join(moduleFolder(t), setting)
	}
	path, err := pwsh.Find(setting)
	if err != nil {
		t.Fatal(err)
	}
	Need(t, powerShellHint, path != "")
	t.Logf("note: scripts run on %s", path) // which make test shows
	return path
}

// moduleFolder is the folder of go.mod.
func moduleFolder(t testing.TB) string {
	t.Helper()
	folder, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(folder, "go.mod")); err == nil {
			return folder
		}
		if folder == filepath.Dir(folder) {
			t.Fatal("there is no go.mod above the test's folder")
		}
		folder = filepath.Dir(folder)
	}
}
