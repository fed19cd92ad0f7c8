// Package snapshot takes a multi-volume snapshot of every instance of a run,
// and waits until each is completed. Nothing is run on an instance without.
package snapshot

import (
	"context"
	"time"

	"patchline/internal/cli"
	"patchline/internal/stage"
)

// Options are what snapshot is told.
type Options struct {
	stage.Options
}

// defaultTimeout is for 10,000 instances at EC2's 5 calls a second, and first
// snapshots of large volumes.
const defaultTimeout = 4 * time.Hour

// NewCommand is the command line of snapshot.
func NewCommand() *cli.Command {
	o := Options{stage.Defaults(defaultTimeout)}
	return &cli.Command{
		Name:  "snapshot",
		Usage: "take a snapshot of every instance of a run, and wait until it is completed",
		Description: "Takes one crash-consistent snapshot of all EBS volumes of each instance, tagged with the run, and waits until every one is completed. " +
			"The snapshots of an instance are its proof: without them no document is run on it.\n\n" +
			"Started again it looks first for what the run has taken already, and takes nothing twice. A set that ends in state error is taken once more.",
		Examples: []cli.Example{
			{Remark: "every instance of the run", Line: "snapshot --run 2026-11-prod --store s3://acme-patchline/prod"},
		},
		Flags: o.WaitFlags(),
		Run: func(ctx context.Context, streams cli.Streams) (cli.Outcome, error) {
			o.Use(streams)
			return Run(ctx, o)
		},
	}
}
