package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"patchline/internal/cli/option"
)

func TestCodeOf(t *testing.T) {
	plain := errors.New("bucket acme does not exist")
	tests := []struct {
		name string
		err  error
		want Code
	}{
		{"no error", nil, CodeOK},
		{"any error", plain, CodeError},
		{"a refusal", Refused(plain), CodeRefused},
		{"a wrapped refusal", fmt.Errorf("discover: %w", Refused(plain)), CodeRefused},
		{"a refusal of nothing", Refused(nil), CodeOK},
		{"a time-out", Unfinished(plain), CodeUnfinished},
		{"a time-out of nothing", Unfinished(nil), CodeOK},
		{"problems", Usage(Problem{Where: "--run"}), CodeUsage},
		{"no problems", Usage(), CodeOK},
		{"an interruption", fmt.Errorf("%w by SIGINT", ErrInterrupted), CodeInterrupted},
		{"a cancelled context alone is no interruption", context.Canceled, CodeError},
		{"a joined refusal", errors.Join(plain, Refused(plain)), CodeRefused},
		{"an error is never a success", &ExitError{Code: CodeOK, Err: plain}, CodeError},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := CodeOf(tt.err); got != tt.want {
				t.Errorf("got %d, want %d", got, tt.want)
			}
			if tt.err != nil && CodeOf(tt.err) == CodeRefused && !errors.Is(tt.err, plain) {
				t.Error("the error inside is lost")
			}
		})
	}
}

func TestOutcomeCode(t *testing.T) {
	tests := []struct {
		name      string
		counts    Counts
		maxFailed option.MaxFailed
		want      Code
	}{
		{"all succeeded", Counts{Total: 3, Succeeded: 3}, option.MaxFailed{}, CodeOK},
		{"no instances", Counts{}, option.MaxFailed{}, CodeOK},
		{"one failed and none may", Counts{Total: 3, Succeeded: 2, Failed: 1}, option.MaxFailed{}, CodeTooManyFailed},
		{"as many failed as may", Counts{Total: 10, Succeeded: 8, Failed: 2}, option.MaxFailedCount(2), CodeSomeFailed},
		{"a share of all, with those left out", Counts{Total: 10, Succeeded: 4, Failed: 1, LeftOut: 5}, option.MaxFailedPercent(10), CodeSomeFailed},
		{"some are pending", Counts{Total: 10, Succeeded: 8, Failed: 1, Pending: 1}, option.MaxFailedCount(2), CodeUnfinished},
		{"too many failed already while some are pending", Counts{Total: 10, Failed: 3, Pending: 7}, option.MaxFailedCount(2), CodeTooManyFailed},
		{"some were left out", Counts{Total: 3, Succeeded: 2, LeftOut: 1}, option.MaxFailed{}, CodeOK},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := (Outcome{Counts: tt.counts, MaxFailed: tt.maxFailed}).Code(); got != tt.want {
				t.Errorf("got %d, want %d", got, tt.want)
			}
		})
	}
}

func TestFailuresAreHeldAgainstTheWholeRun(t *testing.T) {
	tests := []struct {
		name      string
		run       RunCounts
		counts    Counts
		maxFailed option.MaxFailed
		want      Code
	}{
		{"earlier stages' failures count", RunCounts{Total: 10, Failed: 3}, Counts{Total: 8, Succeeded: 7, Failed: 1}, option.MaxFailedCount(2), CodeTooManyFailed},
		{"a share is one of the run's instances", RunCounts{Total: 100, Failed: 5}, Counts{Total: 10, Succeeded: 5, Failed: 5}, option.MaxFailedPercent(5), CodeSomeFailed},
		{"too many failed before, and none here", RunCounts{Total: 10, Failed: 3}, Counts{Total: 7, Succeeded: 7}, option.MaxFailedCount(2), CodeTooManyFailed},
		{"some failed before, and none here", RunCounts{Total: 10, Failed: 2}, Counts{Total: 8, Succeeded: 8}, option.MaxFailedCount(2), CodeOK},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := (Outcome{Counts: tt.counts, Run: tt.run, MaxFailed: tt.maxFailed}).Code(); got != tt.want {
				t.Errorf("got %d, want %d", got, tt.want)
			}
		})
	}
	said := Outcome{Counts: Counts{Total: 7, Succeeded: 7}, Run: RunCounts{Total: 10, Failed: 3}}.String()
	if want := "7 of 7 succeeded, 0 failed (3 of 10 have failed in the run so far)"; said != want {
		t.Errorf("said %q, want %q", said, want)
	}
}

func TestASignalIsTheReasonWhereNothingElseCanBeConcluded(t *testing.T) {
	signal := fmt.Errorf("%w by SIGTERM", ErrInterrupted)
	calling := fmt.Errorf("describe snapshots: %w", context.Canceled)
	tests := []struct {
		name     string
		ending   ending
		server   bool
		want     Code
		wantText string
	}{
		{"a cancelled call", ending{err: calling}, false, CodeInterrupted, "interrupted by SIGTERM: describe snapshots: context canceled"},
		{"the cause itself", ending{err: signal}, false, CodeInterrupted, "interrupted by SIGTERM"},
		{"a time-out", ending{err: Unfinished(errors.New("3 pending"))}, false, CodeInterrupted, "interrupted by SIGTERM: 3 pending"},
		{"instances pending", ending{outcome: Outcome{Counts: Counts{Total: 1, Pending: 1}}}, false, CodeInterrupted, "interrupted by SIGTERM"},
		{"all done in time", ending{outcome: Outcome{Counts: Counts{Total: 1, Succeeded: 1}}}, false, CodeOK, ""},
		{"too many failed", ending{outcome: Outcome{Counts: Counts{Total: 1, Failed: 1}}}, false, CodeTooManyFailed, ""},
		{"a refusal", ending{err: Refused(errors.New("claim held"))}, false, CodeRefused, "claim held"},
		{"not back in time", ending{err: errGaveUp, abandoned: true}, false, CodeInterrupted, "interrupted by SIGTERM: did not stop in time: what was done last may not be recorded"},
		{"a server that stops", ending{}, true, CodeOK, ""},
		{"a server that returns its context's error", ending{err: calling}, true, CodeOK, ""},
		{"a server that returns the cause", ending{err: signal}, true, CodeOK, ""},
		{"a server that can't save its state", ending{err: errors.New("disk full")}, true, CodeError, "disk full"},
		{"a server not back in time", ending{err: errGaveUp, abandoned: true}, true, CodeInterrupted, "interrupted by SIGTERM: did not stop in time"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.ending.interruption = signal
			code, err := tt.ending.conclude(tt.server)
			text := ""
			if err != nil {
				text = err.Error()
			}
			if code != tt.want || (text == "") != (tt.wantText == "") || !strings.HasPrefix(text, tt.wantText) {
				t.Errorf("got %d, %q; want %d, %q", code, text, tt.want, tt.wantText)
			}
		})
	}
}

func TestEveryCodeHasAMeaning(t *testing.T) {
	seen := make(map[string]bool)
	for _, code := range stageCodes {
		if text := code.String(); text == Code(99).String() || seen[text] {
			t.Errorf("exit code %d means %q", int(code), text)
		} else {
			seen[text] = true
		}
	}
}
