// Package discover finds the instances of a patch day by their tags, over any
// number of accounts and Regions, and writes the run's manifest.
package discover

import (
	"context"
	"fmt"
	"strings"

	"patchline/internal/awsx"
	"patchline/internal/cli"
	"patchline/internal/cli/option"
	"patchline/internal/run"
	"patchline/internal/stage"
)

// Options are what discover is told.
type Options struct {
	stage.Options
	// Tags select: an instance must have every key, with any of its values.
	Tags []Tag
	// Targets are the accounts and Regions to look in; none: those of the
	// credentials at hand.
	Targets []run.Target
	// OwnerTag and ApplicationTag are the keys of the tags that name an
	// instance's owner and application.
	OwnerTag, ApplicationTag string
	// AutoScaling takes members of Auto Scaling groups too.
	AutoScaling bool
	// AllowEmpty makes a run of no instances no error.
	AllowEmpty bool
}

// Tag is one key and value of the selection.
type Tag struct{ Key, Value string }

// NewCommand is the command line of discover.
func NewCommand() *cli.Command {
	o := Options{OwnerTag: "Owner", ApplicationTag: "Application"}
	o.Timeout = defaultTimeout
	return &cli.Command{
		Name:  "discover",
		Usage: "find the instances of a run by their tags and write its manifest",
		Description: "Finds the Windows instances that have the tags, with their power state, in every target, claims them for the run and writes the run's manifest. " +
			"The manifest is written once: the same command for the same run gives it back.\n\n" +
			"Left out, each with its reason: Linux, terminated, in between two power states, without a record at Systems Manager, instance-store, Spot, and members of Auto Scaling groups unless --include-auto-scaling.",
		Examples: []cli.Example{
			{Remark: "the instances of one patch group, in the Region at hand", Line: "discover --run 2026-11-prod --store s3://acme-patchline/prod --tag PatchGroup=prod-1"},
			{Remark: "two applications in many accounts", Line: "discover --run 2026-11-erp --store s3://acme-patchline/prod --tag Application=erp --tag Application=crm --targets targets.yaml"},
		},
		Flags: append(o.Flags(),
			cli.Values(&o.Tags, "tag", "KEY=VALUE", "select instances with this tag; several values of one key select any of them, several keys all of them", parseTag).Require(),
			cli.Value(&o.Targets, "targets", "FILE", "YAML file of accounts and Regions to look in, with the role to assume in each", ReadTargets),
			cli.Value(&o.OwnerTag, "owner-tag", "KEY", "tag that names an instance's owner", option.ParseText),
			cli.Value(&o.ApplicationTag, "application-tag", "KEY", "tag that names an instance's application", option.ParseText),
			cli.Switch(&o.AutoScaling, "include-auto-scaling", "take members of Auto Scaling groups too: a group may replace an instance that is stopped or rebooted"),
			cli.Switch(&o.AllowEmpty, "allow-empty", "a selection without instances is no error"),
		),
		Check: o.check,
		Run: func(ctx context.Context, streams cli.Streams) (cli.Outcome, error) {
			o.Use(streams)
			return Run(ctx, o)
		},
	}
}

func parseTag(text string) (Tag, error) {
	key, value, found := strings.Cut(text, "=")
	if !found || key == "" {
		return Tag{}, &option.InvalidError{What: fmt.Sprintf("%q is not a tag", text), Do: "give KEY=VALUE, such as PatchGroup=prod-1"}
	}
	return Tag{key, value}, nil
}

// maxKeys is EC2's most filters of one call ("FilterLimitExceeded", error codes
// of the EC2 API).
const maxKeys = 50

// check finds what concerns more than one tag. EC2's limit of values is read as
// that of all filters of a call, which is the narrower reading of its pages.
func (o *Options) check() []cli.Problem {
	keys := selection(o.Tags)
	values := 0
	for _, of := range keys {
		values += len(of)
	}
	var problems []cli.Problem
	if values > awsx.FilterValues {
		problems = append(problems, cli.Problem{
			Flag: "tag", What: fmt.Sprintf("is given %d values, and EC2 takes %d in the filters of a call", values, awsx.FilterValues),
			Do: "make several runs of it",
		})
	}
	if len(keys) > maxKeys {
		problems = append(problems, cli.Problem{
			Flag: "tag", What: fmt.Sprintf("names %d keys, and EC2 takes %d filters in a call", len(keys), maxKeys),
			Do: "name fewer: every instance must have all of them",
		})
	}
	return problems
}
