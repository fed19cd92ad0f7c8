package agent

import (
	"testing"

	"patchline/internal/run"
	"patchline/internal/sim/documents"
	"patchline/internal/sim/world"
)

// chosen is a runner that only tells that it was chosen.
type chosen struct{ stopped bool }

func (c *chosen) Step(*world.World, *world.Instance, *Job) Progress { return Progress{Outside: true} }
func (c *chosen) Stop(*Job)                                         { c.stopped = true }

func TestRealScriptsGoToThePowerShellThatIsThere(t *testing.T) {
	header := run.DocumentHeader + run.DocSoftware + "\n"
	for name, c := range map[string]struct {
		action, script string
		linux          bool
		want           bool // the PowerShell
	}{
		"a script":               {action: "aws:runPowerShellScript", script: "Get-Process", want: true},
		"a real document":        {action: "aws:runPowerShellScript", script: header + "Set-StrictMode -Version 2", want: true},
		"the VSS script":         {action: "aws:runPowerShellScript", script: documents.VSSHeader + "\nthrow 'imitated'"},
		"a script on Linux":      {action: "aws:runPowerShellScript", script: "Get-Process", linux: true},
		"a shell script":         {action: "aws:runShellScript", script: "exit 0"},
		"the update of an agent": {action: "aws:updateSsmAgent"},
	} {
		t.Run(name, func(t *testing.T) {
			inTheNight(t, nil, func(f *fixture) {
				if c.linux {
					f.instance.Windows = nil
				}
				job := f.job("Some-Document")
				job.Action, job.Inputs["runCommand"] = c.action, c.script
				shell := &chosen{}
				chooser := Chooser{Go: f.agent, PowerShell: shell}
				var p Progress
				f.world.Do(func() { p = chooser.Step(f.world, f.instance, job) })
				chooser.Stop(job)
				if p.Outside != c.want || !c.linux && shell.stopped != c.want {
					t.Errorf("stepped by the PowerShell: %v, stopped there: %v; want %v", p.Outside, shell.stopped, c.want)
				}
			})
		})
	}
}

func TestWithoutAPowerShellTheGoAgentDoesItAll(t *testing.T) {
	inTheNight(t, nil, func(f *fixture) {
		job := f.job(run.DocSoftware)
		var p Progress
		f.world.Do(func() { p = Chooser{Go: f.agent}.Step(f.world, f.instance, job) })
		if p.Done || p.Outside || p.Wait == 0 || job.Cursor != 1 {
			t.Errorf("got %+v", p)
		}
	})
}
