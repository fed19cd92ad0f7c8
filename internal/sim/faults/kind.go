package faults

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

func (k Kind) ofCalls() bool {
	return k == Throttle || k == Error || k == Slow || k == LostAnswer
}

// The keys of a rule in a file.
const (
	keyFault     = "fault"
	keyOperation = "operation"
	keyDocument  = "document"
	keyInstances = "instances"
	keyTags      = "tags"
	keyShare     = "share"
	keyTimes     = "times"
	keySkip      = "skip"
	keyAfter     = "after"
	keyFor       = "for"
	keyCode      = "code"
	keyStatus    = "status"
	keyMessage   = "message"
	keyDelay     = "delay"
	keyPercent   = "percent"
	keyKB        = "kb"
	keyHResult   = "hresult"
)

// Usage is what a rule of a kind has in a file, beside fault, after and for.
type Usage struct {
	Kind  Kind
	Needs []string // keys that must be there
	Takes []string // keys that may be there
}

// Usages lists every kind, call faults first.
func Usages() []Usage {
	calls := []string{keyOperation, keyInstances, keyTags, keyShare, keyTimes, keySkip}
	instance := []string{keyInstances, keyTags, keyShare, keyTimes}
	with := func(keys []string, more ...string) []string { return append(more, keys...) }
	return []Usage{
		{Throttle, nil, calls},
		{Error, []string{keyCode}, with(calls, keyStatus, keyMessage)},
		{Slow, []string{keyDelay}, calls},
		{LostAnswer, nil, calls},
		{EventualConsistency, []string{keyDelay}, []string{keyOperation}},
		{SnapshotError, []string{keyPercent}, instance},
		{SnapshotStuck, []string{keyPercent}, instance},
		{NoCapacity, nil, instance},
		{StopStuck, nil, with(instance, keyDelay)},
		{AgentLostAfterUpdate, nil, instance},
		{AgentLostAfterReboot, nil, instance},
		{NoBoot, nil, instance},
		{CommandNeverReports, nil, with(instance, keyDocument)},
		{MarkerNeverWritten, nil, with(instance, keyDocument)},
		{FailedAfterReboot, nil, with(instance, keyDocument)},
		{RollbackAtBoot, nil, with(instance, keyKB)},
		{UpdateFails, nil, with(instance, keyKB, keyHResult)},
	}
}

// usage finds a kind's usage.
func usage(kind Kind) Usage {
	for _, u := range Usages() {
		if u.Kind == kind {
			return u
		}
	}
	return Usage{Kind: kind}
}
