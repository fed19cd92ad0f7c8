package agent

import (
	"fmt"

	"patchline/internal/run"
	"patchline/internal/sim/documents"
	"patchline/internal/sim/world"
)

// Go runs steps without a PowerShell: the project's documents, whose scripts
// say which they are, as Go code that does the same to the simulated Windows;
// the VSS documents of AWS; the update of the SSM agent; and of other scripts
// a small part of the language. What it can't do fails, and says so.
type Go struct {
	store Store
}

// NewGo is the Go agent of instances that keep their markers and CSVs in store.
func NewGo(store Store) *Go { return &Go{store: store} }

// Step does what is due of a job.
func (a *Go) Step(w *world.World, i *world.Instance, job *Job) Progress {
	switch job.Action {
	case "aws:updateSsmAgent":
		return updateAgent(w, i, job)
	case "aws:runPowerShellScript":
		return a.powerShell(w, i, job)
	case "aws:runShellScript":
		return shell(w, i, job)
	default:
		return failed("fleet-sim: the Go agent can't do steps of action %s", job.Action)
	}
}

// Stop has nothing to end: what a job has done until then stays done.
func (a *Go) Stop(*Job) {}

func (a *Go) powerShell(w *world.World, i *world.Instance, job *Job) Progress {
	if i.Windows == nil {
		return failed("fleet-sim: there is no PowerShell on a simulated %s", i.PlatformDetails)
	}
	opening := job.opening()
	if documents.IsVSS(opening) {
		return vssSnapshot(w, i, job)
	}
	if name, found := run.ScriptDocument(opening); found {
		return a.document(w, i, job, name)
	}
	script, err := job.script()
	if err != nil {
		return failed("fleet-sim: %v", err)
	}
	return runScript(w, i, job, script, powerShellLanguage)
}

// failed is a step that ends with exit code 1 and a line on standard error.
func failed(format string, args ...any) Progress {
	return Progress{Done: true, ExitCode: 1, Stderr: fmt.Sprintf(format, args...) + "\n"}
}
