// Package stage is the frame of every stage: it opens the run, says who goes
// on, and records what became of them.
package stage

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"patchline/internal/awsx"
	"patchline/internal/cli"
	"patchline/internal/cli/option"
	"patchline/internal/cli/progress"
	"patchline/internal/run"
	"patchline/internal/run/s3store"
)

// Options are what a stage needs beside its own.
type Options struct {
	cli.StageOptions
	// Connect is how AWS is reached; nil: by the SDK's own chain.
	Connect awsx.Connector
	// Poll is the shortest time between two looks at what is waited for.
	Poll     time.Duration
	Log      *slog.Logger
	Progress *progress.Progress
}

const (
	// DefaultPoll keeps a look to some calls a minute, and is short beside
	// what is waited for.
	DefaultPoll = 15 * time.Second
	// LongestPoll bounds the time between two looks: nobody should wait much
	// longer than what is waited for.
	LongestPoll = 2 * time.Minute
	// shortestPoll serves a stand-in that runs many times as fast.
	shortestPoll = 50 * time.Millisecond
)

// Defaults are the options of a stage that may work for a time.
func Defaults(timeout time.Duration) Options {
	o := Options{Poll: DefaultPoll}
	o.Timeout = timeout
	return o
}

// WaitFlags are the flags of a stage that waits.
func (o *Options) WaitFlags() []*cli.Flag {
	return append(o.Flags(),
		cli.Value(&o.Poll, "poll", "DURATION", "shortest time between two looks at what is waited for", option.ParseDuration(shortestPoll, LongestPoll)))
}

// Use takes the streams of the command line.
func (o *Options) Use(s cli.Streams) { o.Log, o.Progress = s.Log, s.Progress }

// Work is a stage at work on its run.
type Work struct {
	Options
	ID       run.StageID
	Run      run.Run
	Manifest run.Manifest
	History  run.History
	Began    time.Time

	mu      sync.Mutex
	configs map[run.Target]aws.Config
}

// Open connects to the store of a run; it reads nothing yet.
func Open(ctx context.Context, o Options, id run.StageID) (*Work, error) {
	if o.Connect == nil {
		o.Connect = awsx.Options{Profile: o.Profile, SessionName: sessionName(o.Run), Version: cli.Version}.Connector()
	}
	w := &Work{Options: o, ID: id, Began: time.Now().UTC(), configs: map[run.Target]aws.Config{}}
	cfg, err := w.Config(ctx, run.Target{Region: o.Region})
	if err != nil {
		return nil, err
	}
	w.Run = run.Run{
		Store: s3store.Store{Client: awsx.NewS3(cfg), Bucket: o.Store.Bucket},
		Keys:  run.Keys{Prefix: o.Store.Prefix, Run: o.Run},
	}
	return w, nil
}

// sessionName shows in CloudTrail which run a role was assumed for. STS takes
// 64 characters.
func sessionName(run string) string {
	const longest = 64
	name := "patchline-" + run
	return name[:min(len(name), longest)]
}

// Load reads the manifest and what earlier stages have come to.
func (w *Work) Load(ctx context.Context) error {
	var err error
	if w.Manifest, err = w.Run.Manifest(ctx); err != nil {
		return w.Explain(err)
	}
	if err := w.hold(ctx); err != nil {
		return err
	}
	w.History, err = w.Run.History(ctx)
	return err
}

// hold makes sure that the run holds its instances: a run that has ended has
// let them go, and another may have taken them since.
func (w *Work) hold(ctx context.Context) error {
	if w.DryRun {
		return nil
	}
	err := w.Run.Claim(ctx, IDs(w.Manifest.Instances), w.Began)
	var held *run.HeldError
	if errors.As(err, &held) {
		return cli.Refused(err)
	}
	return w.Explain(err)
}

// Config gives the configuration of a target, the same for each call.
func (w *Work) Config(ctx context.Context, t run.Target) (aws.Config, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if cfg, found := w.configs[t]; found {
		return cfg, nil
	}
	cfg, err := w.Connect(ctx, t)
	if err != nil {
		return cfg, err
	}
	if cfg.Region == "" {
		return cfg, cli.Usage(cli.Problem{Flag: "region", What: "is not set, and the AWS configuration names no Region", Do: "set --region, AWS_REGION or the profile's region"})
	}
	w.configs[t] = cfg
	return cfg, nil
}

// Explain adds what to do to the errors of AWS that an operator can mend.
func (w *Work) Explain(err error) error {
	switch {
	case awsx.IsExpired(err):
		return fmt.Errorf("%w: the credentials have expired: renew them (aws sso login, or the role of this agent) and start the same command again", err)
	case awsx.Is(err, "NoSuchBucket"):
		return fmt.Errorf("%w: the bucket of --store %s does not exist: create it, or mend --store", err, w.Store)
	case awsx.Is(err, "PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException"):
		return fmt.Errorf("%w: the bucket of --store %s is in another Region: set --region to it", err, w.Store)
	case awsx.IsDenied(err):
		return fmt.Errorf("%w: these credentials may not: give them what the README lists, or use another --profile", err)
	default:
		return err
	}
}

// Instances gives the manifest's instances that go on to this stage, and the
// results of those that are left out of it: they have failed an earlier one.
// What this stage itself has come to does not count, nor do the stages in also.
func (w *Work) Instances(also ...run.StageID) ([]run.Instance, []run.InstanceResult) {
	failures := w.History.Failures(append(also, w.ID)...)
	var eligible []run.Instance
	var out []run.InstanceResult
	for _, instance := range w.Manifest.Instances {
		failure, failed := failures[instance.ID]
		if !failed {
			eligible = append(eligible, instance)
			continue
		}
		out = append(out, run.InstanceResult{
			ID: instance.ID, Status: run.Skipped,
			Reason: fmt.Sprintf("left out since it failed %s: %s", failure.Stage, failure.Reason),
		})
	}
	return eligible, out
}

// ByTarget sorts instances by the target that reaches them, in the manifest's
// order of targets.
func (w *Work) ByTarget(instances []run.Instance) []Group {
	groups := make([]Group, 0, len(w.Manifest.Targets))
	for _, target := range w.Manifest.Targets {
		group := Group{Target: target}
		for _, instance := range instances {
			if instance.Account == target.Account && instance.Region == target.Region {
				group.Instances = append(group.Instances, instance)
			}
		}
		if len(group.Instances) > 0 {
			groups = append(groups, group)
		}
	}
	return groups
}

// Group is the instances of one target.
type Group struct {
	Target    run.Target
	Instances []run.Instance
}

// IDs gives the ids of instances.
func IDs(instances []run.Instance) []string {
	ids := make([]string, len(instances))
	for i, instance := range instances {
		ids[i] = instance.ID
	}
	return ids
}

// EachTarget does something for every group at the same time, each with its
// target's own limits, and joins the errors.
func (w *Work) EachTarget(ctx context.Context, groups []Group, do func(context.Context, aws.Config, Group) error) error {
	errs := make([]error, len(groups))
	var all sync.WaitGroup
	for i, group := range groups {
		all.Go(func() {
			cfg, err := w.Config(ctx, group.Target)
			if err == nil {
				err = do(ctx, cfg, group)
			}
			if err != nil {
				errs[i] = fmt.Errorf("%s: %w", group.Target, w.Explain(err))
			}
		})
	}
	all.Wait()
	return errors.Join(errs...)
}

// Sentence makes a reason of an error: one line.
func Sentence(err error) string {
	return strings.Join(strings.Fields(err.Error()), " ")
}
