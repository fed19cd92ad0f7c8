// Package restore brings the instances of a run back to the power state that
// they had at discovery: what ran is rebooted, what was stopped is stopped, and
// both are proven.
package restore

import (
	"context"
	"time"

	"patchline/internal/cli"
	"patchline/internal/cli/option"
	"patchline/internal/stage"
)

// Options are what restore is told.
type Options struct {
	stage.Options
	// AgentTimeout is how long after its reboot was asked for an instance may
	// take to answer with a new boot time.
	AgentTimeout time.Duration
	// Force reboots although a document may still be at work.
	Force bool
}

const (
	// defaultTimeout is for 10,000 instances, of which EC2 stops 20 a second,
	// and for Windows that finishes updates while it boots.
	defaultTimeout = 2 * time.Hour
	// defaultAgentTimeout lets Windows finish a cumulative update while it
	// boots, which takes up to half an hour on a small instance.
	defaultAgentTimeout = 45 * time.Minute
	// shortestAgentTimeout serves a stand-in that runs many times as fast, and
	// longestAgentTimeout is more than any Windows needs.
	shortestAgentTimeout = time.Second
	longestAgentTimeout  = 12 * time.Hour
)

// NewCommand is the command line of restore.
func NewCommand() *cli.Command {
	o := Options{Options: stage.Defaults(defaultTimeout), AgentTimeout: defaultAgentTimeout}
	return &cli.Command{
		Name:  "restore",
		Usage: "bring every instance of a run back to its power state, and prove it",
		Description: "Reboots the instances that were running at discovery and waits until Windows itself reports a later boot time than before; stops those that were stopped and waits until EC2 says stopped. " +
			"It does so for every instance of the manifest, also for those that have failed an earlier stage. One that was running and that somebody has stopped since is started.\n\n" +
			"The boot time is read by Run Command. Where an SSM agent does not answer, the instance is rebooted all the same; it fails as not proven unless its agent reports within --agent-timeout (or is still waited for at --timeout, and the same command goes on), and likewise when its status check stays impaired.\n\n" +
			"It is refused while a document that the run has sent was not waited for to its end, since a reboot would cut an installation off.\n\n" +
			"Before each reboot its boot time is written down. Started again, restore looks at that first: nothing is rebooted twice, and what is still on its way is waited for. An instance that has been sent its updates anew since (run-doc --retry) is rebooted again.",
		Examples: []cli.Example{
			{Remark: "after the last document", Line: "restore --run 2026-11-prod --store s3://acme-patchline/prod"},
			{Remark: "some instances finish large updates while they boot", Line: "restore --run 2026-11-prod --store s3://acme-patchline/prod --agent-timeout 90m --timeout 3h"},
			{Remark: "see first what it would do", Line: "restore --run 2026-11-prod --store s3://acme-patchline/prod --dry-run"},
		},
		Flags: append(o.WaitFlags(),
			cli.Value(&o.AgentTimeout, "agent-timeout", "DURATION", "how long an instance's SSM agent may take to report after the reboot, before the instance fails as not proven",
				option.ParseDuration(shortestAgentTimeout, longestAgentTimeout)),
			cli.Switch(&o.Force, "force", "reboot although a document that was sent may still be at work: an installation would be cut off")),
		Run: func(ctx context.Context, streams cli.Streams) (cli.Outcome, error) {
			o.Use(streams)
			return Run(ctx, o)
		},
	}
}
