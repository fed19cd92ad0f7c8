package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

func TestASignalStopsAStageAndLeavesItTimeToRecord(t *testing.T) {
	for name, signal := range map[string]os.Signal{"SIGINT": os.Interrupt, "SIGTERM": syscall.SIGTERM} {
		synctest.Test(t, func(t *testing.T) {
			tr := &trial{Args: required, Signals: make(chan os.Signal, 2)}
			recorded := false
			command := sample(func(ctx context.Context, _ *sampleOptions, _ Streams) (Outcome, error) {
				<-ctx.Done()
				if !errors.Is(context.Cause(ctx), ErrInterrupted) {
					t.Errorf("the cause is %v", context.Cause(ctx))
				}
				recording, cancel := Recording(ctx)
				defer cancel()
				time.Sleep(7 * time.Second) // A slow store.
				recorded = recording.Err() == nil
				return Outcome{Counts: Counts{Total: 3, Succeeded: 1, Pending: 2}}, ctx.Err()
			})
			time.AfterFunc(time.Hour, func() { tr.Signals <- signal })
			start := time.Now()
			code := tr.execute(command)
			if took := time.Since(start) - time.Hour; code != CodeInterrupted || !recorded || took != 7*time.Second {
				t.Errorf("exit code %d %v after the signal; recorded: %t", code, took, recorded)
			}
			result := decodeResult(t, tr.Stdout.String())
			if want := "interrupted by " + name + ": context canceled"; result.Error != want || result.ExitCode != CodeInterrupted || result.Outcomes.Succeeded != 1 {
				t.Errorf("the result is %+v, want the error %q", result, want)
			}
			if !strings.Contains(tr.Stderr.String(), "interrupted by "+name+": stopping") {
				t.Errorf("nothing was said at once:\n%s", tr.Stderr.String())
			}
		})
	}
}

func TestRecordingEndsOnlyAfterASignal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		recording, cancel := Recording(ctx)
		defer cancel()
		time.Sleep(time.Hour)
		if recording.Err() != nil {
			t.Errorf("it ended by itself: %v", context.Cause(recording))
		}
		stop()
		signalled := time.Now()
		<-recording.Done()
		if took := time.Since(signalled); took != recordWithin {
			t.Errorf("it ended %v after the signal", took)
		}
	})
}

func TestAStageThatDoesNotStopIsGivenUp(t *testing.T) {
	tests := []struct {
		name    string
		second  time.Duration // between the first and the second signal; 0 for none
		blocked bool          // nobody reads standard output
		want    time.Duration // from the first signal to the exit
	}{
		{"after nine seconds", 0, false, 9 * time.Second},
		{"at a second signal", 2 * time.Second, false, 2 * time.Second},
		{"after ten seconds when nobody reads its output", 0, true, 10 * time.Second},
		{"a second after a second signal when nobody reads its output", 2 * time.Second, true, 3 * time.Second},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tr := &trial{Signals: make(chan os.Signal, 2)}
				never := make(chan struct{})
				command := sample(func(context.Context, *sampleOptions, Streams) (Outcome, error) {
					<-never
					return Outcome{}, nil
				})
				process := Process{Args: append([]string{"sample"}, required...), Stdout: &tr.Stdout, Stderr: &tr.Stderr, Signals: tr.Signals}
				if tt.blocked {
					process.Stdout = blockedWriter(never)
				}
				time.AfterFunc(time.Minute, func() { tr.Signals <- syscall.SIGTERM })
				if tt.second > 0 {
					time.AfterFunc(time.Minute+tt.second, func() { tr.Signals <- syscall.SIGTERM })
				}
				start := time.Now()
				code := Execute(t.Context(), command, process)
				if took := time.Since(start) - time.Minute; code != CodeInterrupted || took != tt.want {
					t.Errorf("exit code %d %v after the signal, want %v", code, took, tt.want)
				}
				if !tt.blocked {
					result := decodeResult(t, tr.Stdout.String())
					if !strings.Contains(result.Error, "did not stop in time") {
						t.Errorf("the result says %q", result.Error)
					}
				}
				close(never)
			})
		})
	}
}

// blockedWriter is a pipe that nobody reads, until the channel is closed.
type blockedWriter chan struct{}

func (w blockedWriter) Write(p []byte) (int, error) {
	<-w
	return len(p), nil
}

func TestASignalIsTheGoodEndOfAServer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := &trial{Signals: make(chan os.Signal, 2)}
		command := server(func(ctx context.Context, streams Streams) error {
			if streams.Progress != nil {
				t.Error("a server has progress")
			}
			fmt.Fprintln(streams.Stdout, "export AWS_ENDPOINT_URL=http://127.0.0.1:4566")
			<-ctx.Done()
			return ctx.Err()
		})
		time.AfterFunc(time.Hour, func() { tr.Signals <- os.Interrupt })
		if code := tr.execute(command); code != CodeOK {
			t.Errorf("exit code %d: %s", code, tr.Stderr.String())
		}
		if got := tr.Stdout.String(); got != "export AWS_ENDPOINT_URL=http://127.0.0.1:4566\n" {
			t.Errorf("standard output is %q", got)
		}
	})
}

func TestAServerThatFailsSaysWhyAndPrintsNoResult(t *testing.T) {
	tr := &trial{}
	code := tr.execute(server(func(context.Context, Streams) error { return errors.New("port 4566 is taken") }))
	if code != CodeError || tr.Stdout.String() != "" || tr.Stderr.String() != "server: port 4566 is taken\n" {
		t.Errorf("exit code %d, standard output %q, standard error %q", code, tr.Stdout.String(), tr.Stderr.String())
	}
}
