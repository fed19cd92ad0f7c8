package night_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// binaries are those of a patch day, in its order.
func binaries() []string {
	return []string{"discover", "snapshot", "start", "run-doc", "wait-marker", "restore", "confirm", "release", "report"}
}

// build has make build the binaries, and gives their folder.
func build(t *testing.T) string {
	t.Helper()
	text, err := exec.CommandContext(t.Context(), "make", "-C", "../..", "build").CombinedOutput()
	if err != nil {
		t.Fatalf("make build: %v\n%s", err, text)
	}
	folder, err := filepath.Abs("../../bin")
	if err != nil {
		t.Fatal(err)
	}
	return folder
}

func binaryTable(t *testing.T) string {
	t.Helper()
	folder := build(t)
	var rows [][]string
	for _, name := range binaries() {
		file := filepath.Join(folder, name)
		info, err := os.Stat(file)
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, []string{
			"`" + name + "`", fmt.Sprintf("%.1f MB", float64(info.Size())/1e6), fmt.Sprintf("%.1f ms", float64(helpTakes(t, file).Microseconds())/1e3),
		})
	}
	return table([]string{"binary", "size", "--help"}, rows)
}

// helpTakes is the median of the processor time of --help, which the machine's
// other work does not change much.
func helpTakes(t *testing.T, file string) time.Duration {
	t.Helper()
	const times = 21
	var took []time.Duration
	for range times {
		command := exec.CommandContext(t.Context(), file, "--help")
		if err := command.Run(); err != nil {
			t.Fatal(err)
		}
		took = append(took, command.ProcessState.UserTime()+command.ProcessState.SystemTime())
	}
	slices.Sort(took)
	return took[times/2]
}

// machine is where the figures come from.
func machine(t *testing.T) string {
	t.Helper()
	model := "an unnamed processor"
	if text, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		for line := range strings.Lines(string(text)) {
			if name, value, found := strings.Cut(line, ":"); found && strings.TrimSpace(name) == "model name" {
				model = strings.TrimSpace(value)
				break
			}
		}
	}
	return fmt.Sprintf("Measured on %s/%s with %d cores (%s), %s.\n", runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), model, runtime.Version())
}
