package cli

import (
	"bufio"
	"context"
	"errors"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"testing"
)

// asBinary has this test's binary behave as the command that it names.
const asBinary = "CLI_TEST_AS_BINARY"

func TestMain(m *testing.M) {
	waiting := func(ctx context.Context, streams Streams) error {
		streams.Log.Info("ready")
		<-ctx.Done()
		return context.Cause(ctx)
	}
	switch os.Getenv(asBinary) {
	case "stage":
		Main(sample(func(ctx context.Context, _ *sampleOptions, streams Streams) (Outcome, error) {
			return Outcome{}, waiting(ctx, streams)
		}))
	case "server":
		Main(server(waiting))
	}
	os.Exit(m.Run())
}

func TestARealProcessExitsWithItsCodeOnSIGTERM(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no SIGTERM to send")
	}
	for name, want := range map[string]Code{"stage": CodeInterrupted, "server": CodeOK} {
		t.Run(name, func(t *testing.T) {
			child := exec.CommandContext(t.Context(), os.Args[0])
			child.Env = append(os.Environ(), asBinary+"="+name)
			if name == "stage" {
				child.Args = append(child.Args, required...)
			}
			var stdout strings.Builder
			child.Stdout = &stdout
			stderr, err := child.StderrPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := child.Start(); err != nil {
				t.Fatal(err)
			}
			lines := bufio.NewScanner(stderr)
			for lines.Scan() {
				if strings.Contains(lines.Text(), "msg=ready") {
					if err := child.Process.Signal(syscall.SIGTERM); err != nil {
						t.Error(err)
					}
				}
			}
			err = child.Wait()
			var exit *exec.ExitError
			if err != nil && !errors.As(err, &exit) {
				t.Fatal(err)
			}
			if got := Code(child.ProcessState.ExitCode()); got != want {
				t.Errorf("exit code %d, want %d", got, want)
			}
			if name == "stage" && decodeResult(t, stdout.String()).ExitCode != want {
				t.Errorf("the result is %s", stdout.String())
			}
		})
	}
}
