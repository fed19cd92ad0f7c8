package command

// deliver hands an invocation to the agent, or leaves it waiting: for an agent
// that is not there, or for one of its workers.
func (e *Engine) deliver(i *Invocation) {
	if i.Detail.Terminal() || i.Run != nil || i.Waits {
		return
	}
	instance, n := e.instance(i), e.nodeOf(i)
	switch {
	case instance == nil:
		e.end(i, Undeliverable)
	case !instance.AgentUp():
		i.Waits = true
		n.waiting = append(n.waiting, i)
		i.set(e.Tuning.Unreachable)
		if e.Tuning.UndeliverableAfter > 0 {
			e.invocationEvent(i, evGiveUp, e.Tuning.UndeliverableAfter)
		}
	case len(n.running) >= agentWorkers:
		i.Waits = true
		n.waiting = append(n.waiting, i)
	default:
		e.start(i)
	}
}

// deliverWaiting starts what waits for an agent, as far as it has workers.
func (e *Engine) deliverWaiting(n *node) {
	for len(n.waiting) > 0 && len(n.running) < agentWorkers {
		i := n.waiting[0]
		n.waiting = n.waiting[1:]
		if i.Waits {
			e.start(i)
		}
	}
}

// giveUp ends what waits for an agent that is still not there.
func (e *Engine) giveUp(i *Invocation) {
	instance := e.instance(i)
	if i.Waits && !i.Detail.Terminal() && (instance == nil || !instance.AgentUp()) {
		e.end(i, Undeliverable)
	}
}
