package night_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"patchline/internal/cli"
	"patchline/internal/run"
	"patchline/test/script/harness"
)

// A night of the real binaries against a fleet-sim of its own process: in the
// others the stand-in's memory can't be told from the stages'. EC2's limits hold
// in real time, so that the snapshots alone take half an hour.
func TestMemoryTable(t *testing.T) {
	if !*memory {
		t.Skip("it takes an hour: go test ./internal/night -run TestMemoryTable -memory -timeout 3h")
	}
	const (
		generate = "11000" // of which some are Linux or have no agent
		speed    = "60"
		poll     = "5s"
	)
	folder := build(t)
	server, err := harness.StartServer(folder, t.TempDir(), os.Environ(),
		"--generate", generate, "--seed", "7", "--speed", speed, "--powershell", "off")
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := server.Stop(syscall.SIGTERM); err != nil {
			t.Error(err)
		}
	}()
	peak := map[string]int64{}
	do := func(binary string, args ...string) {
		args = append(args, "--run", runID, "--max-failed", "50%", "--log-level", "error")
		switch binary {
		case "discover", "run-doc":
		case "restore":
			args = append(args, "--poll", poll, "--agent-timeout", "5m")
		case "start":
			args = append(args, "--poll", poll, "--agent-timeout", "10m")
		default:
			args = append(args, "--poll", poll)
		}
		command := exec.CommandContext(t.Context(), filepath.Join(folder, binary), args...)
		command.Env = append(os.Environ(), server.Env...)
		var stdout, stderr bytes.Buffer
		command.Stdout, command.Stderr = &stdout, &stderr
		began := time.Now()
		err := command.Run()
		if code := cli.Code(command.ProcessState.ExitCode()); code != cli.CodeOK && code != cli.CodeSomeFailed {
			t.Fatalf("%s %v: %v\n%s", binary, args, err, stderr.String())
		}
		usage := command.ProcessState.SysUsage().(*syscall.Rusage) //nolint:forcetypeassert // on Linux it is
		peak[binary] = max(peak[binary], usage.Maxrss)
		summary, _, _ := strings.Cut(stdout.String(), `"details"`)
		t.Logf("%s %v: %d MiB, %s\n%s", binary, args, usage.Maxrss>>10, time.Since(began).Round(time.Second), summary)
	}
	do("discover", "--tag", "PatchGroup=monthly", "--tag", "PatchGroup=quarterly")
	do("snapshot")
	do("start")
	for _, document := range run.PatchDay {
		do("run-doc", "--document", document)
		do("wait-marker", "--document", document)
	}
	do("restore")
	do("confirm")
	var rows [][]string
	for _, binary := range binaries() {
		if kib, found := peak[binary]; found {
			rows = append(rows, []string{"`" + binary + "`", fmt.Sprintf("%d MiB", kib>>10)})
		}
	}
	p := openPage(t)
	p.put("memory", table([]string{"binary", "peak memory"}, rows))
	p.save()
}
