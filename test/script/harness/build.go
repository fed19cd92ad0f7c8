package harness

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"patchline/internal/testenv"
)

// Build builds programs of cmd/ ("fleet-sim", "discover"), or all of them, for
// the race detector where cgo is there, and returns the folder that they are
// in. It is gone when the test ends.
func Build(t *testing.T, programs ...string) string {
	t.Helper()
	if len(programs) == 0 {
		programs = []string{"..."}
	}
	watchSources(t)
	folder := t.TempDir()
	// Without the debugger's tables linking takes half the time; a race is
	// reported with its lines all the same.
	args := []string{"build", "-ldflags=-w", "-o", folder + string(filepath.Separator)}
	// Go sets CGO_ENABLED=0 by itself where it finds no C compiler.
	if ask(t, "env", "CGO_ENABLED") == "1" {
		args = append(args, "-race")
	}
	for _, program := range programs {
		args = append(args, "patchline/cmd/"+program)
	}
	ask(t, args...)
	return folder
}

// BuildPlain builds all programs as make build does, and returns the folder
// that they are in. For tests of what starts programs: it shares its compiled
// packages with every other build, and nothing waits for the race detector's.
func BuildPlain(t *testing.T) string {
	t.Helper()
	command := testenv.NeedCommand(t, "make", "GNU make from the system's packages")
	root, folder := watchSources(t), t.TempDir()
	Watch(t, filepath.Join(root, "Makefile"))
	out, err := exec.CommandContext(t.Context(), command, "-C", root, "build", "BIN="+folder).CombinedOutput()
	if err != nil {
		t.Fatalf("make build: %v\n%s", err, out)
	}
	return folder
}

// watchSources watches all that programs are built of, and returns the folder
// of the module.
func watchSources(t *testing.T) string {
	t.Helper()
	root := filepath.Dir(ask(t, "env", "GOMOD"))
	for _, sources := range []string{"cmd", "documents", "internal", "go.mod"} {
		Watch(t, filepath.Join(root, sources))
	}
	return root
}

// Watch has the test run anew when something in a folder has changed. go test
// keeps the result of a test until a file changes that the test itself has
// looked at; what only the programs read that it runs, it can't know of.
func Watch(t *testing.T, folder string) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, _ fs.DirEntry, err error) error {
		_, _ = os.Stat(path) // the look is all
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// ask runs the Go command and returns what it prints.
func ask(t *testing.T, args ...string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", args...).CombinedOutput()
	if err != nil {
		t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(string(out))
}
