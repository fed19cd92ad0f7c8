// Package release ends a run's claim on its instances by hand.
package release

import (
	"context"
	"slices"
	"time"

	"patchline/internal/cli"
	"patchline/internal/stage"
)

// Options are what release is told.
type Options struct {
	stage.Options
	// Force lets instances go that restore has not brought back.
	Force bool
}

// timeout is many times what the few calls take.
const timeout = 5 * time.Minute

// NewCommand is the command line of release.
func NewCommand() *cli.Command {
	o := Options{Options: stage.Defaults(timeout)}
	return &cli.Command{
		Name:  "release",
		Usage: "end a run's claim on its instances by hand",
		Description: "Lets the instances of a run go, so that another run may take them. confirm does so at the end of a patch day; release is for a run that does not get there.\n\n" +
			"It refuses (exit code 5) while restore has not brought every instance back to its power state, and names those: start restore first, or give --force if they are seen to by hand. It changes no instance and nothing that the run has recorded.",
		Examples: []cli.Example{
			{Remark: "a run that was given up after restore", Line: "release --run 2026-11-prod --store s3://acme-patchline/prod"},
			{Remark: "a run whose instances are seen to by hand", Line: "release --run 2026-11-prod --store s3://acme-patchline/prod --force"},
		},
		Flags: slices.Concat(cli.RunFlags(&o.Run, &o.Store), []*cli.Flag{
			cli.Switch(&o.Force, "force", "let instances go that restore has not brought back"),
			cli.Switch(&o.DryRun, "dry-run", "say what would be let go and change nothing"),
		}, cli.AWSFlags(&o.Region, &o.Profile)),
		Run: func(ctx context.Context, streams cli.Streams) (cli.Outcome, error) {
			o.Use(streams)
			return Run(ctx, o)
		},
	}
}
