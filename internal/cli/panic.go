package cli

import (
	"context"
	"fmt"
	"runtime/debug"
)

// panicError is a panic of Run. Its text is one line; the stack is kept beside it
// for the log and the result.
type panicError struct {
	value any
	stack string
}

func (e *panicError) Error() string {
	return fmt.Sprintf("internal error: %v; this is a fault of the program: report it with the stack, which the result and --log-level debug show", e.value)
}

// call runs the command and turns a panic into an error.
func call(ctx context.Context, command *Command, streams Streams) (outcome Outcome, err error) {
	defer func() {
		if value := recover(); value != nil {
			outcome, err = Outcome{}, &panicError{value: value, stack: string(debug.Stack())}
		}
	}()
	return command.Run(ctx, streams)
}
