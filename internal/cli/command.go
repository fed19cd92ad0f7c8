package cli

import (
	"context"
	"io"
	"log/slog"

	"patchline/internal/cli/progress"
)

// Command is one binary.
type Command struct {
	// Name is the binary's name and the stage in its result.
	Name string
	// Usage is one line on what the command does, without a full stop.
	Usage string
	// Description is the rest that an operator needs to know. Blank lines
	// separate paragraphs.
	Description string
	// Examples are shown by --help.
	Examples []Example
	// Flags are the command's own; those of every command are added to them.
	Flags []*Flag
	// Check finds problems that concern more than one option. It is called after
	// all flags have their values, also when some have problems of their own, and
	// makes no calls. What it says of a flag that has a problem already is left
	// out. Nil for none.
	Check func() []Problem
	// Run does the work. ctx ends with ErrInterrupted as its cause when a signal
	// comes; Run then records what was done (see Recording) and returns. What it
	// returns beside an error is reported too.
	Run func(ctx context.Context, streams Streams) (Outcome, error)
	// Server marks a command that runs until it is told to stop: a signal is its
	// good end and leads to CodeOK, and it writes to standard output itself
	// instead of a result.
	Server bool
	// Tool marks a command that is no stage of a patch day and has to do with no
	// instance: its exit codes speak of none.
	Tool bool
}

// Example is a command line with a remark.
type Example struct {
	// Remark says when one would type this.
	Remark string
	// Line is the command line.
	Line string
}

// Streams are a command's ways to say something while it runs.
type Streams struct {
	// Log goes to standard error.
	Log *slog.Logger
	// Progress goes to standard error. Nil for a server.
	Progress *progress.Progress
	// Stdout is standard output, for a server only; nil otherwise.
	Stdout io.Writer
}

// codes are the exit codes that the command can end with.
func (c *Command) codes() []Code {
	switch {
	case c.Server:
		return serverCodes
	case c.Tool:
		return toolCodes
	}
	return stageCodes
}

// meaning is a code's meaning for the command.
func (c *Command) meaning(code Code) string {
	switch {
	case c.Server:
		return code.serverMeaning()
	case c.Tool:
		return code.toolMeaning()
	}
	return code.String()
}

// findFlag finds one of flags by name.
func findFlag(flags []*Flag, name string) *Flag {
	for _, f := range flags {
		if f.name == name {
			return f
		}
	}
	return nil
}

// acceptedText is the text that a flag's value was parsed from, empty if the
// command has no such flag or it is not set or no good.
func acceptedText(flags []*Flag, name string) string {
	if f := findFlag(flags, name); f != nil {
		return f.accepted
	}
	return ""
}
