package cli

import (
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"golang.org/x/term"
)

// Process is what a command gets from the operating system.
type Process struct {
	// Args begin with the program's name, as os.Args does.
	Args []string
	// Env has the form of os.Environ.
	Env []string
	// Stdout and Stderr are the standard streams.
	Stdout, Stderr io.Writer
	// Terminal tells that Stderr is a terminal.
	Terminal bool
	// Signals brings SIGINT and SIGTERM. Nil for none.
	Signals <-chan os.Signal
}

// Main runs the command on the real process and exits.
func Main(command *Command) {
	signals := make(chan os.Signal, 2) // The first to stop, the second to give up.
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	code := Execute(context.Background(), command, Process{
		Args: os.Args, Env: os.Environ(),
		Stdout: os.Stdout, Stderr: os.Stderr,
		Terminal: term.IsTerminal(int(os.Stderr.Fd())),
		Signals:  signals,
	})
	os.Exit(int(code)) //nolint:revive // deep-exit: a main that forgot to pass the code on would exit with 0.
}

// Execute runs the command and returns its exit code. It returns at the latest
// ten seconds after a signal; what has not returned by then, be it Run or a write
// to a stream that nobody reads, is left to the end of the process.
func Execute(ctx context.Context, command *Command, process Process) Code {
	s := newSession(command, process)
	if s.parse(ctx) {
		return CodeOK // Help or the version was shown.
	}
	s.open()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	done := make(chan struct{})
	defer close(done)
	gaveUp := watch(process.Signals, done, cancel)

	code := make(chan Code, 1)
	go func() { code <- s.perform(ctx, gaveUp) }()
	select {
	case c := <-code:
		return c
	case <-gaveUp:
	}
	select {
	case c := <-code:
		return c
	case <-time.After(reportWithin):
		return CodeInterrupted
	}
}
