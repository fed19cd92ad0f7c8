// Package faults is the plan of what goes wrong in a rehearsal: which
// instance or share of the fleet, at which call or moment, and how.
package faults

import "time"

// Kind is what a fault does.
type Kind string

// The faults. A call fault strikes API calls; the others strike an instance
// at a moment of its life.
const (
	// Throttle refuses calls with the service's own throttling code.
	Throttle Kind = "throttle"
	// Error refuses calls with Rule.Code.
	Error Kind = "error"
	// Slow answers calls Rule.Delay later.
	Slow Kind = "slow"
	// LostAnswer does what the call asks, and then answers HTTP 500: the
	// caller can't tell whether it was done.
	LostAnswer Kind = "lost-answer"
	// EventualConsistency hides what was created in the last Rule.Delay from
	// describes, as EC2 may.
	EventualConsistency Kind = "eventual-consistency"

	// SnapshotError ends the snapshots of an instance in state error, at Rule.Percent.
	SnapshotError Kind = "snapshot-error"
	// SnapshotStuck keeps them pending at Rule.Percent for ever.
	SnapshotStuck Kind = "snapshot-stuck"
	// NoCapacity refuses to start the instance: InsufficientInstanceCapacity.
	NoCapacity Kind = "no-capacity"
	// StopStuck keeps a stopping instance stopping for Rule.Delay, or for ever.
	StopStuck Kind = "stop-stuck"
	// AgentLostAfterUpdate ends the SSM agent for good after its own update.
	AgentLostAfterUpdate Kind = "agent-lost-after-update"
	// AgentLostAfterReboot: the agent does not come back after a reboot.
	AgentLostAfterReboot Kind = "agent-lost-after-reboot"
	// NoBoot: Windows does not come back after a reboot or start; the state
	// stays running and the status check fails.
	NoBoot Kind = "no-boot"
	// CommandNeverReports: the command does its work, and SSM never hears of it.
	CommandNeverReports Kind = "command-never-reports"
	// MarkerNeverWritten: the document ends well without its marker.
	MarkerNeverWritten Kind = "marker-never-written"
	// FailedAfterReboot: the document does its work and writes its marker; a
	// restart then makes SSM report it as failed.
	FailedAfterReboot Kind = "failed-after-reboot"
	// RollbackAtBoot undoes installed updates (Rule.KB, or all) at the next boot.
	RollbackAtBoot Kind = "rollback-at-boot"
	// UpdateFails makes updates (Rule.KB, or all) fail with Rule.HResult.
	UpdateFails Kind = "update-fails"
)

// Rule is one line of the plan. Empty selectors select everything.
type Rule struct {
	Kind Kind
	// Operation is "service:Action", with * for any, such as "ec2:CreateSnapshots"
	// or "s3:*"; for the faults of calls.
	Operation string
	// Document selects SSM documents by name, for the faults of commands.
	Document string

	Instances []string          // ids
	Tags      map[string]string // all must match
	Share     float64           // of the instances (or of the calls, for a call fault), 0 to 1; 0 counts as 1

	// Times is how often it strikes: each instance for the faults of
	// instances, altogether for the faults of calls. 0: always.
	Times int
	// Skip lets that many calls pass first.
	Skip int
	// After and For bound the moments, from the start of the simulation.
	After, For time.Duration

	Code    string // for Error
	Status  int    // HTTP, for Error; 0: 400
	Message string
	Delay   time.Duration
	Percent int
	KB      string
	HResult uint32
}
