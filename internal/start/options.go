// Package start starts the instances of a run that were stopped, and waits
// until their SSM agents take commands.
package start

import (
	"context"
	"time"

	"patchline/internal/cli"
	"patchline/internal/cli/option"
	"patchline/internal/stage"
)

// Options are what start is told.
type Options struct {
	stage.Options
	// AgentTimeout is how long an instance may take to be up with its agent; 0:
	// 30 minutes.
	AgentTimeout time.Duration
}

const (
	// defaultTimeout is for some hundred instances; EC2 starts two a second once
	// the first thousand are started.
	defaultTimeout = 90 * time.Minute
	// defaultAgentTimeout is several times what Windows and its agent take.
	defaultAgentTimeout = 30 * time.Minute
	// shortestAgentTimeout serves a stand-in that runs many times as fast, and
	// longestAgentTimeout is more than any Windows needs.
	shortestAgentTimeout = time.Second
	longestAgentTimeout  = 12 * time.Hour
)

// NewCommand is the command line of start.
func NewCommand() *cli.Command {
	o := Options{Options: stage.Defaults(defaultTimeout), AgentTimeout: defaultAgentTimeout}
	return &cli.Command{
		Name:  "start",
		Usage: "start the instances of a run that were stopped, and wait for their agents",
		Description: "Starts the instances that were stopped at discovery and have their snapshots, and waits until each is running and its SSM agent has reported since. " +
			"Those that were running are left alone. Started again it starts only what is still stopped.\n\n" +
			"An instance that EC2 does not start, or whose agent does not report within --agent-timeout, fails; the others go on. Where more than --max-failed have failed before, it starts none.",
		Examples: []cli.Example{
			{Remark: "after snapshot", Line: "start --run 2026-11-prod --store s3://acme-patchline/prod"},
		},
		Flags: append(o.WaitFlags(),
			cli.Value(&o.AgentTimeout, "agent-timeout", "DURATION", "how long an instance may take from its start until its SSM agent reports, before it fails",
				option.ParseDuration(shortestAgentTimeout, longestAgentTimeout))),
		Check: o.check,
		Run: func(ctx context.Context, streams cli.Streams) (cli.Outcome, error) {
			o.Use(streams)
			return Run(ctx, o)
		},
	}
}

// check finds what does not fit together.
func (o *Options) check() []cli.Problem {
	if o.AgentTimeout < o.Timeout {
		return nil
	}
	return []cli.Problem{{
		Flag: "agent-timeout", What: "is no shorter than --timeout (" + option.FormatDuration(o.Timeout) + "), so no instance could fail before that",
		Do: "make it shorter, or --timeout longer",
	}}
}
