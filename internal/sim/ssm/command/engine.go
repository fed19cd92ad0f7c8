// Package command is Run Command: commands, their invocations on instances,
// and the SSM agents that carry them out. The API is package ssm's.
//
// It has two sides, as the real thing: Systems Manager, which knows an
// invocation's status only from what an agent has reported, and the agent,
// whose work goes on although nobody hears of it.
package command

import (
	"patchline/internal/sim/agent"
	"patchline/internal/sim/world"
)

// Output takes what scripts print, as S3 does.
type Output interface {
	Put(bucket, key string, body []byte) error
}

// Engine runs the commands of a world. Use it in the world's Do only, but for
// Finish.
type Engine struct {
	Tuning Tuning

	world   *world.World
	runners map[string]agent.Runner // by action
	output  Output
	books   map[world.Place]*Book
	minted  uint64 // commands so far, part of their ids
}

// New is an engine without commands. Steps of an action that has no runner
// fail and say so.
func New(w *world.World, runners map[string]agent.Runner, output Output) *Engine {
	e := &Engine{
		Tuning: DefaultTuning(), world: w, runners: runners, output: output,
		books: map[world.Place]*Book{},
	}
	e.handle()
	w.OnDown(e.instanceDown)
	w.OnAgentUp(e.agentUp)
	return e
}

// The engine's events. Those of an invocation carry its number in the command
// as Step, and the turn of its run as Epoch.
const (
	evDispatch   = "command dispatch"
	evDeliver    = "command deliver"
	evGiveUp     = "command undeliverable"
	evStep       = "command step"
	evTimeout    = "command step timeout"
	evWorkerLost = "command worker lost"
	evCancel     = "command cancel"
	evExpire     = "command expire"
	evForget     = "command forget"
)

func (e *Engine) handle() {
	for kind, do := range map[string]func(*Command){
		evDispatch: e.dispatch,
		evExpire:   e.expire,
		evForget:   e.forget,
	} {
		e.world.Handle(kind, func(event world.Event) {
			if c := e.Book(event.Place).Command(event.ID); c != nil {
				do(c)
			}
		})
	}
	for kind, do := range map[string]func(*Invocation){
		evDeliver: e.deliver,
		evGiveUp:  e.giveUp,
		evCancel:  e.stopCancelled,
	} {
		e.world.Handle(kind, func(event world.Event) {
			if i := e.invocation(event); i != nil {
				do(i)
			}
		})
	}
	for kind, do := range map[string]func(*Invocation){
		evStep:       e.advance,
		evTimeout:    e.stepTimedOut,
		evWorkerLost: e.workerLost,
	} {
		e.world.Handle(kind, func(event world.Event) {
			if i := e.invocation(event); i != nil && i.Run != nil && i.Run.Turn == event.Epoch {
				do(i)
			}
		})
	}
}

func (e *Engine) invocation(event world.Event) *Invocation {
	c := e.Book(event.Place).Command(event.ID)
	if c == nil || event.Step < 0 || event.Step >= len(c.Invocations) {
		return nil
	}
	return c.Invocations[event.Step]
}

// instance finds what an invocation runs on; nil once it is gone.
func (e *Engine) instance(i *Invocation) *world.Instance {
	return e.world.Site(i.command.Place).Instances.Get(i.InstanceID)
}
