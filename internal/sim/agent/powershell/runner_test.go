package powershell

import (
	"context"
	"strings"
	"testing"

	"patchline/internal/sim/agent"
	"patchline/internal/sim/faults"
	"patchline/internal/testenv"
)

func TestAStepThatCannotBeginFailsAtOnce(t *testing.T) {
	for _, test := range []struct {
		name   string
		inputs map[string]any
		linux  bool
		want   string
	}{
		{"without runCommand", map[string]any{}, false, "runCommand is missing"},
		{"with a runCommand that is no list", map[string]any{"runCommand": 5}, false, "runCommand is int"},
		{"with a line that is no text", map[string]any{"runCommand": []any{"a", 5}}, false, "runCommand[1] is int"},
		{"on Linux", map[string]any{"runCommand": []any{"a"}}, true, "no Windows PowerShell on a simulated Linux/UNIX"},
	} {
		t.Run(test.name, func(t *testing.T) {
			w, i := newWorld(t, &faults.Plan{})
			if test.linux {
				i.Windows, i.PlatformDetails = nil, "Linux/UNIX"
			}
			runner := newRunner(t, "unused", &memoryStore{}, 1)
			job := newJob("")
			job.Inputs = test.inputs
			var p agent.Progress
			w.Do(func() { p = runner.Step(w, i, job) })
			if !p.Done || p.Outside || p.ExitCode != 1 || !strings.Contains(p.Stderr, test.want) {
				t.Errorf("got %+v, want %q", p, test.want)
			}
		})
	}
}

func TestNothingBeginsOnceTheContextHasEnded(t *testing.T) {
	w, i := newWorld(t, &faults.Plan{})
	ctx, cancel := context.WithCancel(t.Context())
	runner, err := New(ctx, Options{Path: "unused", Store: &memoryStore{}, Report: func(agent.Job, agent.Progress) {
		t.Error("a job was reported")
	}})
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	runner.stopAll() // what the context's end does, in time
	w.Do(func() {
		if p := runner.Step(w, i, newJob("")); !p.Outside {
			t.Errorf("got %+v: the job must be left to a saved state", p)
		}
	})
	if runner.begun > 0 {
		t.Error("the job has begun")
	}
	if err := runner.Close(); err != nil {
		t.Error(err)
	}
}

// How a script ends is PowerShell's own doing: launch.ps1 must hand it on.
func TestHowScriptsEnd(t *testing.T) {
	w, i := newWorld(t, &faults.Plan{})
	i.Windows.Search.HResult = 0x8024402C
	runner := newRunner(t, testenv.NeedPowerShell(t), &memoryStore{}, 2)
	tests := []struct {
		name, script   string
		code           int
		stdout, stderr string
	}{
		{"a code beyond 8 bits comes out whole", "Restart-Computer -Force\n'before'\nexit 3010\n'after'", 3010, "before\n", ""},
		{"an uncaught error is 1", "'before'\n$ErrorActionPreference = 'Stop'\nGet-Service nothing\n'after'", 1, "before\n", "Cannot find any service with service name 'nothing'."},
		{"a search that fails throws what COM throws", "try { (New-Object -ComObject Microsoft.Update.Session).CreateUpdateSearcher().Search('IsInstalled=0') }\ncatch [System.Runtime.InteropServices.COMException] { '0x{0:X8}' -f $_.Exception.HResult }", 0, "0x8024402C\n", ""},
		{"a program's own code is not the script's", "sh -c 'exit 7'\n\"code $LASTEXITCODE\"", 0, "code 7\n", ""},
	}
	byStep := map[string]int{}
	for n, test := range tests {
		job := newJob(test.script)
		job.Step = test.name
		byStep[job.Step] = n
		runner.begin(t, w, i, job)
	}
	for range tests {
		got := runner.end(t)
		test := tests[byStep[got.job.Step]]
		t.Run(test.name, func(t *testing.T) {
			if got.p.ExitCode != test.code || got.p.Stdout != test.stdout || !strings.Contains(got.p.Stderr, test.stderr) {
				t.Errorf("got %+v, want code %d, %q and %q", got.p, test.code, test.stdout, test.stderr)
			}
			if test.stderr == "" && got.p.Stderr != "" {
				t.Errorf("standard error: %s", got.p.Stderr)
			}
		})
	}
	if i.Epoch != 1 {
		t.Errorf("Restart-Computer has asked for %d restarts", i.Epoch)
	}
}
