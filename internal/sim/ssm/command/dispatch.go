package command

import "slices"

// dispatch sends a command to as many instances as its MaxConcurrency lets it.
func (e *Engine) dispatch(c *Command) {
	if !c.Resolved {
		e.resolve(c, e.lookUp(c))
		if c.CancelAsked {
			e.cancelAll(c)
		}
	}
	limit := c.maxConcurrency()
	for c.next < len(c.Invocations) && c.active < limit {
		i := c.Invocations[c.next]
		c.next++
		if !i.Detail.Terminal() {
			e.send(i)
		}
	}
}

func (e *Engine) send(i *Invocation) {
	i.Sent = true
	i.command.active++
	instance := e.instance(i)
	switch {
	case instance == nil:
		e.end(i, Undeliverable)
	case !slices.Contains(i.command.content.Platforms(), PlatformOf(instance)):
		e.end(i, InvalidPlatform)
	default:
		takes := e.world.Seed.Between(e.Tuning.DeliveryFastest, e.Tuning.DeliverySlowest, i.command.ID, i.InstanceID, "delivery")
		e.invocationEvent(i, evDeliver, takes)
	}
}

// end gives an invocation its last detail, and lets the next one go or, after
// more than MaxErrors errors, none at all. What was sent already goes on.
func (e *Engine) end(i *Invocation, d Detail) {
	c := i.command
	i.set(d)
	i.Waits = false
	if i.Sent {
		c.active--
	}
	if c.next == len(c.Invocations) {
		return
	}
	if c.tooManyErrors() {
		for _, rest := range c.Invocations[c.next:] {
			if !rest.Detail.Terminal() {
				rest.set(Terminated)
			}
		}
		c.next = len(c.Invocations)
		return
	}
	if i.Sent {
		e.commandEvent(c, evDispatch, 0)
	}
}

// expire is the total time-out: whatever the agents have not reported ends as
// DeliveryTimedOut, and they may go on working unheard.
func (e *Engine) expire(c *Command) {
	for _, i := range c.Invocations {
		if !i.Detail.Terminal() {
			e.end(i, DeliveryTimedOut)
		}
	}
}
