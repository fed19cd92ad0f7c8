package snapshot

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"patchline/internal/awsx"
	"patchline/internal/cli"
	"patchline/internal/run"
	"patchline/internal/stage"
)

// Run takes what is missing and waits for all of it.
func Run(ctx context.Context, o Options) (cli.Outcome, error) {
	ctx, cancel := context.WithTimeout(ctx, o.Timeout)
	defer cancel()
	w, err := stage.Open(ctx, o.Options, run.StageID{Stage: run.StageSnapshot})
	if err != nil {
		return cli.Outcome{}, err
	}
	if err := w.Load(ctx); err != nil {
		return cli.Outcome{}, w.Ended(err)
	}
	eligible, leftOut := w.Instances()
	end := stage.End{Results: leftOut}
	if o.WithoutSnapshot {
		without(w, eligible, &end)
		return w.Finish(ctx, end, nil)
	}
	n := &night{w: w, o: o, tally: &stage.Tally{Progress: w.Progress, Total: len(eligible)}, results: map[string]run.InstanceResult{}}
	if err := n.remember(ctx); err != nil {
		return cli.Outcome{}, w.Ended(err)
	}
	stopped := w.EachTarget(ctx, w.ByTarget(eligible), n.target)
	end.Settle(eligible, n.results)
	return w.Finish(ctx, end, stopped)
}

// night is the stage over all targets.
type night struct {
	w     *stage.Work
	o     Options
	tally *stage.Tally
	// announced is when each instance's last call was announced by an earlier
	// process.
	announced map[string]time.Time
	// commands are what --vss has sent so far, and had the last results.
	commands []run.Command
	had      map[string]run.InstanceResult

	mu         sync.Mutex
	nextIntent int
	nextBatch  int
	results    map[string]run.InstanceResult
}

// remember reads what earlier processes have left of this stage.
func (n *night) remember(ctx context.Context) error {
	intents, next, err := n.w.Run.Intents(ctx, n.w.ID)
	if err != nil {
		return err
	}
	n.nextIntent, n.announced = next, map[string]time.Time{}
	for _, intent := range intents {
		for _, id := range intent.Instances {
			n.announced[id] = intent.At
		}
	}
	if n.o.VSS {
		n.had = n.w.History.Latest(n.w.ID)
		n.commands, err = allCommands(ctx, n.w.Run)
	}
	for _, c := range n.commands {
		n.nextBatch = max(n.nextBatch, c.Batch)
	}
	return err
}

// announce writes the stage's next intent, and gives its number.
func (n *night) announce(ctx context.Context, instances []string) (int, error) {
	n.mu.Lock()
	number := n.nextIntent
	n.nextIntent++
	n.mu.Unlock()
	err := n.w.Run.WriteIntent(ctx, n.w.ID, number, run.Intent{At: time.Now().UTC(), Instances: instances})
	if errors.Is(err, run.ErrExists) {
		err = fmt.Errorf("another snapshot of run %q is at work: let it end (%w)", n.w.Run.Keys.Run, err)
	}
	return number, err
}

// target does one target's instances. It settles the results of those whose
// end it has seen, also with an error.
func (n *night) target(ctx context.Context, cfg aws.Config, g stage.Group) error {
	t := n.taker(awsx.NewEC2(cfg), g)
	if n.o.VSS {
		t.vss = n.vss(awsx.NewSSM(cfg), g.Target)
	}
	var err error
	if n.w.DryRun {
		err = t.dryRun(ctx)
	} else {
		err = t.work(ctx)
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	maps.Copy(n.results, t.results())
	return err
}

// without records that the run goes on without snapshots. What has one keeps
// it.
func without(w *stage.Work, instances []run.Instance, end *stage.End) {
	const reason = "without a snapshot, by --without-snapshot"
	had := w.History.Latest(w.ID)
	count := 0
	for _, i := range instances {
		result := had[i.ID]
		if result.Status != run.OK || len(result.Proof) == 0 {
			count++
			result = run.InstanceResult{ID: i.ID, Status: run.OK, Reason: reason}
		}
		end.Results = append(end.Results, result)
	}
	end.Notes = []string{fmt.Sprintf("%d instances go on %s: they can't be rolled back", count, reason)}
	w.Log.Warn("NO SNAPSHOTS: by --without-snapshot documents may now run on instances that can't be rolled back", "instances", count)
}
