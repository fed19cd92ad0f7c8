package command

import (
	"slices"

	"patchline/internal/sim/apierr"
	"patchline/internal/sim/world"
)

// Cancel asks agents to stop a command, on some instances or (ids empty) on
// all. It is best effort: what ends before the agent hears of it keeps its own
// result. Its errors are InvalidCommandId and InvalidInstanceId.
func (e *Engine) Cancel(place world.Place, id string, instances []string) *apierr.Error {
	c := e.Book(place).Command(id)
	if c == nil {
		return apierr.New("InvalidCommandId", "Command id %s does not exist.", id)
	}
	if len(instances) == 0 {
		c.CancelAsked = true
		e.cancelAll(c)
		return nil
	}
	var chosen []*Invocation
	for _, instance := range instances {
		i := c.InvocationOn(instance)
		if i == nil {
			return apierr.New("InvalidInstanceId", "Command %s has no invocation on %s.", id, instance)
		}
		chosen = append(chosen, i)
	}
	for _, i := range chosen {
		e.cancel(i)
	}
	return nil
}

func (e *Engine) cancelAll(c *Command) {
	for _, i := range slices.Clone(c.Invocations) {
		e.cancel(i)
	}
}

// cancel ends at once what no agent has, and asks the agent about the rest.
func (e *Engine) cancel(i *Invocation) {
	switch {
	case i.Detail.Terminal():
	case i.Run == nil:
		e.end(i, Cancelled)
	default:
		i.set(Cancelling)
		e.invocationEvent(i, evCancel, e.Tuning.CancelTakes)
	}
}

// stopCancelled is the agent hearing of a cancellation. One that is down hears
// of it when it comes up.
func (e *Engine) stopCancelled(i *Invocation) {
	r := i.Run
	instance := e.instance(i)
	if r == nil || r.Over || r.CutOff || i.Detail != Cancelling || instance == nil || !instance.AgentUp() {
		return
	}
	r.Cancelled = true
	if r.Job == nil {
		return
	}
	if !r.Reboots {
		e.stopJob(i)
	}
	r.Reboots = false
	e.stepDone(i, e.stopped(i))
}
