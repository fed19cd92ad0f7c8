package world

import (
	"fmt"
	"time"

	"patchline/internal/sim/faults"
)

// The events of an instance's power.
const (
	evRunning = "instance running"
	evStopped = "instance stopped"
	evDown    = "windows down"
	evKernel  = "kernel started"
	evUp      = "windows up"
	evAgentUp = "agent up"
)

func (w *World) handlePower() {
	for kind, do := range map[string]func(*Instance){
		evRunning: w.becomeRunning,
		evStopped: w.becomeStopped,
		evDown:    w.goDown,
		evKernel:  w.kernelStarted,
		evUp:      w.windowsUp,
		evAgentUp: w.agentUp,
	} {
		w.Handle(kind, func(e Event) {
			instance := w.Site(e.Place).Instances.Get(e.ID)
			if instance != nil && instance.Epoch == e.Epoch {
				do(instance)
			}
		})
	}
}

// Start brings a stopped instance to pending and, later, up.
func (w *World) Start(i *Instance) {
	i.Epoch++
	w.setState(i, Pending)
	i.StateReasonCode, i.StateReason = "", ""
	i.LaunchTime = w.now
	w.powerEvent(i, evRunning, w.draw(i, "start", startTakes))
}

// Stop brings a running instance to stopping and, later, to stopped.
func (w *World) Stop(i *Instance) {
	w.beginStop(i)
	takes := w.draw(i, "stop", stopTakes)
	if rule, struck := w.Faults.Strikes(faults.StopStuck, i.FaultTarget(""), w.now); struck {
		if rule.Delay == 0 {
			return
		}
		takes = rule.Delay
	}
	w.powerEvent(i, evStopped, takes)
}

// ForceStop stops a running instance, or one that is stopping and does not get
// there: no fault holds it up.
func (w *World) ForceStop(i *Instance) {
	w.beginStop(i)
	w.powerEvent(i, evStopped, w.draw(i, "force stop", stopTakes))
}

func (w *World) beginStop(i *Instance) {
	i.Epoch++
	w.setState(i, Stopping)
	i.StateReasonCode = "Client.UserInitiatedShutdown"
	i.StateReason = "Client.UserInitiatedShutdown: User initiated shutdown"
	w.cutOff(i)
}

// Reboot queues a restart of Windows: the state stays running. It serves
// RebootInstances, and a restart from inside after delay.
func (w *World) Reboot(i *Instance, delay time.Duration) {
	i.Epoch++
	w.powerEvent(i, evDown, delay)
}

// QueuedReboot is Reboot after the time that EC2's queue takes.
func (w *World) QueuedReboot(i *Instance) { w.Reboot(i, w.draw(i, "reboot", rebootQueue)) }

func (w *World) becomeRunning(i *Instance) {
	w.setState(i, Running)
	w.kernelStarted(i)
}

func (w *World) becomeStopped(i *Instance) { w.setState(i, Stopped) }

// setState changes the state, if it does change.
func (w *World) setState(i *Instance, state State) {
	if i.State == state {
		return
	}
	i.StateBefore, i.StateAt = i.State, w.now
	i.State = state
}

func (w *World) goDown(i *Instance) {
	w.cutOff(i)
	w.powerEvent(i, evKernel, w.draw(i, "down", downTakes))
}

// cutOff ends the operating system and all that ran on it.
func (w *World) cutOff(i *Instance) {
	i.agentDown(w.now)
	i.Agent.OSUp = false
	for _, f := range w.onDown {
		f(i)
	}
}

// kernelStarted is the moment that Windows calls LastBootUpTime.
func (w *World) kernelStarted(i *Instance) {
	_, struck := w.Faults.Strikes(faults.NoBoot, i.FaultTarget(""), w.now)
	i.Impaired = struck || i.NoSystem
	if i.Impaired {
		return
	}
	takes := w.draw(i, "boot", bootTakes)
	if i.Windows != nil {
		i.Windows.BootTime = w.now
		for n := range i.Windows.PendingUpdates() {
			takes += w.draw(i, fmt.Sprint("update ", n), updatesTake)
		}
	}
	w.powerEvent(i, evUp, takes)
}

func (w *World) windowsUp(i *Instance) {
	i.Agent.OSUp = true
	if i.Windows != nil {
		undo, kb := w.rollBack(i)
		i.Windows.FinishBoot(w.now, undo, kb)
	}
	if _, struck := w.Faults.Strikes(faults.AgentLostAfterReboot, i.FaultTarget(""), w.now); struck {
		i.Agent.Lost = true
	}
	w.powerEvent(i, evAgentUp, w.draw(i, "agent", agentTakes))
}

// rollBack asks the plan of faults whether this boot undoes the updates that
// wait for it, and which. A boot that has none to undo is no strike.
func (w *World) rollBack(i *Instance) (undo bool, kb string) {
	if len(i.Windows.PendingUpdates()) == 0 {
		return false, ""
	}
	rule, struck := w.Faults.Strikes(faults.RollbackAtBoot, i.FaultTarget(""), w.now)
	if !struck {
		return false, ""
	}
	return true, rule.KB
}

func (w *World) agentUp(i *Instance) {
	if i.Agent.Lost || !i.Agent.Installed {
		return
	}
	i.Agent.UpSince = w.now
	for _, f := range w.onAgent {
		f(i)
	}
}

// LoseAgent ends the agent's service for good, as a failed update of it does.
func (w *World) LoseAgent(i *Instance) {
	i.agentDown(w.now)
	i.Agent.Lost = true
}

// RestartAgent takes the agent away for a moment, as its own update does.
func (w *World) RestartAgent(i *Instance) {
	i.agentDown(w.now)
	w.powerEvent(i, evAgentUp, w.draw(i, "agent", agentTakes))
}

func (w *World) powerEvent(i *Instance, kind string, after time.Duration) {
	w.After(after, Event{Kind: kind, Place: i.Place, ID: i.ID, Epoch: i.Epoch})
}

// draw gives this instance's own duration of something, the same each time.
func (w *World) draw(i *Instance, what string, s span) time.Duration {
	return w.Seed.Between(s.low, s.high, i.ID, what)
}

// StatusChecks gives the two checks of DescribeInstanceStatus for a running
// instance: ok, initializing or impaired. That the instance's is not ok until
// Windows is up again is imitated on the safe side: EC2's is a ping, and may
// pass before (UNCONFIRMED).
func (w *World) StatusChecks(i *Instance) (instance, system string) {
	switch {
	case w.now.Sub(i.LaunchTime) < statusCheckTakes:
		return "initializing", "initializing"
	case i.Impaired:
		return "impaired", "ok"
	case !i.Agent.OSUp:
		return "initializing", "ok"
	default:
		return "ok", "ok"
	}
}

// RepairAgent brings a lost agent back.
func (w *World) RepairAgent(i *Instance) {
	i.Agent.Lost = false
	if i.Up() {
		w.RestartAgent(i)
	}
}

// Terminate ends an instance for good. Its volumes stay as they are: that
// DeleteOnTermination deletes them is not simulated.
func (w *World) Terminate(i *Instance) {
	i.Epoch++
	w.setState(i, Terminated)
	w.cutOff(i)
}
