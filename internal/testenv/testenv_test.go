package testenv

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// witness is a test that is watched: it keeps how it ended.
type witness struct {
	testing.TB
	ended string
}

func (w *witness) Helper() {}

func (w *witness) Skip(args ...any) {
	w.ended = "skipped: " + fmt.Sprint(args...)
	runtime.Goexit()
}

func (w *witness) Fatalf(format string, args ...any) {
	w.ended = "failed: " + fmt.Sprintf(format, args...)
	runtime.Goexit()
}

// watch runs body as a test of its own and returns how that ended. Skip and
// Fatalf leave the goroutine they are called on, so body gets one.
func watch(t *testing.T, body func(*witness)) string {
	t.Helper()
	w := &witness{TB: t, ended: "went on"}
	done := make(chan struct{})
	go func() {
		defer close(done)
		body(w)
	}()
	<-done
	return w.ended
}

func TestNeeds(t *testing.T) {
	const inCI = ": with CI=true that is a failure, not a skip"
	tests := []struct {
		name string
		ci   string
		body func(*witness)
		want string
	}{
		{"a need that is met lets the test go on", "true",
			func(w *witness) { Need(w, "a moon", true) },
			"went on"},
		{"a need that is not met skips the test", "",
			func(w *witness) { Need(w, "a moon", false) },
			"skipped: a moon is not available"},
		{"a need that is not met fails the test in CI", "true",
			func(w *witness) { Need(w, "a moon", false) },
			"failed: a moon is not available" + inCI},
		{"a CI variable other than true skips", "false",
			func(w *witness) { Need(w, "a moon", false) },
			"skipped: a moon is not available"},
		{"a missing command skips with the way to get it", "",
			func(w *witness) { NeedCommand(w, "aws", "pip install awscli") },
			"skipped: aws is not installed (pip install awscli)"},
		{"a missing command fails in CI", "true",
			func(w *witness) { NeedCommand(w, "aws", "pip install awscli") },
			"failed: aws is not installed (pip install awscli)" + inCI},
		{"a missing PowerShell skips", "",
			func(w *witness) { NeedPowerShell(w) },
			"skipped: " + powerShellHint + " is not available"},
		{"a missing PowerShell fails in CI", "true",
			func(w *witness) { NeedPowerShell(w) },
			"failed: " + powerShellHint + " is not available" + inCI},
		{"a missing Python skips", "",
			func(w *witness) { NeedPython(w, "boto3") },
			"skipped: python3 is not installed (from python.org or the system's packages)"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Setenv("CI", tt.ci)
			t.Setenv("PATH", t.TempDir())
			t.Setenv("PATCHLINE_POWERSHELL", "")
			if got := watch(t, tt.body); got != tt.want {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
		})
	}
}

func TestNeedCommandReturnsThePath(t *testing.T) {
	// Windows runs a file by its extension, other systems by its mode.
	want := filepath.Join(t.TempDir(), "aws.exe")
	if err := os.WriteFile(want, nil, 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", filepath.Dir(want))
	if got := NeedCommand(t, "aws.exe", "unused"); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestNeedPythonNamesWhatIsMissing(t *testing.T) {
	NeedPython(t) // Python itself may be missing.
	t.Setenv("CI", "")
	if got := watch(t, func(w *witness) { NeedPython(w, "json", "json.decoder") }); got != "went on" {
		t.Errorf("modules of the standard library: %s", got)
	}
	got := watch(t, func(w *witness) { NeedPython(w, "json", "no_such_module", "no_such_package.part") })
	if want := "skipped: Python module no_such_module, no_such_package.part is not installed"; !strings.HasPrefix(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}
