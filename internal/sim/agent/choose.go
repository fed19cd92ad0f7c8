package agent

import (
	"patchline/internal/sim/documents"
	"patchline/internal/sim/world"
)

// Chooser gives each step to the runner that can do it: real PowerShell scripts
// to a PowerShell, and the rest to the Go agent.
type Chooser struct {
	Go *Go
	// PowerShell is nil where there is none.
	PowerShell Runner
}

// Step passes a step on.
func (c Chooser) Step(w *world.World, i *world.Instance, job *Job) Progress {
	return c.choose(i != nil && i.Windows != nil, job).Step(w, i, job)
}

// Stop passes the end on.
func (c Chooser) Stop(job *Job) { c.choose(true, job).Stop(job) }

func (c Chooser) choose(windows bool, job *Job) Runner {
	if c.PowerShell == nil || !windows || job.Action != "aws:runPowerShellScript" {
		return c.Go
	}
	// On a PowerShell the script of the VSS documents would throw.
	if script, err := job.script(); err != nil || documents.IsVSS(script) {
		return c.Go
	}
	return c.PowerShell
}
