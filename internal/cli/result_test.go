package cli

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"patchline/internal/cli/option"
)

func TestTheResultIsTheSameOnStandardOutputAndInTheFile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "result.json")
		if err := os.WriteFile(path, []byte("an earlier attempt's"), 0o600); err != nil {
			t.Fatal(err)
		}
		tr := &trial{Args: slices.Concat(required, []string{"--result", path, "--dry-run"})}
		started := time.Now()
		code := tr.execute(sample(func(context.Context, *sampleOptions, Streams) (Outcome, error) {
			if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
				t.Errorf("the earlier result is still there while the command runs: %v", err)
			}
			time.Sleep(time.Minute)
			return Outcome{
				Counts:    Counts{Total: 10, Succeeded: 8, Failed: 1, LeftOut: 1},
				MaxFailed: option.MaxFailedPercent(10),
				Details:   map[string]any{"snapshots": 12, "title": "<a & b>"},
			}, nil
		}))
		if code != CodeSomeFailed {
			t.Errorf("exit code %d", code)
		}
		file, err := os.ReadFile(path)
		if err != nil || string(file) != tr.Stdout.String() {
			t.Errorf("the file holds %q, %v; standard output is %q", file, err, tr.Stdout.String())
		}
		got := decodeResult(t, string(file))
		if !got.StartedAt.Equal(started) || !got.FinishedAt.Equal(started.Add(time.Minute)) || got.StartedAt.Location() != time.UTC {
			t.Errorf("from %v to %v", got.StartedAt, got.FinishedAt)
		}
		if got.Schema != ResultSchema || got.Stage != "sample" || got.Run != "night-1" || got.Version != Version || !got.DryRun ||
			got.ExitCode != CodeSomeFailed || got.Outcomes != (Counts{Total: 10, Succeeded: 8, Failed: 1, LeftOut: 1}) || got.Error != "" {
			t.Errorf("got %+v", got)
		}
		if !strings.Contains(string(file), `"title": "<a & b>"`) {
			t.Errorf("details are not as they were given:\n%s", file)
		}
		if want := "sample: 8 of 10 succeeded, 1 failed, 1 left out; exit code 3 (some instances failed, within --max-failed)\n"; tr.Stderr.String() != want {
			t.Errorf("standard error is %q, want %q", tr.Stderr.String(), want)
		}
		if left, _ := os.ReadDir(filepath.Dir(path)); len(left) != 1 {
			t.Errorf("temporary files are left: %v", left)
		}
	})
}

func TestTheResultTellsOfEveryFailure(t *testing.T) {
	tests := []struct {
		name string
		err  error
		want Code
	}{
		{"an error", errors.New("bucket acme: access denied"), CodeError},
		{"a refusal", Refused(errors.New("i-1 is held by run night-0")), CodeRefused},
		{"a time-out", Unfinished(errors.New("not finished after 2h: i-1, i-2")), CodeUnfinished},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "result.json")
			tr := &trial{Args: slices.Concat(required, []string{"--result", path})}
			code := tr.execute(sample(func(context.Context, *sampleOptions, Streams) (Outcome, error) {
				return Outcome{Counts: Counts{Total: 2, Succeeded: 1, Pending: 1}}, tt.err
			}))
			got := decodeResult(t, tr.Stdout.String())
			if code != tt.want || got.ExitCode != tt.want || got.Error != tt.err.Error() || got.Outcomes.Pending != 1 {
				t.Errorf("exit code %d, result %+v", code, got)
			}
			if file, err := os.ReadFile(path); err != nil || string(file) != tr.Stdout.String() {
				t.Errorf("the file holds %q, %v", file, err)
			}
			if !strings.HasPrefix(tr.Stderr.String(), "sample: "+tt.err.Error()+"\n") {
				t.Errorf("standard error is %q", tr.Stderr.String())
			}
		})
	}
}

func TestAUsageErrorIsInTheFileAsWell(t *testing.T) {
	path := filepath.Join(t.TempDir(), "result.json")
	tr := &trial{Env: []string{"PATCHLINE_RESULT=" + path}}
	tr.execute(sample(nil))
	file, err := os.ReadFile(path)
	if err != nil || string(file) != tr.Stdout.String() || decodeResult(t, string(file)).ExitCode != CodeUsage {
		t.Errorf("the file holds %q, %v", file, err)
	}
}

func TestDetailsThatCantBeEncodedAreAnError(t *testing.T) {
	tr := &trial{Args: required}
	code := tr.execute(sample(func(context.Context, *sampleOptions, Streams) (Outcome, error) {
		return Outcome{Counts: Counts{Total: 1, Succeeded: 1}, Details: make(chan int)}, nil
	}))
	got := decodeResult(t, tr.Stdout.String())
	if code != CodeError || got.ExitCode != CodeError || !strings.Contains(got.Error, "encode the result of sample") || got.Outcomes.Succeeded != 1 {
		t.Errorf("exit code %d, result %+v", code, got)
	}
}

func TestAFileThatCantBeWrittenAtTheEndIsAnError(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "gone")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	tr := &trial{Args: slices.Concat(required, []string{"--result", filepath.Join(dir, "result.json")})}
	code := tr.execute(sample(func(context.Context, *sampleOptions, Streams) (Outcome, error) {
		return Outcome{Details: "kept"}, os.Remove(dir)
	}))
	got := decodeResult(t, tr.Stdout.String())
	if code != CodeError || got.ExitCode != CodeError || !strings.Contains(got.Error, "write the result to "+dir) || got.Details != "kept" {
		t.Errorf("exit code %d, result %+v", code, got)
	}
}

func TestStandardOutputThatIsClosedIsAnError(t *testing.T) {
	reader, writer := io.Pipe()
	if err := reader.Close(); err != nil {
		t.Fatal(err)
	}
	stderr := &syncBuffer{}
	code := Execute(t.Context(), sample(nil), Process{Args: append([]string{"sample"}, required...), Stdout: writer, Stderr: stderr})
	if code != CodeError || !strings.Contains(stderr.String(), "write the result to standard output: ") {
		t.Errorf("exit code %d, standard error %q", code, stderr.String())
	}
}

func TestAResultFileIsReplacedOrLeftAsItIs(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "result.json")
	for _, text := range []string{"first", "second"} {
		if err := writeResultFile(path, []byte(text)); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != text {
			t.Errorf("the file holds %q, %v", got, err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "taken"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := writeResultFile(filepath.Join(dir, "taken"), nil); err == nil {
		t.Error("a directory was replaced")
	}
	if left, _ := os.ReadDir(dir); len(left) != 2 {
		t.Errorf("temporary files are left: %v", left)
	}
}
