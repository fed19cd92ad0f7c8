//go:build unix

package powershell

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"patchline/internal/sim/agent"
	"patchline/internal/sim/clock"
	"patchline/internal/sim/faults"
	"patchline/internal/sim/world"
	"patchline/internal/testenv"
)

// oneAfterTheOther runs scripts on one host each, and gives what they came to.
func oneAfterTheOther(t *testing.T, powershell string, scripts ...string) []agent.Progress {
	t.Helper()
	w, i := newWorld(t, &faults.Plan{})
	runner := newRunner(t, powershell, &memoryStore{}, 1)
	ends := make([]agent.Progress, len(scripts))
	for n, script := range scripts {
		runner.begin(t, w, i, newJob(script))
		ends[n] = runner.end(t).p
	}
	return ends
}

func TestAProcessTakesJobAfterJob(t *testing.T) {
	for _, test := range []struct {
		name, first string
		same        bool
	}{
		{"after a job", "echo $PPID", true},
		{"also after one that has failed", "echo $PPID; exit 1", true},
		{"not after one that has left a program running", "echo $PPID; sleep 100000 >/dev/null 2>&1 &", false},
		{"not after one that has killed it", "echo $PPID; kill -9 $PPID", false},
		{"not after one that has ended it", "echo $PPID; echo 0 >host", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			script := fmt.Sprintf("if [ -e '%[1]s' ]; then echo $PPID; else : >'%[1]s'; %[2]s\nfi", filepath.Join(t.TempDir(), "first"), test.first)
			ends := oneAfterTheOther(t, standIn(t, script), "", "")
			if same := ends[0].Stdout == ends[1].Stdout; same != test.same || ends[0].Stdout == "" || ends[1].ExitCode != 0 {
				t.Errorf("the jobs ran in %q and %q, and the second ended with %d", ends[0].Stdout, ends[1].Stdout, ends[1].ExitCode)
			}
		})
	}
}

// TestNothingIsLeftOverFromTheJobBefore: each first script leaves something
// behind that the second one must not find.
func TestNothingIsLeftOverFromTheJobBefore(t *testing.T) {
	tests := []struct{ name, first, second, want string }{
		{"a variable", `$global:left = 1`, `Test-Path variable:left`, "False"},
		{"a function", `function global:Get-Date { 'left' }`, `(Get-Date).Year`, "2026"},
		{"an alias", `Set-Alias -Name left -Value Get-Item -Scope Global`, `Test-Path alias:left`, "False"},
		{"a module", `New-Module -Name left { function Get-Left {} } | Import-Module -Global`, `@(Get-Module left).Count`, "0"},
		{"the current folder", `Set-Location -LiteralPath /; [System.Environment]::CurrentDirectory = '/'`,
			`"$((Get-Location).Path -eq $env:FLEET_SIM_JOB) $([System.Environment]::CurrentDirectory -eq $env:FLEET_SIM_JOB)"`, "True True"},
		{"the environment", `$env:LEFT = 'x'; $env:PATH = '/nowhere'; $env:AWS_SSM_INSTANCE_ID = $null`,
			`"[$env:LEFT] $($env:PATH -eq '/nowhere') $env:AWS_SSM_INSTANCE_ID"`, "[] False " + instanceID},
		{"$LASTEXITCODE", `sh -c 'exit 9'`, `Test-Path variable:LASTEXITCODE`, "False"},
		{"the exit code", `exit 7`, ``, ""},
		{"an error", `Get-Item /nothing -ErrorAction SilentlyContinue`, `$Error.Count`, "0"},
		{"preferences", `$global:ErrorActionPreference = 'Stop'; $global:VerbosePreference = 'Continue'; Set-StrictMode -Version 2`,
			`"$ErrorActionPreference $VerbosePreference [$undefined]"`, "Continue SilentlyContinue []"},
		{"the culture", `[cultureinfo]::CurrentCulture = [cultureinfo]::InvariantCulture; [cultureinfo]::DefaultThreadCurrentCulture = [cultureinfo]::InvariantCulture`,
			`[cultureinfo]::CurrentCulture.Name`, "en-US"},
		{"standard output", `[Console]::SetOut([System.IO.StringWriter]::new())`, `[Console]::Out.Write('here')`, "here"},
		{"a type's data", `Update-TypeData -TypeName System.Int32 -MemberType NoteProperty -MemberName Left -Value 1 -Force`, `$null -eq (1).PSObject.Properties['Left']`, "True"},
		{"what the script that calls this one has named", ``, `Set-StrictMode -Version 2; try { $result } catch { 'nothing' }`, "nothing"},
		{"what was downloaded", `$s = (New-Object -ComObject Microsoft.Update.Session)
			$u = $s.CreateUpdateSearcher().Search('IsInstalled=0').Updates; $d = $s.CreateUpdateDownloader(); $d.Updates = $u; [void]$d.Download()`,
			`(New-Object -ComObject Microsoft.Update.Session).CreateUpdateSearcher().Search('IsInstalled=0').Updates.Item(0).IsDownloaded`, "False"},
	}
	var scripts []string
	for _, test := range tests {
		scripts = append(scripts, test.first+"\n[Console]::Error.WriteLine($PID)", test.second+"\n[Console]::Error.WriteLine($PID)")
	}
	ends := oneAfterTheOther(t, testenv.NeedPowerShell(t), scripts...)
	for n, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			first, second := ends[2*n], ends[2*n+1]
			if got := strings.TrimSpace(second.Stdout); got != test.want || second.ExitCode != 0 {
				t.Errorf("the second script ended with %d: %q, want %q", second.ExitCode, second.Stdout, test.want)
			}
			if pid := strings.TrimSpace(second.Stderr); pid == "" || !strings.Contains(first.Stderr, pid) && test.first != "exit 7" {
				t.Errorf("the second script is not in the process of the first: %q, %q", first.Stderr, second.Stderr)
			}
		})
	}
}

func TestScriptsEndTheirJobAndNotTheProcess(t *testing.T) {
	pid := "[Console]::Error.WriteLine(\"pid $PID\")\n"
	ends := oneAfterTheOther(t, testenv.NeedPowerShell(t),
		pid+"exit -1", pid+"exit 3010", pid+"function Quit { exit 70000 }; Quit", pid+"throw 'thrown'", pid+"(", pid+"Get-Item /nothing",
		pid+"[Environment]::Exit(5)", pid+"'again'")
	for n, want := range []int{-1, 3010, 70000, 1, 1, 0, 5, 0} {
		if ends[n].ExitCode != want {
			t.Errorf("script %d ended with %d, want %d: %+v", n, ends[n].ExitCode, want, ends[n])
		}
	}
	if !strings.Contains(ends[3].Stderr, "thrown") || !strings.Contains(ends[4].Stderr, "_script.ps1") {
		t.Errorf("standard error is %q and %q", ends[3].Stderr, ends[4].Stderr)
	}
	if first := ends[0].Stderr; !strings.HasPrefix(ends[5].Stderr, first) || strings.HasPrefix(ends[7].Stderr, first) {
		t.Errorf("the processes are %q, %q and %q", first, ends[5].Stderr, ends[7].Stderr)
	}
}

// hangingScript writes "begun" to a pipe, which it then keeps open.
func hangingScript(pipe string) string {
	return fmt.Sprintf("$pipe = [IO.File]::OpenWrite('%s'); $bytes = [Text.Encoding]::ASCII.GetBytes(\"begun`n\"); $pipe.Write($bytes, 0, $bytes.Length); $pipe.Flush()\nwhile ($true) { }", pipe)
}

func TestStopEndsAScriptThatNeverEndsAndTheNextHasAProcess(t *testing.T) {
	w, i := newWorld(t, &faults.Plan{})
	runner := newRunner(t, testenv.NeedPowerShell(t), &memoryStore{}, 1)
	pipe := fifo(t)
	job := newJob(hangingScript(pipe))
	runner.begin(t, w, i, job)
	output := begun(t, pipe)
	w.Do(func() { runner.Stop(job) })
	if _, err := io.ReadAll(output); err != nil { // ends when no process holds the pipe
		t.Error(err)
	}
	runner.begin(t, w, i, newJob("'next'"))
	if got := runner.end(t).p; got.Stdout != "next\n" {
		t.Errorf("got %+v", got)
	}
}

// TestWhileAScriptWorksTheWorldsClockRunsInRealTime: at this speed, an hour passes
// between any two looks at the clock that are four microseconds apart.
func TestWhileAScriptWorksTheWorldsClockRunsInRealTime(t *testing.T) {
	_, i := newWorld(t, &faults.Plan{})
	w := world.New(clock.New(start, 1e9), 1, &faults.Plan{})
	runner, pipe := blocked(t, 1)
	job := newJob("")
	runner.begin(t, w, i, job)
	begun(t, pipe)
	before := w.Clock().Now()
	for range 1000 {
		if passed := w.Clock().Now().Sub(before); passed > time.Hour {
			t.Fatalf("%v have passed", passed)
		}
	}
	runner.Stop(job)
	runner.jobs.Wait()
	for before = w.Clock().Now(); w.Clock().Now().Sub(before) < time.Hour; { //nolint:revive // it never ends where the clock stays slow
	}
}

// orphan makes of the test's program a stand-in that runs a script for ever: the
// PowerShell and the pipe are in the variable of this name.
const orphan = "FLEET_SIM_ORPHAN"

func runOrphan(powershell, pipe string) error {
	w, i := newWorld(&testing.T{}, &faults.Plan{})
	runner, err := New(context.Background(), Options{Path: powershell, Store: &memoryStore{}, AtOnce: 1, Report: func(agent.Job, agent.Progress) {}})
	if err != nil {
		return err
	}
	w.Do(func() { runner.Step(w, i, newJob(hangingScript(pipe))) })
	runner.jobs.Wait()
	return nil
}

func TestNoProcessIsLeftWhenTheStandInIsKilled(t *testing.T) {
	powershell, pipe := testenv.NeedPowerShell(t), fifo(t)
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	parent := exec.CommandContext(t.Context(), self)
	parent.Env = append(os.Environ(), orphan+"="+powershell+"\n"+pipe, "TMPDIR="+t.TempDir())
	if err := parent.Start(); err != nil {
		t.Fatal(err)
	}
	output := begun(t, pipe)
	if err := parent.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = parent.Wait()
	if _, err := io.ReadAll(output); err != nil { // ends when no process holds the pipe
		t.Error(err)
	}
}
