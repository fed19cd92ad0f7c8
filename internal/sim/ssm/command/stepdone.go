package command

import (
	"fmt"
	"slices"

	"patchline/internal/sim/faults"
	"patchline/internal/sim/ssm/document"
)

// The exit codes that mean something to an agent (appconfig and contracts of
// its source).
const (
	rebootWindows  = 3010
	rebootLinux    = 194
	stoppedWindows = -1
	stoppedLinux   = 137
	exitSuccess    = 168 // ends the document, as a success
	exitFailure    = 169 // ends the document, as a failure
)

// stepDone is the end of the step at hand.
func (e *Engine) stepDone(i *Invocation, code int) {
	r := i.Run
	if e.wantsReboot(i, code) {
		e.reboot(i)
		return
	}
	s := &r.Steps[r.Index]
	s.Code, s.Finished = code, e.world.Now()
	switch code {
	case 0:
		s.Detail = Success
	case e.stopped(i):
		s.Detail = ExecutionTimedOut
		if r.Cancelled {
			s.Detail = Cancelled
		}
	default:
		s.Detail = Failed
		r.Err += failedRun(r.Job.Action, code)
	}
	applyControlFlow(r, s)
	e.keepOutput(i, s)
	r.Turn++
	r.Job, r.Outside, r.Out, r.Err = nil, false, "", ""
	r.Index++
	if r.Index < len(r.Steps) {
		e.report(i)
	}
	e.nextStep(i)
}

// failedRun is what the agent itself adds to a script's standard error
// (runpowershellscript and runshellscript of its source).
func failedRun(action string, code int) string {
	if action != document.RunPowerShellScript && action != document.RunShellScript {
		return ""
	}
	return fmt.Sprintf("failed to run commands: exit status %d", code)
}

// stopped is the exit code of a script that was stopped before its end.
func (e *Engine) stopped(i *Invocation) int {
	if PlatformOf(e.instance(i)) == document.Windows {
		return stoppedWindows
	}
	return stoppedLinux
}

func (e *Engine) wantsReboot(i *Invocation, code int) bool {
	action := i.Run.Job.Action
	if action != document.RunPowerShellScript && action != document.RunShellScript || i.Run.Cancelled {
		return false
	}
	if PlatformOf(e.instance(i)) == document.Windows {
		return code == rebootWindows
	}
	return code == rebootLinux
}

// stepTimedOut is the agent's own time-out of a step: it stops the script and
// goes on with the next one.
func (e *Engine) stepTimedOut(i *Invocation) {
	// A script is the worker process', which ends it at its time with or without
	// an agent. The agent's own update is the agent's: one that has died in it
	// times nothing out, and never comes to the next step.
	if i.Run.Job.Action == document.UpdateAgent && !e.instance(i).AgentUp() {
		return
	}
	e.stopJob(i)
	e.stepDone(i, e.stopped(i))
}

func (e *Engine) stopJob(i *Invocation) {
	if runner, found := e.runners[i.Run.Job.Action]; found {
		runner.Stop(i.Run.Job)
	}
}

// finish is the end of the last step.
func (e *Engine) finish(i *Invocation) {
	r := i.Run
	instance := e.instance(i)
	if outcome(r.Steps) == Success {
		if _, struck := e.world.Faults.Strikes(faults.FailedAfterReboot, instance.FaultTarget(i.command.Document), e.world.Now()); struck {
			r.Index = len(r.Steps)
			r.CutOff = true
			e.world.Reboot(instance, 0)
			return
		}
	}
	r.Over = true
	e.report(i)
}

// outcome is the document's status by its steps' (contracts of the agent's
// source: Failed before TimedOut before Cancelled before Success).
func outcome(steps []Step) Detail {
	for _, worst := range []Detail{Failed, ExecutionTimedOut, Cancelled} {
		if slices.ContainsFunc(steps, func(s Step) bool { return s.Detail == worst }) {
			return worst
		}
	}
	return Success
}
