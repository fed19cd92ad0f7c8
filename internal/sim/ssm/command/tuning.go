package command

import "time"

// Tuning is what AWS does not document, or does differently from one time to
// another. Nobody's correctness may depend on it, so that a rehearsal can turn
// it.
type Tuning struct {
	// Hidden is how long after SendCommand an invocation can't be read:
	// GetCommandInvocation answers InvocationDoesNotExist.
	Hidden time.Duration
	// DeliveryFastest and DeliverySlowest bound how long a command takes to an
	// agent that is there.
	DeliveryFastest, DeliverySlowest time.Duration
	// Unreachable is what an invocation shows that waits for an agent that is
	// not there: InProgress (as the user guide says of it), Pending or Delayed.
	Unreachable Detail
	// UndeliverableAfter is how long Systems Manager tries to reach such an
	// agent before it ends the invocation as Undeliverable. 0: until the
	// command expires. Both are seen.
	UndeliverableAfter time.Duration
	// CancelTakes is how long a running script takes to be stopped.
	CancelTakes time.Duration
}

// DefaultTuning is what accounts are seen to do; round figures.
func DefaultTuning() Tuning {
	return Tuning{
		Hidden:          time.Second,
		DeliveryFastest: 200 * time.Millisecond,
		DeliverySlowest: 1500 * time.Millisecond,
		Unreachable:     InProgress,
		CancelTakes:     2 * time.Second,
	}
}

// Facts of Systems Manager and its agent.
const (
	// agentWorkers is how many commands an agent runs at once
	// (CommandWorkersLimit of its configuration).
	agentWorkers = 5
	// maxResumes is how often an agent goes on with a document after a restart
	// (CommandRetryLimit). The next time it puts the document away as corrupt
	// and never reports it: the invocation ends as DeliveryTimedOut.
	maxResumes = 15
	// workerLostAfter is how long an agent that comes up waits for the process
	// that ran a document before it reports it as failed
	// (defaultZombieProcessTimeout).
	workerLostAfter = 3 * time.Second
	// rebootDelay is that of the shutdown that reboot exit codes order
	// (shutdown -r -t 60).
	rebootDelay = 60 * time.Second
	// kept is how long command history is there (user guide: 30 days).
	kept = 30 * 24 * time.Hour
	// keptLonger is when the engine looks again at what is still open then.
	keptLonger = 24 * time.Hour

	// dispatchAfter is the moment between SendCommand and the first delivery,
	// in which targets are looked up. A round figure.
	dispatchAfter = 300 * time.Millisecond
	// shortestWait keeps a runner that asks to go on at once from stopping the
	// simulated clock.
	shortestWait = 10 * time.Millisecond
)
