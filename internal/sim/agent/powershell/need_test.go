package powershell

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"patchline/internal/testenv"
)

// needPowerShell gives the PowerShell that tests run on: that of
// PATCHLINE_POWERSHELL (a relative path begins at the module's folder), or the
// one that `--powershell auto` finds.
func needPowerShell(t testing.TB) string {
	t.Helper()
	setting := os.Getenv("PATCHLINE_POWERSHELL")
	switch {
	case setting == "":
		setting = "auto"
	case strings.ContainsRune(setting, filepath.Separator) && !filepath.IsAbs(setting):
		setting = filepath.Join(moduleFolder(t), setting)
	}
	path, err := Find(setting)
	if err != nil {
		t.Fatal(err)
	}
	testenv.Need(t, "a PowerShell (pwsh or pwsh-lite on PATH, or one in PATCHLINE_POWERSHELL)", path != "")
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
