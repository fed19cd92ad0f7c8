package cli

import (
	"time"

	"patchline/internal/cli/option"
)

// Names of the flags that this package itself looks up.
const (
	runFlag    = "run"
	dryRunFlag = "dry-run"
	resultFlag = "result"
)

// Groups that --help shows flags under, in this order.
const (
	groupStage  = "STAGE"
	groupRun    = "RUN"
	groupAWS    = "AWS"
	groupOutput = "OUTPUT"
)

const (
	// minTimeout lets a stage make at least one round of calls.
	minTimeout = time.Minute
	// maxTimeout is a week. SSM runs a script for up to 48 hours and delivers it
	// for up to 30 days (Systems Manager user guide, executionTimeout;
	// SendCommand, TimeoutSeconds); a stage that waits longer than a week is a
	// mistake in a script.
	maxTimeout = 7 * 24 * time.Hour
)

// StageOptions are the options that every stage has. A stage embeds them in its
// Options and sets what differs from the zero value before it calls Flags.
type StageOptions struct {
	// Run is the id of the run.
	Run string
	// Store is where the run is kept.
	Store option.Store
	// MaxFailed is how many instances may fail before the run stops.
	MaxFailed option.MaxFailed
	// Timeout is how long the stage works and waits before it ends with
	// Unfinished.
	Timeout time.Duration
	// DryRun has the stage make no call that changes anything.
	DryRun bool
	// Region and Profile are for the AWS configuration; empty leaves them to its
	// usual sources.
	Region, Profile string
}

// Flags are the flags of all the options.
func (o *StageOptions) Flags() []*Flag {
	maxFailed := Value(&o.MaxFailed, "max-failed", "N|P%", "how many instances may fail, in all stages of the run so far, before it stops instead of going on without them: a count, or a share of its instances", option.ParseMaxFailed)
	maxFailed.fallback = o.MaxFailed.String()
	flags := append(RunFlags(&o.Run, &o.Store),
		maxFailed,
		Value(&o.Timeout, "timeout", "DURATION", "how long to work and wait before ending unfinished (exit code 8), such as 45m or 2h", option.ParseDuration(minTimeout, maxTimeout)),
		Switch(&o.DryRun, dryRunFlag, "say what would be done and make no call that changes anything"),
	)
	for _, f := range flags {
		f.group = groupRun
	}
	return append(flags, AWSFlags(&o.Region, &o.Profile)...)
}

// RunFlags are --run and --store, which say which run a command is about.
func RunFlags(run *string, store *option.Store) []*Flag {
	return []*Flag{
		Value(run, runFlag, "ID", "the run's id: 1 to 63 of a-z, 0-9 and -", option.ParseRunID).Require(),
		Value(store, "store", "s3://BUCKET/PREFIX", "where the run is kept on S3", option.ParseStore).Require(),
	}
}

// AWSFlags are --region and --profile, for a command that is no stage.
func AWSFlags(region, profile *string) []*Flag {
	flags := []*Flag{
		Value(region, "region", "REGION", "AWS Region to call; without it the SDK's own sources decide (AWS_REGION, the profile)", option.ParseRegion),
		Value(profile, "profile", "NAME", "profile of the AWS configuration files; without it AWS_PROFILE or the SDK's default", option.ParseText),
	}
	for _, f := range flags {
		f.group = groupAWS
	}
	return flags
}

// CancelOnInterruptFlag is for the stages that send or await SSM commands.
func CancelOnInterruptFlag(p *bool) *Flag {
	f := Switch(p, "cancel-on-interrupt", "on SIGINT or SIGTERM cancel the SSM commands as well; without it they go on and the same command picks them up again")
	f.group = groupRun
	return f
}
