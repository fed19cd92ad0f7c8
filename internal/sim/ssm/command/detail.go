package command

// Detail is StatusDetails: what really became of an invocation, a plugin or a
// command. Status is a coarser word for it.
type Detail string

// The details of invocations, plugins and commands, as the API writes them.
const (
	Pending           Detail = "Pending"
	InProgress        Detail = "InProgress"
	Delayed           Detail = "Delayed"
	Cancelling        Detail = "Cancelling"
	Success           Detail = "Success"
	Failed            Detail = "Failed"
	ExecutionTimedOut Detail = "ExecutionTimedOut"
	DeliveryTimedOut  Detail = "DeliveryTimedOut"
	Undeliverable     Detail = "Undeliverable"
	InvalidPlatform   Detail = "InvalidPlatform"
	Terminated        Detail = "Terminated"
	Cancelled         Detail = "Cancelled"

	// Of commands only.
	Incomplete       Detail = "Incomplete"
	NoInstancesInTag Detail = "NoInstancesInTag"
)

// Terminal tells whether a detail is final.
func (d Detail) Terminal() bool {
	switch d {
	case Pending, InProgress, Delayed, Cancelling:
		return false
	default:
		return true
	}
}

// Status is the word of the Status field. That of Undeliverable is seen to be
// Failed, that of NoInstancesInTag Success; those of InvalidPlatform,
// Terminated and Incomplete are UNCONFIRMED.
func (d Detail) Status() string {
	switch d {
	case ExecutionTimedOut, DeliveryTimedOut:
		return "TimedOut"
	case Undeliverable, InvalidPlatform, Terminated, Incomplete:
		return string(Failed)
	case NoInstancesInTag:
		return string(Success)
	default:
		return string(d)
	}
}
