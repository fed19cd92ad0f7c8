// Package confirm asks every instance after its reboot what is really
// installed, and ends the run's claim.
package confirm

import (
	"context"
	"time"

	"patchline/internal/cli"
	"patchline/internal/run"
	"patchline/internal/stage"
)

// Options are what confirm is told.
type Options struct {
	stage.Options
}

// defaultTimeout is for a scan of every instance, whose document ends within
// half an hour, and for agents that are late after their reboot.
const defaultTimeout = 90 * time.Minute

// NewCommand is the command line of confirm.
func NewCommand() *cli.Command {
	o := Options{stage.Defaults(defaultTimeout)}
	return &cli.Command{
		Name:  "confirm",
		Usage: "ask every rebooted instance what is really installed, and end the run's claim",
		Description: "Sends " + run.DocConfirm + " to the instances that were rebooted and waits for its markers: each says whether the updates that were installed are there, or were rolled back at boot. " +
			"No instance is called patched without it. One that was stopped again is not asked: its updates take effect at its next start.\n\n" +
			"At its end the run lets its instances go, so that another run may take them.",
		Examples: []cli.Example{
			{Remark: "after restore", Line: "confirm --run 2026-11-prod --store s3://acme-patchline/prod"},
		},
		Flags: o.WaitFlags(),
		Run: func(ctx context.Context, streams cli.Streams) (cli.Outcome, error) {
			o.Use(streams)
			return Run(ctx, o)
		},
	}
}
