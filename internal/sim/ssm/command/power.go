package command

import (
	"slices"

	"patchline/internal/sim/world"
)

// reboot is the end of a step with the reboot code: the agent orders a restart
// and runs the same step again after it.
func (e *Engine) reboot(i *Invocation) {
	i.Run.Turn++
	i.Run.Outside = false
	i.Run.Reboots = true
	e.world.Reboot(e.instance(i), rebootDelay)
}

// instanceDown cuts off what runs on an instance whose system goes down. Jobs
// that wait for this very restart are at rest already.
func (e *Engine) instanceDown(instance *world.Instance) {
	for _, i := range e.runningOn(instance) {
		r := i.Run
		if r.Over || r.Reboots || r.CutOff {
			continue
		}
		if r.Job != nil {
			e.stopJob(i)
		}
		r.Turn++
		r.Job, r.Outside = nil, false
		r.CutOff = true
	}
}

// agentUp is an agent that comes (back) up: it reports what is done, goes on
// with what asked for the restart, gives up what the restart has cut off, and
// takes what waits.
func (e *Engine) agentUp(instance *world.Instance) {
	for _, i := range e.runningOn(instance) {
		r := i.Run
		switch {
		case r.CutOff:
			e.invocationEvent(i, evWorkerLost, workerLostAfter)
		case r.Reboots && r.Resumes == maxResumes:
			e.leave(i) // as corrupt: no report, ever
		case r.Reboots:
			r.Resumes++
			r.Reboots = false
			e.begin(i)
		default:
			e.report(i)
		}
		if i.Detail == Cancelling {
			e.invocationEvent(i, evCancel, e.Tuning.CancelTakes)
		}
	}
	if n := e.Book(instance.Place).nodes[instance.ID]; n != nil {
		e.deliverWaiting(n)
	}
}

func (e *Engine) runningOn(instance *world.Instance) []*Invocation {
	n := e.Book(instance.Place).nodes[instance.ID]
	if n == nil {
		return nil
	}
	return slices.Clone(n.running)
}

// workerLost is how an agent learns that a restart nobody asked for has ended
// a document: it reports it as failed, in the place of its first step's output
// (outofproc of the agent's source).
func (e *Engine) workerLost(i *Invocation) {
	r := i.Run
	if !r.CutOff {
		return
	}
	first := &r.Steps[0]
	first.Detail, first.Code = Failed, max(first.Code, 1)
	first.Note = "document process failed unexpectedly: document worker timed out , check [ssm-document-worker]/[ssm-session-worker] log for crash reason"
	first.Finished = e.world.Now()
	if first.Started.IsZero() {
		first.Started = e.world.Now()
	}
	r.CutOff, r.Over = false, true
	e.report(i)
}
