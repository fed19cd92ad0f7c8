package cli

import (
	"context"
	"log/slog"
	"time"

	urfave "github.com/urfave/cli/v2"

	"patchline/internal/cli/progress"
)

// session is one execution of a command.
type session struct {
	command  *Command
	process  Process
	started  time.Time
	flags    []*Flag
	settings settings
	env      environment
	problems []Problem

	console  *progress.Console
	log      *slog.Logger
	progress *progress.Progress // nil for a server
}

func newSession(command *Command, process Process) *session {
	s := &session{command: command, process: process, started: time.Now(),
		env: newEnvironment(process.Env), settings: defaultSettings()}
	s.flags = append(s.flags, command.Flags...)
	s.flags = append(s.flags, s.settings.flags(command.Server)...)
	return s
}

// parse gives all options their values and collects every problem. It tells
// whether help or the version was asked for and shown; problems don't matter
// then.
func (s *session) parse(ctx context.Context) (shown bool) {
	var args []string
	if len(s.process.Args) > 0 {
		args = s.process.Args[1:]
	}
	understood, problems := scan(args, s.flags)
	acted := false
	app := &urfave.App{
		Name:                  s.command.Name,
		Usage:                 s.command.Usage,
		Version:               Version,
		HideHelpCommand:       true,
		CustomAppHelpTemplate: helpTemplate,
		Metadata:              map[string]any{"page": helpPage{s.command, s.flags}},
		Writer:                s.process.Stdout,
		ErrWriter:             s.process.Stderr,
		Compiled:              s.started, // Unused, and urfave would look at the binary for it.
		ExitErrHandler:        func(*urfave.Context, error) {},
		OnUsageError: func(_ *urfave.Context, err error, _ bool) error {
			return err
		},
		Action: func(*urfave.Context) error {
			acted = true
			return nil
		},
	}
	for _, f := range s.flags {
		app.Flags = append(app.Flags, f)
	}
	if err := app.RunContext(ctx, append([]string{s.command.Name}, understood...)); err != nil {
		problems = append(problems, Problem{Where: "command line", What: err.Error(), Do: "see --help"})
	} else if !acted {
		return true
	}
	s.problems = s.check(problems)
	return false
}

// open makes log and progress as the settings say.
func (s *session) open() {
	s.console = progress.NewConsole(s.process.Stderr)
	s.log = newLog(s.console, s.settings)
	if s.command.Server {
		return
	}
	s.log = s.log.With("stage", s.command.Name)
	if run := acceptedText(s.flags, runFlag); run != "" {
		s.log = s.log.With("run", run)
	}
}

// streams starts what Run is given.
func (s *session) streams() Streams {
	if s.command.Server {
		return Streams{Log: s.log, Stdout: s.process.Stdout}
	}
	// Only a terminal that moves its cursor can hold a bar, and a line of JSON
	// must not be drawn over.
	terminal := s.process.Terminal && s.env["TERM"] != "dumb" && s.settings.logFormat == logText
	options := progress.Options{Stage: s.command.Name, Mode: s.settings.progress.Resolve(terminal), Console: s.console}
	if s.settings.logFormat == logJSON {
		options.Log = s.log
	}
	s.progress = progress.Start(options)
	return Streams{Log: s.log, Progress: s.progress}
}
