package cli

// Code is what a Patchline binary exits with. The codes are a contract with the
// Jenkins library and are told apart there; they are defined here and nowhere
// else.
type Code int

const (
	// CodeOK means that every instance succeeded.
	CodeOK Code = 0
	// CodeError means that an error came up and nothing can be concluded about
	// the instances.
	CodeError Code = 1
	// CodeUsage means that the options or the configuration are wrong. Nothing
	// was called.
	CodeUsage Code = 2
	// CodeSomeFailed means that some instances failed, no more than --max-failed
	// allows. The run goes on without them.
	CodeSomeFailed Code = 3
	// CodeTooManyFailed means that more instances failed than --max-failed allows.
	CodeTooManyFailed Code = 4
	// CodeRefused means that a gate is closed or that another run holds the
	// claim to an instance.
	CodeRefused Code = 5
	// CodeUnfinished means that --timeout came first. The same command goes on
	// where this one stopped.
	CodeUnfinished Code = 8
	// CodeInterrupted means that a signal stopped the command: 128 + SIGINT, as
	// shells count. The same command goes on where this one stopped.
	CodeInterrupted Code = 130
)

// stageCodes, serverCodes and toolCodes are what --help lists, in this order.
var (
	stageCodes  = []Code{CodeOK, CodeError, CodeUsage, CodeSomeFailed, CodeTooManyFailed, CodeRefused, CodeUnfinished, CodeInterrupted}
	serverCodes = []Code{CodeOK, CodeError, CodeUsage, CodeInterrupted}
	toolCodes   = []Code{CodeOK, CodeError, CodeUsage, CodeInterrupted}
)

// String is the meaning of the code in a few words.
func (c Code) String() string {
	switch c {
	case CodeOK:
		return "every instance succeeded"
	case CodeError:
		return "error: nothing can be concluded"
	case CodeUsage:
		return "usage or configuration: nothing was called"
	case CodeSomeFailed:
		return "some instances failed, within --max-failed"
	case CodeTooManyFailed:
		return "more instances failed than --max-failed allows"
	case CodeRefused:
		return "refused: a gate is closed or the claim is held"
	case CodeUnfinished:
		return "not finished before --timeout: the same command goes on"
	case CodeInterrupted:
		return "interrupted: the same command goes on"
	}
	return "unknown exit code"
}

// serverMeaning is String for a server, which has no instances to speak of.
func (c Code) serverMeaning() string {
	switch c {
	case CodeOK:
		return "stopped by SIGINT or SIGTERM"
	case CodeError:
		return "error: the server could not go on"
	case CodeInterrupted:
		return "did not stop within the time that a signal leaves it"
	default:
		return c.String()
	}
}

// toolMeaning is String for a tool, which has no instances to speak of.
func (c Code) toolMeaning() string {
	switch c {
	case CodeOK:
		return "done"
	case CodeError:
		return "error"
	case CodeUsage:
		return "usage or configuration: nothing was done"
	case CodeInterrupted:
		return "interrupted"
	default:
		return c.String()
	}
}
