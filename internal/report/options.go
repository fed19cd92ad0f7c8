// Package report says what a run has come to: for people, for Jenkins and for
// a data lake. It reads the run on S3 and nothing else.
package report

import (
	"context"
	"os"
	"slices"
	"time"

	"patchline/internal/cli"
	"patchline/internal/cli/option"
	"patchline/internal/stage"
)

// Options are what report is told.
type Options struct {
	stage.Options
	// CompareWith is the run that changes of software are shown since; "": none.
	CompareWith string
	// Output is a folder that the report is written into; "": S3 only.
	Output string
}

// timeout is many times what 10,000 instances take.
const timeout = 30 * time.Minute

// NewCommand is the command line of report.
func NewCommand() *cli.Command {
	o := Options{Options: stage.Defaults(timeout)}
	return &cli.Command{
		Name:  "report",
		Usage: "say what a run has come to, for people, for Jenkins and for a data lake",
		Description: "Reads a run on S3 and writes its report: pages, a summary, JSON, JUnit XML and merged CSVs, below the run on S3 and, with --output, into a folder. The merged CSVs also go into the store's history/, where Athena and BigQuery read them.\n\n" +
			"It may be given at any time and again and again: a run that was cut off has a report that says what is missing. The same run gives the same bytes.\n\n" +
			"It ends with exit code 0 when the report is written, whatever that says: what failed has been said by the stages. Its result has the verdicts.",
		Examples: []cli.Example{
			{Remark: "at the end of a patch day", Line: "report --run 2026-11-prod --store s3://acme-patchline/prod --output report"},
			{Remark: "with what has changed since the last one", Line: "report --run 2026-11-prod --store s3://acme-patchline/prod --compare-with 2026-10-prod"},
		},
		Flags: slices.Concat(cli.RunFlags(&o.Run, &o.Store), []*cli.Flag{
			cli.Value(&o.CompareWith, "compare-with", "ID", "an earlier run of the store, to show what has changed in the software since", option.ParseRunID),
			cli.Value(&o.Output, "output", "FOLDER", "a folder to write the report into as well; an earlier report in it is written over", option.ParseText),
			cli.Switch(&o.DryRun, "dry-run", "write into --output only, and nothing on S3"),
		}, cli.AWSFlags(&o.Region, &o.Profile)),
		Tool:  true,
		Check: func() []cli.Problem { return check(o) },
		Run: func(ctx context.Context, streams cli.Streams) (cli.Outcome, error) {
			o.Use(streams)
			return Run(ctx, o)
		},
	}
}

// check finds what can't be before anything is called.
func check(o Options) []cli.Problem {
	var problems []cli.Problem
	if o.CompareWith != "" && o.CompareWith == o.Run {
		problems = append(problems, cli.Problem{Flag: "compare-with", What: "is the run itself", Do: "give an earlier run"})
	}
	if o.Output == "" {
		return problems
	}
	if info, err := os.Stat(o.Output); err == nil && !info.IsDir() {
		problems = append(problems, cli.Problem{Flag: "output", What: "is a file", Do: "give a folder; it need not be there yet"})
	}
	return problems
}
