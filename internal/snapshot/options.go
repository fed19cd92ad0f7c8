// Package snapshot takes a multi-volume snapshot of every instance of a run,
// and waits until each is completed. Nothing is run on an instance without.
package snapshot

import (
	"context"
	"fmt"
	"time"

	"patchline/internal/cli"
	"patchline/internal/cli/option"
	"patchline/internal/stage"
)

// Options are what snapshot is told.
type Options struct {
	stage.Options
	// WithoutSnapshot lets the run go on without any.
	WithoutSnapshot bool
	// VSS takes those of running instances through VSSDocument; "": VSSInstall.
	VSS         bool
	VSSDocument string
}

// defaultTimeout is for 10,000 instances at EC2's 5 calls a second, and first
// snapshots of large volumes.
const defaultTimeout = 4 * time.Hour

// NewCommand is the command line of snapshot.
func NewCommand() *cli.Command {
	o := Options{Options: stage.Defaults(defaultTimeout), VSSDocument: VSSInstall}
	return &cli.Command{
		Name:  "snapshot",
		Usage: "take a snapshot of every instance of a run, and wait until it is completed",
		Description: "Takes one crash-consistent snapshot of all EBS volumes of each instance, tagged with the run, and waits until every one is completed. " +
			"The snapshots of an instance are its proof: without them no document is run on it.\n\n" +
			"Started again it looks first for what the run has taken already, and takes nothing twice. A set that ends in state error is taken once more, and kept. " +
			"Where EC2 has too many snapshots of a volume pending, it is asked again until --timeout.\n\n" +
			"With --vss the snapshots of running instances are application-consistent: an SSM document of AWS takes them on the instance, whose role needs the policy AWSEC2VssSnapshotPolicy. " +
			"An instance of which one volume is not tagged as consistent fails. Stopped instances are as consistent as they can be without.",
		Examples: []cli.Example{
			{Remark: "every instance of the run", Line: "snapshot --run 2026-11-prod --store s3://acme-patchline/prod"},
			{Remark: "with the databases' buffers flushed", Line: "snapshot --run 2026-11-prod --store s3://acme-patchline/prod --vss"},
			{Remark: "go on without a way back", Line: "snapshot --run 2026-11-lab --store s3://acme-patchline/lab --without-snapshot"},
		},
		Flags: append(o.WaitFlags(),
			cli.Switch(&o.WithoutSnapshot, "without-snapshot", "take none, and record that every instance that has none goes on without: it can't be rolled back"),
			cli.Switch(&o.VSS, "vss", "take application-consistent snapshots of running instances, by an SSM document of AWS"),
			cli.Value(&o.VSSDocument, "vss-document", "NAME", "document of --vss: "+VSSInstall+", or "+VSSCreate+", which installs nothing and needs AwsVssComponents there", parseVSSDocument),
		),
		Check: o.check,
		Run: func(ctx context.Context, streams cli.Streams) (cli.Outcome, error) {
			o.Use(streams)
			return Run(ctx, o)
		},
	}
}

func (o *Options) check() []cli.Problem {
	if o.WithoutSnapshot && o.VSS {
		return []cli.Problem{{Flag: "vss", What: "does not go with --without-snapshot, which takes none", Do: "leave one of them out"}}
	}
	return nil
}

func parseVSSDocument(text string) (string, error) {
	if text != VSSInstall && text != VSSCreate {
		return "", &option.InvalidError{What: fmt.Sprintf("%q is not a document that takes VSS snapshots", text), Do: "give " + VSSInstall + " or " + VSSCreate}
	}
	return text, nil
}
