// Package waitmarker waits until every instance has written a document's
// marker, or can be shown never to write it.
package waitmarker

import (
	"context"
	"time"

	"patchline/internal/cli"
	"patchline/internal/rundoc"
	"patchline/internal/stage"
)

// Options are what wait-marker is told.
type Options struct {
	stage.Options
	// Document is the SSM document's name.
	Document string
	// CancelOnInterrupt cancels the commands that are under way when a signal
	// comes.
	CancelOnInterrupt bool
}

// defaultTimeout is for a document that installs a month's updates.
const defaultTimeout = 4 * time.Hour

// NewCommand is the command line of wait-marker.
func NewCommand() *cli.Command {
	o := Options{Options: stage.Defaults(defaultTimeout)}
	return &cli.Command{
		Name:  "wait-marker",
		Usage: "wait until every instance has written a document's marker",
		Description: "Waits for the markers that the document writes on S3, and watches the SSM commands beside them: an instance whose command has ended without a marker is not waited for.\n\n" +
			"It ends when every instance has an outcome, or with exit code 8 at --timeout: the same command goes on.",
		Examples: []cli.Example{
			{Remark: "after run-doc", Line: "wait-marker --run 2026-11-prod --store s3://acme-patchline/prod --document Patchline-UpdateWindows-NoRestart"},
		},
		Flags: append(o.WaitFlags(),
			cli.Value(&o.Document, "document", "NAME", "the SSM document that run-doc has sent", rundoc.ParseDocument).Require(),
			cli.CancelOnInterruptFlag(&o.CancelOnInterrupt),
		),
		Run: func(ctx context.Context, streams cli.Streams) (cli.Outcome, error) {
			o.Use(streams)
			return Run(ctx, o)
		},
	}
}
