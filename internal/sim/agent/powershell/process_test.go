//go:build unix

package powershell

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"patchline/internal/sim/agent"
	"patchline/internal/sim/faults"
)

// fifo makes a named pipe: what a test and a script wait for each other with.
func fifo(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "fifo")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// ran is how a job ends on a stand-in.
func ran(t *testing.T, standInScript string, job *agent.Job) agent.Progress {
	t.Helper()
	w, i := newWorld(t, &faults.Plan{})
	runner := newRunner(t, standIn(t, standInScript), &memoryStore{}, 1)
	runner.begin(t, w, i, job)
	return runner.end(t).p
}

func TestExitCodes(t *testing.T) {
	for _, test := range []struct {
		name, script string
		want         int
		stderr       string
	}{
		{"a script that ends well has 0", "exit 0", 0, ""},
		{"the host gives the whole number", "echo 3010 >exit", 3010, ""},
		{"also a negative one", "echo -1 >exit", -1, ""},
		{"the number of a host that the script has ended is the script's", "echo 7 >host", 7, ""},
		{"also 0", "echo 0 >host", 0, ""},
		{"a host that was killed is a failure", "echo before; kill -9 $PPID", 1, "run PowerShell: the process did not end by itself: signal: killed"},
		{"so is a number beyond 32 bits", "echo 99999999999 >exit", 1, "run PowerShell: "},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := ran(t, test.script, newJob(""))
			if got.ExitCode != test.want || !strings.Contains(got.Stderr, test.stderr) || test.stderr == "" && got.Stderr != "" {
				t.Errorf("exit code %d, want %d; standard error %q, want %q", got.ExitCode, test.want, got.Stderr, test.stderr)
			}
		})
	}
}

func TestAProgramThatCannotStartIsAFailedStep(t *testing.T) {
	w, i := newWorld(t, &faults.Plan{})
	runner := newRunner(t, filepath.Join(t.TempDir(), "gone"), &memoryStore{}, 1)
	runner.begin(t, w, i, newJob(""))
	if got := runner.end(t).p; got.ExitCode != 1 || !strings.Contains(got.Stderr, "start PowerShell") {
		t.Errorf("got %+v", got)
	}
}

func TestAPowerShellThatDoesNotStartSaysWhy(t *testing.T) {
	w, i := newWorld(t, &faults.Plan{})
	runner := newRunner(t, program(t, "echo 'no library' >&2; exit 3"), &memoryStore{}, 1)
	runner.begin(t, w, i, newJob(""))
	if got := runner.end(t).p; got.ExitCode != 1 || !strings.Contains(got.Stderr, "it ended before it took a job: exit status 3: no library") {
		t.Errorf("got %+v", got)
	}
}

func TestTheScriptFileIsAsTheAgentWritesIt(t *testing.T) {
	job := newJob("")
	job.Inputs["runCommand"] = []any{"'ä'", "exit 0"}
	got := ran(t, `cat "$FLEET_SIM_JOB/_script.ps1"`, job)
	if want := "\ufeff'ä'\nexit 0\n"; got.Stdout != want {
		t.Errorf("the script is %q, want %q", got.Stdout, want)
	}
}

func TestOutputIsBoundedAndTheScriptGoesOn(t *testing.T) {
	got := ran(t, `head -c 5000000 /dev/zero | tr '\0' 'x'; printf '\377' >&2; exit 4`, newJob(""))
	if len(got.Stdout) != maxOutput || got.ExitCode != 4 {
		t.Errorf("%d bytes, exit code %d; want %d and 4", len(got.Stdout), got.ExitCode, maxOutput)
	}
	if got.Stderr != "\uFFFD" {
		t.Errorf("what is not UTF-8 came out as %q", got.Stderr)
	}
}

func TestAScriptGetsTheAgentsEnvironmentAndNothingOfTheUsers(t *testing.T) {
	t.Setenv("AWS_SECRET_ACCESS_KEY", "the-users-own")
	t.Setenv("HTTPS_PROXY", "http://the-users-own.invalid")
	job := newJob("")
	job.Environment["LD_PRELOAD"] = "/tmp/evil.so"
	job.Environment["SSM_Comment"] = "two\nlines"
	got := ran(t, "cat; env", job)
	for _, want := range []string{"AWS_SSM_INSTANCE_ID=" + instanceID + "\n", "SSM_Comment=two\nlines\n", "COMPUTERNAME=EC2AMAZ-TEST01\n", "TZ=UTC\n"} {
		if !strings.Contains(got.Stdout, want) {
			t.Errorf("the environment lacks %q", want)
		}
	}
	for _, leak := range []string{"the-users-own", "LD_PRELOAD"} {
		if strings.Contains(got.Stdout, leak) {
			t.Errorf("the environment has %q:\n%s", leak, got.Stdout)
		}
	}
}

// blocked starts a job that says "begun" on a pipe and then waits for ever, as
// does a program that it has started: both hold the pipe open.
func blocked(t *testing.T, atOnce int) (r *runs, pipe string) {
	t.Helper()
	pipe = fifo(t)
	script := fmt.Sprintf("exec >'%s'\nsleep 100000 &\necho begun\nwait", pipe)
	return newRunner(t, standIn(t, script), &memoryStore{}, atOnce), pipe
}

// begun opens a pipe and waits for its first line.
func begun(t *testing.T, pipe string) *bufio.Reader {
	t.Helper()
	f, err := os.Open(pipe)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	r := bufio.NewReader(f)
	if line, err := r.ReadString('\n'); line != "begun\n" {
		t.Fatalf("the process said %q, %v", line, err)
	}
	return r
}

func TestStopKillsTheProcessAndWhatItStarted(t *testing.T) {
	w, i := newWorld(t, &faults.Plan{})
	runner, pipe := blocked(t, 1)
	job := newJob("")
	runner.begin(t, w, i, job)
	output := begun(t, pipe)
	w.Do(func() { runner.Stop(job) })
	if _, err := io.ReadAll(output); err != nil { // ends when no process holds the pipe
		t.Error(err)
	}
	runner.jobs.Wait()
	if len(runner.reports) > 0 {
		t.Errorf("a job that was stopped has reported %+v", <-runner.reports)
	}
	if err := runner.Close(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(runner.root); !os.IsNotExist(err) {
		t.Errorf("Close has left the files: %v", err)
	}
}

func TestAStepOfARunningJobDoesNotBeginItAgain(t *testing.T) {
	w, i := newWorld(t, &faults.Plan{})
	pipe := fifo(t)
	log := filepath.Join(t.TempDir(), "log")
	runner := newRunner(t, standIn(t, fmt.Sprintf("echo begun >>'%s'; read line <'%s'; exit 5", log, pipe)), &memoryStore{}, 2)
	job := newJob("")
	runner.begin(t, w, i, job)
	copied := *job // as a saved state brings it back
	runner.begin(t, w, i, &copied)
	if err := os.WriteFile(pipe, []byte("go\n"), 0); err != nil {
		t.Fatal(err)
	}
	if got := runner.end(t); got.job.CommandID != job.CommandID || got.p.ExitCode != 5 {
		t.Errorf("got %+v", got)
	}
	// After its end it can begin anew, as after exit code 3010.
	runner.begin(t, w, i, job)
	if err := os.WriteFile(pipe, []byte("go\n"), 0); err != nil {
		t.Fatal(err)
	}
	runner.end(t)
	if text, err := os.ReadFile(log); string(text) != "begun\nbegun\n" {
		t.Errorf("the script has run: %q, %v", text, err)
	}
}

func TestJobsBeyondTheBoundWaitForTheirTurn(t *testing.T) {
	w, i := newWorld(t, &faults.Plan{})
	pipe, lock := fifo(t), filepath.Join(t.TempDir(), "lock")
	script := fmt.Sprintf("mkdir '%[1]s' || exit 9; read line <'%[2]s'; rmdir '%[1]s'", lock, pipe)
	runner := newRunner(t, standIn(t, script), &memoryStore{}, 1)
	jobs := []*agent.Job{newJob(""), newJob(""), newJob("")}
	for n, job := range jobs {
		job.Step = fmt.Sprint(n)
		runner.begin(t, w, i, job)
	}
	for range jobs {
		if err := os.WriteFile(pipe, []byte("go\n"), 0); err != nil {
			t.Fatal(err)
		}
		if got := runner.end(t).p; got.ExitCode != 0 {
			t.Errorf("two ran at once: %+v", got)
		}
	}
}

func TestAWaitingJobThatIsStoppedNeverRuns(t *testing.T) {
	w, i := newWorld(t, &faults.Plan{})
	pipe := fifo(t)
	runner := newRunner(t, standIn(t, fmt.Sprintf("read line <'%s'; cat \"$FLEET_SIM_JOB/_script.ps1\"", pipe)), &memoryStore{}, 1)
	place := <-runner.pool.places // another job has the only one
	waiting, next := newJob("waiting"), newJob("next")
	next.Step = "next"
	runner.begin(t, w, i, waiting)
	runner.begin(t, w, i, next)
	runner.Stop(waiting)
	runner.pool.places <- place
	if err := os.WriteFile(pipe, []byte("go\n"), 0); err != nil {
		t.Fatal(err)
	}
	if got := runner.end(t); got.job.Step != next.Step || !strings.Contains(got.p.Stdout, "next") {
		t.Errorf("got %+v", got)
	}
}
