package agent

import (
	"slices"
	"time"

	"patchline/internal/run"
	"patchline/internal/sim/world"
)

// program is what a document of the patch day does between its start and its
// marker.
type program struct {
	csv    run.CSVKind // empty: it writes none
	phases []phase
}

// phase is a stretch of a document's work. A machine that goes down before its
// end has done nothing of it.
type phase struct {
	// takes is how long it takes from now.
	takes func(*work) time.Duration
	// do is what has happened by its end. more asks for another round of the
	// same phase. An error ends the work: the CSV and the marker follow.
	do func(*work) (more bool, err error)
}

// programs are the documents of the patch day.
func programs(document string) (program, bool) {
	switch document {
	case run.DocUpdateAgent:
		return agentReturn, true
	case run.DocUpdatesBefore:
		return listing(run.UpdatesBefore), true
	case run.DocInstall:
		return installation, true
	case run.DocUpdatesAfter:
		return listing(run.UpdatesAfter), true
	case run.DocCompare:
		return comparison, true
	case run.DocFailedCheck:
		return failedCheck, true
	case run.DocSoftware:
		return softwareInventory, true
	case run.DocConfirm:
		return confirmation, true
	case run.DocVerifyApplication:
		return verification, true
	default:
		return program{}, false
	}
}

// document does one phase of a document of the patch day.
func (a *Go) document(w *world.World, i *world.Instance, job *Job, name string) Progress {
	p, found := programs(name)
	if !found {
		return failed("fleet-sim: the Go agent knows no document %q", name)
	}
	x, err := a.open(w, i, job, name, p.csv)
	if err != nil {
		return failed("%s: %v", name, err)
	}
	closing := x.closing()
	phases := slices.Concat([]phase{opening}, x.fetching(), p.phases, closing)
	if job.Cursor == 0 {
		job.Memory = &Memory{}
		x.memory = job.Memory
		job.Cursor = 1
		return Progress{Wait: phases[0].takes(x)}
	}
	job.Cursor++
	more, err := phases[x.memory.Phase].do(x)
	if more {
		return Progress{Wait: phases[x.memory.Phase].takes(x)}
	}
	next := x.memory.Phase + 1
	if err != nil {
		x.memory.fail(err)
		next = max(next, len(phases)-len(closing))
	}
	x.memory.Phase, x.memory.Tries = next, 0
	if next < len(phases) {
		return Progress{Wait: phases[next].takes(x)}
	}
	return x.end()
}

// opening is PowerShell's start and the look at the parameters.
var opening = phase{
	takes: takes("powershell", powerShellTakes),
	do:    func(x *work) (bool, error) { return false, x.label() },
}

// takes is a phase's time drawn from a span.
func takes(what string, s span) func(*work) time.Duration {
	return func(x *work) time.Duration { return draw(x.w, x.i, x.job, what, s) }
}

// once is a phase of one round.
func once(do func(*work) error) func(*work) (bool, error) {
	return func(x *work) (bool, error) { return false, do(x) }
}
