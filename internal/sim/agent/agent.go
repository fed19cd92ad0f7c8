// Package agent is the SSM agent on a simulated instance: it runs the steps
// of documents.
package agent

import (
	"time"

	"patchline/internal/sim/world"
)

// Job is one step of a command on one instance. It is data, so that a saved
// state can go on with it.
type Job struct {
	CommandID  string
	Place      world.Place
	InstanceID string
	Document   string
	Step       string // the step's name
	Action     string // such as aws:runPowerShellScript
	// Inputs are the step's inputs, parameters put in. They and Parameters are
	// shared by all jobs of the command: read them only.
	Inputs map[string]any
	// Parameters are the run-time ones with the document's defaults.
	Parameters map[string][]string
	// Environment is what the agent gives the script (facts/windows: AWS_SSM_INSTANCE_ID and the like).
	Environment map[string]string
	Started     time.Time
	// Restarts counts the reboots of exit code 3010 in this step.
	Restarts int
	// Cursor is the runner's own: how far it is. 0 is a step that has not begun,
	// also after a reboot of exit code 3010.
	Cursor int
	// Memory is the runner's own too: what it has to know besides Cursor.
	Memory *Memory
}

// Progress is what a step has come to.
type Progress struct {
	// Wait is how long until the runner wants to go on; when not Done.
	Wait time.Duration
	// Outside: the step runs in a process of its own and will report through
	// the engine's Finish; or the agent died with it, and it never will. Wait
	// means nothing then. After a restart of the stand-in such a step is begun
	// again, with Cursor 0.
	Outside bool

	Done           bool
	ExitCode       int
	Stdout, Stderr string // what is new since the last Progress
}

// Runner does the steps of some actions. Step runs under the world's lock, at
// the simulated moment; it does what is due and says when it wants to go on.
type Runner interface {
	Step(w *world.World, i *world.Instance, job *Job) Progress
	// Stop ends a job that was cancelled, timed out or cut off by a shutdown.
	Stop(job *Job)
}
