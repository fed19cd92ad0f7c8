package powershell

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"patchline/internal/sim/agent"
	"patchline/internal/sim/faults"
	"patchline/internal/sim/windows"
	"patchline/internal/testenv"
)

// look is one line or more of PowerShell and what they write.
type look struct{ name, script, want string }

// together runs every look in one process: it takes seconds to start. Each has
// its own scope; an error that ends one is part of what it writes.
func together(t *testing.T, runner *runs, looks []look, run func(job *agent.Job)) {
	t.Helper()
	var script strings.Builder
	script.WriteString("Set-StrictMode -Version 2\n")
	for n, look := range looks {
		fmt.Fprintf(&script, "Write-Output '## %d'\ntry { & {\n%s\n} } catch { \"caught: $_\" }\n", n, look.script)
	}
	run(newJob(script.String()))
	got := runner.end(t).p
	if got.ExitCode != 0 || got.Stderr != "" {
		t.Errorf("exit code %d, standard error:\n%s", got.ExitCode, got.Stderr)
	}
	for n, look := range looks {
		t.Run(look.name, func(t *testing.T) {
			_, rest, found := strings.Cut(got.Stdout, fmt.Sprintf("## %d\n", n))
			text, _, _ := strings.Cut(rest, "## ")
			if !found || strings.TrimSpace(text) != look.want {
				t.Errorf("got:\n%s\nwant:\n%s", text, look.want)
			}
		})
	}
}

func TestTheFakesPassTheCheckForWindowsPowerShell(t *testing.T) {
	powershell := testenv.NeedPowerShell(t)
	testenv.Need(t, "pwsh-lite", strings.HasPrefix(filepath.Base(powershell), "pwsh-lite"))
	out, err := exec.CommandContext(t.Context(), powershell, "-Check", "fakes").CombinedOutput()
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestScriptsSeeTheSimulatedInstance(t *testing.T) {
	plan := &faults.Plan{Rules: []faults.Rule{{Kind: faults.UpdateFails, KB: "5070001", HResult: 0x800F0922}}}
	w, i := newWorld(t, plan)
	store := &memoryStore{}
	runner := newRunner(t, testenv.NeedPowerShell(t), store, 1)

	var looks []look
	for _, some := range [][]look{machineLooks, jobLooks, serviceLooks, registryLooks, storeLooks, updateLooks} {
		looks = append(looks, some...)
	}
	together(t, runner, looks, func(job *agent.Job) { runner.begin(t, w, i, job) })

	w.Do(func() {
		for id, want := range map[string]windows.Status{
			cumulative: windows.PendingReboot, licensed: windows.Installed,
			failing: windows.Missing, optional: windows.Missing, exclusive: windows.Missing,
		} {
			if u := i.Windows.Find(id); u.Status != want {
				t.Errorf("update %s is %s, want %s", u.Definition().Title, u.Status, want)
			}
		}
		if !i.Windows.Service("Spooler").Running || i.Windows.Service("W3SVC").Running {
			t.Errorf("the services are %+v", i.Windows.Services)
		}
	})
	if got := store.objects["runs/x/b ü.csv"]; got != "a,ü\n" {
		t.Errorf("the uploaded object is %q", got)
	}
}

// TestASearchThatHangsIsGivenUpInSimulatedTime: a job's search hangs until the
// script's own deadline, twenty simulated minutes later.
func TestASearchThatHangsIsGivenUpInSimulatedTime(t *testing.T) {
	w, i := newWorld(t, &faults.Plan{})
	i.Windows.Search.Hangs = true
	runner := newRunner(t, testenv.NeedPowerShell(t), &memoryStore{}, 1)
	runner.begin(t, w, i, newJob(`$job = Start-Job { (New-Object -ComObject Microsoft.Update.Session).CreateUpdateSearcher().Search('IsInstalled=0').Updates.Count }
$until = (Get-Date).AddMinutes(20)
while ($job.State -eq 'Running' -and (Get-Date) -lt $until) { Start-Sleep -Seconds 1 }
$job.State; Stop-Job $job; Remove-Job $job -Force`))
	if got := runner.end(t).p; got.Stdout != "Running\n" || got.ExitCode != 0 {
		t.Errorf("got %+v", got)
	}
	if took := w.Clock().Now().Sub(start); took != 20*time.Minute {
		t.Errorf("it took %v of simulated time", took)
	}
	i.Windows.Search.Hangs = false
	runner.begin(t, w, i, newJob("exit 4"))
	if got := runner.end(t).p; got.ExitCode != 4 {
		t.Errorf("the next job ended with %+v", got)
	}
}
