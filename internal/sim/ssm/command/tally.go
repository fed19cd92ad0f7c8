package command

// Counts are a command's counters.
type Counts struct {
	Targets, Completed, Errors, DeliveryTimedOut int
}

// Counts gives the counters of the Command structure. Errors are those that
// count to MaxErrors.
func (c *Command) Counts() Counts {
	return Counts{
		Targets:          len(c.Invocations),
		Completed:        c.completed(),
		Errors:           c.errors(),
		DeliveryTimedOut: c.tally[DeliveryTimedOut],
	}
}

func (c *Command) completed() int {
	n := len(c.Invocations)
	for _, open := range []Detail{Pending, InProgress, Delayed, Cancelling} {
		n -= c.tally[open]
	}
	return n
}

// errors counts what counts to MaxErrors: no delivery time-outs, nothing
// undeliverable and no wrong platforms (user guide, "Understanding command
// statuses").
func (c *Command) errors() int { return c.tally[Failed] + c.tally[ExecutionTimedOut] }

// Detail is the status of the command as a whole.
//
// The user guide's table says "the value of max-errors or more" where
// SendCommand says "one more time beyond"; the latter holds here, so that a
// command with MaxErrors 3 and three failures is Incomplete.
func (c *Command) Detail() Detail {
	total := len(c.Invocations)
	switch {
	case !c.Resolved:
		return Pending
	case total == 0:
		return NoInstancesInTag
	case c.completed() < total:
		return c.openDetail()
	case c.CancelAsked && c.tally[Cancelled] > 0:
		return Cancelled
	case c.tooManyErrors() && c.tally[Failed] > 0:
		return Failed
	case c.tooManyErrors():
		return ExecutionTimedOut
	case c.tally[DeliveryTimedOut] > c.maxErrors():
		return DeliveryTimedOut
	case c.tally[Undeliverable]+c.tally[InvalidPlatform] == total:
		return Failed
	case c.tally[Success]+c.tally[Undeliverable]+c.tally[InvalidPlatform] == total:
		return Success
	default:
		return Incomplete
	}
}

func (c *Command) openDetail() Detail {
	switch {
	case c.CancelAsked:
		return Cancelling
	case c.tally[Pending] == len(c.Invocations):
		return Pending
	default:
		return InProgress
	}
}

// set changes an invocation's detail, and the command's tally with it.
func (i *Invocation) set(d Detail) {
	i.command.tally[i.Detail]--
	i.Detail = d
	i.command.tally[d]++
}
