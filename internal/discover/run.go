package discover

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"patchline/internal/cli"
	"patchline/internal/run"
	"patchline/internal/stage"
)

// defaultTimeout is far more than 50,000 instances take.
const defaultTimeout = 30 * time.Minute

// details are discover's own part of the result.
type details struct {
	Running int           `json:"running"`
	Stopped int           `json:"stopped"`
	Targets []run.Target  `json:"targets"`
	LeftOut []run.LeftOut `json:"leftOut"`
}

// Run finds, claims and writes. A run that has a manifest of the same selection
// is not looked for again.
func Run(ctx context.Context, o Options) (cli.Outcome, error) {
	ctx, cancel := context.WithTimeout(ctx, o.Timeout)
	defer cancel()
	w, err := stage.Open(ctx, o.Options, run.StageID{Stage: run.StageDiscover})
	if err != nil {
		return cli.Outcome{}, err
	}
	targets, err := targets(ctx, w, o.Targets)
	if err != nil {
		return cli.Outcome{}, err
	}
	m := run.Manifest{
		CreatedAt: time.Now().UTC(), Selection: selection(o.Tags), Targets: targets,
		Instances: []run.Instance{}, LeftOut: []run.LeftOut{},
	}
	have, err := w.Run.Manifest(ctx)
	switch {
	case err == nil:
		return kept(w, have, m)
	case !errors.Is(err, run.ErrUnknown):
		return cli.Outcome{}, w.Explain(err)
	}
	if err := collect(ctx, w, o, &m); err != nil {
		return cli.Outcome{}, err
	}
	for _, left := range m.LeftOut {
		w.Log.Warn("left out", "instance", left.ID, "reason", left.Reason)
	}
	return finish(ctx, w, o, m)
}

// kept answers with the manifest that the run has already: a replay.
func kept(w *stage.Work, have, asked run.Manifest) (cli.Outcome, error) {
	if err := have.Same(asked); err != nil {
		return cli.Outcome{}, refuse(err)
	}
	w.Log.Info("the run has its manifest already: it is kept", "created", have.CreatedAt)
	return outcome(have), nil
}

// targets fills in what is at hand where none are given.
func targets(ctx context.Context, w *stage.Work, given []run.Target) ([]run.Target, error) {
	if len(given) > 0 {
		return given, nil
	}
	cfg, err := w.Config(ctx, run.Target{Region: w.Region})
	if err != nil {
		return nil, err
	}
	who, err := sts.NewFromConfig(cfg).GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	if err != nil {
		return nil, w.Explain(fmt.Errorf("asking who the credentials belong to: %w", err))
	}
	return []run.Target{{Account: aws.ToString(who.Account), Region: cfg.Region}}, nil
}

// collect looks in every target at the same time.
func collect(ctx context.Context, w *stage.Work, o Options, m *run.Manifest) error {
	var mu sync.Mutex
	groups := make([]stage.Group, len(m.Targets))
	for i, target := range m.Targets {
		groups[i].Target = target
	}
	err := w.EachTarget(ctx, groups, func(ctx context.Context, cfg aws.Config, g stage.Group) error {
		all, err := finder{o, g.Target, ec2.NewFromConfig(cfg), ssm.NewFromConfig(cfg)}.find(ctx)
		mu.Lock()
		defer mu.Unlock()
		m.Instances = append(m.Instances, all.instances...)
		m.LeftOut = append(m.LeftOut, all.leftOut...)
		w.Progress.Update(len(m.Instances), 0, len(m.Instances))
		return err
	})
	slices.SortFunc(m.Instances, func(a, b run.Instance) int {
		return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(a.Region, b.Region), cmp.Compare(a.ID, b.ID))
	})
	slices.SortFunc(m.LeftOut, func(a, b run.LeftOut) int {
		return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(a.Region, b.Region), cmp.Compare(a.ID, b.ID))
	})
	return err
}

// finish claims the instances, writes the manifest, and says what it holds.
func finish(ctx context.Context, w *stage.Work, o Options, m run.Manifest) (cli.Outcome, error) {
	if err := o.checkEmpty(m); err != nil || w.DryRun {
		return outcome(m), err
	}
	if err := w.Run.Claim(ctx, stage.IDs(m.Instances), m.CreatedAt); err != nil {
		return outcome(m), refuse(w.Explain(err))
	}
	have, err := w.Run.WriteManifest(ctx, m)
	if err != nil && !errors.Is(err, run.ErrTaken) {
		return outcome(m), w.Explain(err)
	}
	if !have.CreatedAt.Equal(m.CreatedAt) {
		// Another process was first with the same run id: its instances are
		// the run's, and not those just claimed.
		if claimed := w.Run.Claim(ctx, stage.IDs(have.Instances), have.CreatedAt); claimed != nil {
			return outcome(have), refuse(w.Explain(claimed))
		}
	}
	return outcome(have), refuse(err)
}

// checkEmpty refuses a manifest of nothing.
func (o Options) checkEmpty(m run.Manifest) error {
	if len(m.Instances) > 0 || o.AllowEmpty {
		return nil
	}
	return fmt.Errorf("no instance to patch has the tags %v in the %d targets (%d were left out): check --tag and --targets, or give --allow-empty",
		m.Selection, len(m.Targets), len(m.LeftOut))
}

// refuse marks what a gate or claim has refused.
func refuse(err error) error {
	var held *run.HeldError
	if errors.As(err, &held) || errors.Is(err, run.ErrTaken) {
		return cli.Refused(err)
	}
	return err
}

func outcome(m run.Manifest) cli.Outcome {
	d := details{Targets: m.Targets, LeftOut: m.LeftOut}
	for _, instance := range m.Instances {
		if instance.State == run.StateRunning {
			d.Running++
		} else {
			d.Stopped++
		}
	}
	return cli.Outcome{
		Counts: cli.Counts{
			Total: len(m.Instances) + len(m.LeftOut), Succeeded: len(m.Instances), LeftOut: len(m.LeftOut),
		},
		Details: d,
	}
}
