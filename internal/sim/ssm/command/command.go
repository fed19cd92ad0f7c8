package command

import (
	"encoding/json"
	"time"

	"patchline/internal/sim/agent"
	"patchline/internal/sim/ssm/document"
	"patchline/internal/sim/world"
)

// Command is one SendCommand, as it was asked for.
type Command struct {
	Place world.Place
	ID    string

	Document        string // its name
	DocumentVersion string // as asked for: empty, $DEFAULT, $LATEST or a number
	Content         Content
	Parameters      map[string][]string

	InstanceIDs []string
	Targets     []Target
	// Resolved: the targets were looked up, and Invocations are all there are.
	Resolved bool

	Comment        string
	Requested      time.Time
	TimeoutSeconds int
	Expires        time.Time // Requested, TimeoutSeconds and the execution time-out

	MaxConcurrency, MaxErrors   string
	Bucket, KeyPrefix, S3Region string // of the output; an empty bucket is none

	// Taken and given back; nothing is done with them.
	ServiceRole  string
	Notification json.RawMessage `json:",omitempty"`
	CloudWatch   json.RawMessage `json:",omitempty"`
	Alarms       json.RawMessage `json:",omitempty"`

	// CancelAsked: CancelCommand was called for all of it.
	CancelAsked bool

	Invocations []*Invocation

	content    *document.Content
	values     map[string][]string // of all parameters
	inputs     []map[string]any    // by step, with the parameters put in
	byInstance map[string]*Invocation
	next       int // the first invocation that was never looked at for sending
	active     int // sent and not ended
	tally      map[Detail]int
}

// Content is a document's text as it was when the command was sent.
type Content struct {
	Format document.Format
	Text   string
}

// Target is one of SendCommand's: any of the values; all targets must match.
type Target struct {
	Key    string
	Values []string
}

// Invocation is a command on one instance, as Systems Manager sees it.
type Invocation struct {
	InstanceID string
	// Name is the instance's host name.
	Name      string
	Requested time.Time
	Detail    Detail
	// Steps are the plugins as far as the agent has reported them.
	Steps []Step
	// Sent: it is on its way or farther.
	Sent bool
	// Waits: it was delivered, and the agent is not there or busy.
	Waits bool
	// Run is the agent's side, from the start of the first step to the end.
	Run *Run

	command *Command
	number  int // in the command
}

// Step is one plugin of an invocation.
type Step struct {
	Name              string
	Detail            Detail
	Code              int // -1: it has not run
	Started, Finished time.Time
	// Stdout and Stderr are the beginnings that the agent reports.
	Stdout, Stderr string
	// Note is what the agent says instead of output.
	Note string
}

// Run is what an agent does and knows of an invocation.
type Run struct {
	// Turn goes up whenever what runs changes: events of an older one are void.
	Turn  int
	Index int // of the step at hand
	Steps []Step
	// Job is the step that runs; nil between steps, and when it was cut off.
	Job *agent.Job
	// Outside: the job reports through Finish.
	Outside bool
	// Out and Err are all that the step at hand has printed.
	Out, Err string
	// Reboots: it ended with the reboot code, and goes on after the restart.
	Reboots bool
	// Resumes counts those restarts.
	Resumes int
	// CutOff: the instance went down under it.
	CutOff bool
	// Cancelled: the agent was told to stop.
	Cancelled bool
	// Silent: a fault keeps all reports from arriving.
	Silent bool
	// Over: the last step is done.
	Over bool
}

// Command gives the command of an invocation.
func (i *Invocation) Command() *Command { return i.command }

// Number is the invocation's position in its command.
func (i *Invocation) Number() int { return i.number }

// InvocationOn finds the invocation on an instance; nil where there is none.
func (c *Command) InvocationOn(instance string) *Invocation { return c.byInstance[instance] }

// Plugins are the document's steps.
func (c *Command) Plugins() []document.Step { return c.content.Steps }

func (c *Command) add(instance, name string, at time.Time) *Invocation {
	i := &Invocation{InstanceID: instance, Name: name, Requested: at, Detail: Pending}
	for _, s := range c.content.Steps {
		i.Steps = append(i.Steps, Step{Name: s.Name, Detail: Pending, Code: notRun})
	}
	c.link(i)
	return i
}

// notRun is ResponseCode of a plugin that has not run (API reference).
const notRun = -1

func (c *Command) link(i *Invocation) {
	i.command, i.number = c, len(c.byInstance)
	if i.number == len(c.Invocations) {
		c.Invocations = append(c.Invocations, i)
	}
	c.byInstance[i.InstanceID] = i
	c.tally[i.Detail]++
}
