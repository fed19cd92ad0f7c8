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
	i.State = Pending
	i.StateReasonCode, i.StateReason = "", ""
	i.LaunchTime = w.now
	i.Impaired = false
	w.powerEvent(i, evRunning, w.draw(i, "start", startTakes))
}

// Stop brings a running instance to stopping and, later, to stopped.
func (w *World) Stop(i *Instance) {
	i.Epoch++
	i.State = Stopping
	i.StateReasonCode = "Client.UserInitiatedShutdown"
	i.StateReason = "Client.UserInitiatedShutdown: User initiated shutdown"
	w.cutOff(i)
	takes := w.draw(i, "stop", stopTakes)
	if rule, struck := w.Faults.Strikes(faults.StopStuck, i.FaultTarget(""), w.now); struck {
		if rule.Delay == 0 {
			return
		}
		takes = rule.Delay
	}
	w.powerEvent(i, evStopped, takes)
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
	i.State = Running
	w.kernelStarted(i)
}

func (w *World) becomeStopped(i *Instance) { i.State = Stopped }

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
	if _, struck := w.Faults.Strikes(faults.NoBoot, i.FaultTarget(""), w.now); struck {
		i.Impaired = true
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
		rule, struck := w.Faults.Strikes(faults.RollbackAtBoot, i.FaultTarget(""), w.now)
		kb := ""
		if struck {
			kb = rule.KB
		}
		i.Windows.FinishBoot(w.now, struck, kb)
	}
	if _, struck := w.Faults.Strikes(faults.AgentLostAfterReboot, i.FaultTarget(""), w.now); struck {
		i.Agent.Lost = true
	}
	w.powerEvent(i, evAgentUp, w.draw(i, "agent", agentTakes))
}

func (w *World) agentUp(i *Instance) {
	if !i.Agent.Lost && i.Agent.Installed {
		i.Agent.UpSince = w.now
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
// instance: ok, initializing or impaired.
func (w *World) StatusChecks(i *Instance) (instance, system string) {
	switch {
	case w.now.Sub(i.LaunchTime) < statusCheckTakes:
		return "initializing", "initializing"
	case i.Impaired:
		return "impaired", "ok"
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
	i.State = Terminated
	w.cutOff(i)
}
