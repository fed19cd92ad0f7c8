package command

import "slices"

// report sends what an agent knows to Systems Manager, if it can, and leaves
// the run when that was the last of it. An agent that is down reports when it
// is up again; what comes after the command has expired is not taken.
func (e *Engine) report(i *Invocation) {
	r := i.Run
	instance := e.instance(i)
	if r.Silent {
		if r.Over {
			e.leave(i)
		}
		return
	}
	if instance != nil && !instance.AgentUp() {
		return
	}
	if !i.Detail.Terminal() {
		i.Steps = slices.Clone(r.Steps)
		if r.Over {
			e.end(i, outcome(r.Steps))
		}
	}
	if r.Over {
		e.leave(i)
	}
}

// leave frees the agent's worker for what waits.
func (e *Engine) leave(i *Invocation) {
	n := e.nodeOf(i)
	i.Run = nil
	n.running = slices.DeleteFunc(n.running, func(other *Invocation) bool { return other == i })
	if instance := e.instance(i); instance != nil && instance.AgentUp() {
		e.deliverWaiting(n)
	}
}
