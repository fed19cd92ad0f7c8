package restore

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"

	"patchline/internal/awsx"
	"patchline/internal/cli"
	"patchline/internal/run"
	"patchline/internal/stage"
)

// Run brings every instance of the manifest back and waits for the proof.
func Run(ctx context.Context, o Options) (cli.Outcome, error) {
	ctx, cancel := context.WithTimeout(ctx, o.Timeout)
	defer cancel()
	w, err := stage.Open(ctx, o.Options, run.StageID{Stage: run.StageRestore})
	if err != nil {
		return cli.Outcome{}, err
	}
	if err := w.Load(ctx); err != nil {
		return cli.Outcome{}, err
	}
	if err := awaited(ctx, w, o.Force); err != nil {
		return cli.Outcome{}, err
	}
	past, err := remember(ctx, w)
	if err != nil {
		return cli.Outcome{}, w.Explain(err)
	}
	l := newLedger(w.Progress, len(w.Manifest.Instances))
	early := w.EachTarget(ctx, w.ByTarget(w.Manifest.Instances), func(ctx context.Context, cfg aws.Config, g stage.Group) error {
		t := &target{
			o: o, w: w, past: past, ledger: l, group: g,
			ec2: awsx.NewEC2(cfg), ssm: awsx.NewSSM(cfg),
		}
		return t.restore(ctx)
	})
	return w.Finish(ctx, l.end(w.Manifest.Instances), early)
}

// target is the stage on one target.
type target struct {
	o      Options
	w      *stage.Work
	past   *past
	ledger *ledger
	group  stage.Group
	ec2    EC2
	ssm    SSM
}

// restore reboots and stops at the same time: the one does not wait for the
// limits or the errors of the other.
func (t *target) restore(ctx context.Context) error {
	var running, stopped []run.Instance
	for _, i := range t.group.Instances {
		switch i.State {
		case run.StateRunning:
			running = append(running, i)
		case run.StateStopped:
			stopped = append(stopped, i)
		default:
			t.ledger.fail(i.ID, fmt.Sprintf("the manifest has it as %q, and there is nothing to bring back but %s and %s", i.State, run.StateRunning, run.StateStopped), nil)
		}
	}
	if t.w.DryRun {
		return t.dryRun(ctx, running, stopped)
	}
	var errs [2]error
	var both sync.WaitGroup
	both.Go(func() { errs[0] = newRebooter(t, running).run(ctx) })
	both.Go(func() { errs[1] = newStopper(t, stopped).run(ctx) })
	both.Wait()
	return errors.Join(errs[:]...)
}
