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
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"patchline/internal/awsx"
	"patchline/internal/cli"
	"patchline/internal/run"
	"patchline/internal/stage"
)

// defaultTimeout is far more than 50,000 instances take.
const defaultTimeout = 30 * time.Minute

// Run finds, claims and writes. A run that has a manifest of the same selection
// is not looked for again.
func Run(ctx context.Context, o Options) (cli.Outcome, error) {
	ctx, cancel := context.WithTimeout(ctx, o.Timeout)
	defer cancel()
	w, err := stage.Open(ctx, o.Options, run.StageID{Stage: run.StageDiscover})
	if err != nil {
		return cli.Outcome{}, err
	}
	m, err := perform(ctx, w, o)
	if err != nil {
		return cli.Outcome{}, w.Ended(err)
	}
	return outcome(m), nil
}

// perform gives the run's manifest.
func perform(ctx context.Context, w *stage.Work, o Options) (run.Manifest, error) {
	m := run.Manifest{
		CreatedAt: time.Now().UTC(), Selection: selection(o.Tags),
		Instances: []run.Instance{}, LeftOut: []run.LeftOut{},
	}
	var err error
	if m.Targets, err = targets(ctx, w, o.Targets); err != nil {
		return m, err
	}
	have, err := w.Run.Manifest(ctx)
	switch {
	case err == nil:
		return keep(ctx, w, have, m)
	case !errors.Is(err, run.ErrUnknown):
		return m, err
	}
	if err := collect(ctx, w, o, &m); err != nil {
		return m, err
	}
	report(w, m)
	if err := o.checkEmpty(m); err != nil {
		return m, err
	}
	return begin(ctx, w, m)
}

// keep answers with the manifest that the run has already: a replay.
func keep(ctx context.Context, w *stage.Work, have, asked run.Manifest) (run.Manifest, error) {
	if err := have.Same(asked); err != nil {
		return run.Manifest{}, err
	}
	w.Log.Info("the run has its manifest already: it is kept", "created", have.CreatedAt)
	return have, w.Hold(ctx, have.Instances)
}

// targets fills in what is at hand where none are given. They are in order, so
// that the order of a file makes no other run.
func targets(ctx context.Context, w *stage.Work, given []run.Target) ([]run.Target, error) {
	if len(given) > 0 {
		return slices.SortedFunc(slices.Values(given), func(a, b run.Target) int {
			return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(a.Region, b.Region))
		}), nil
	}
	cfg, err := w.Config(ctx, run.Target{Region: w.Region})
	if err != nil {
		return nil, err
	}
	account, err := accountOf(ctx, cfg)
	return []run.Target{{Account: account, Region: cfg.Region}}, err
}

// accountOf asks whose the credentials are.
func accountOf(ctx context.Context, cfg aws.Config) (string, error) {
	who, err := sts.NewFromConfig(cfg).GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	if err != nil {
		return "", fmt.Errorf("asking whose the credentials are: %w", err)
	}
	return aws.ToString(who.Account), nil
}

// collect looks in every target at the same time.
func collect(ctx context.Context, w *stage.Work, o Options, m *run.Manifest) error {
	var mu sync.Mutex
	groups := make([]stage.Group, len(m.Targets))
	for i, target := range m.Targets {
		groups[i].Target = target
	}
	err := w.EachTarget(ctx, groups, func(ctx context.Context, cfg aws.Config, g stage.Group) error {
		// The manifest must not name another account than it found them in.
		account, err := accountOf(ctx, cfg)
		if err != nil {
			return err
		}
		if account != g.Target.Account {
			return fmt.Errorf("the credentials are those of account %s: name a role of account %s in the file of --targets", account, g.Target.Account)
		}
		all, err := finder{o, g.Target, awsx.NewEC2(cfg), awsx.NewSSM(cfg)}.find(ctx)
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

// begin claims the instances and writes the manifest. A dry run only looks
// whether another run holds some of them.
func begin(ctx context.Context, w *stage.Work, m run.Manifest) (run.Manifest, error) {
	if err := w.Hold(ctx, m.Instances); err != nil || w.DryRun {
		return m, err
	}
	have, err := w.Run.WriteManifest(ctx, m)
	if err != nil && !errors.Is(err, run.ErrTaken) {
		return m, err
	}
	if !have.CreatedAt.Equal(m.CreatedAt) {
		// Another process was first with the same run id: its instances are
		// the run's, and not those just claimed.
		err = errors.Join(err, w.Hold(ctx, have.Instances))
	}
	return have, err
}

// checkEmpty refuses a manifest of nothing.
func (o Options) checkEmpty(m run.Manifest) error {
	if len(m.Instances) > 0 || o.AllowEmpty {
		return nil
	}
	return fmt.Errorf("no instance to patch has the tags %s in %s (%d were left out): check --tag and --targets, or give --allow-empty",
		written(o.Tags), places(m.Targets), len(m.LeftOut))
}
