// Package start starts the instances of a run that were stopped, and waits
// until their SSM agents take commands.
package start

import (
	"context"
	"time"

	"patchline/internal/cli"
	"patchline/internal/stage"
)

// Options are what start is told.
type Options struct {
	stage.Options
}

// defaultTimeout is for some hundred instances; EC2 starts two a second once
// the first thousand are started.
const defaultTimeout = 90 * time.Minute

// NewCommand is the command line of start.
func NewCommand() *cli.Command {
	o := Options{stage.Defaults(defaultTimeout)}
	return &cli.Command{
		Name:  "start",
		Usage: "start the instances of a run that were stopped, and wait for their agents",
		Description: "Starts the instances that were stopped at discovery and have their snapshots, and waits until each is running and its SSM agent has reported since. " +
			"Those that were running are left alone. Started again it starts only what is still stopped.",
		Examples: []cli.Example{
			{Remark: "after snapshot", Line: "start --run 2026-11-prod --store s3://acme-patchline/prod"},
		},
		Flags: o.WaitFlags(),
		Run: func(ctx context.Context, streams cli.Streams) (cli.Outcome, error) {
			o.Use(streams)
			return Run(ctx, o)
		},
	}
}
