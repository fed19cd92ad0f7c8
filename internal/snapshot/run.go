package snapshot

import (
	"context"
	"maps"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"

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
		return cli.Outcome{}, err
	}
	n, err := newNight(ctx, w)
	if err != nil {
		return cli.Outcome{}, err
	}
	eligible, leftOut := w.Instances()
	n.total = len(eligible)
	stopped := w.EachTarget(ctx, w.ByTarget(eligible), func(ctx context.Context, cfg aws.Config, g stage.Group) error {
		return n.target(ctx, ec2.NewFromConfig(cfg), g)
	})
	end := stage.End{Results: leftOut}
	for _, i := range eligible {
		if result, found := n.results[i.ID]; found {
			end.Results = append(end.Results, result)
		} else {
			end.Pending = append(end.Pending, i.ID)
		}
	}
	return w.Finish(ctx, end, stopped)
}

// night is the stage over all targets.
type night struct {
	w *stage.Work
	// replay: an earlier process was cut off in this stage.
	replay bool
	total  int

	mu         sync.Mutex
	nextIntent int
	results    map[string]run.InstanceResult
	done       map[string]int // instances with their snapshots, by target
	failed     map[string]int
}

func newNight(ctx context.Context, w *stage.Work) (*night, error) {
	intents, next, err := w.Run.Intents(ctx, w.ID)
	if err != nil {
		return nil, w.Explain(err)
	}
	return &night{
		w: w, replay: len(intents) > 0, nextIntent: next,
		results: map[string]run.InstanceResult{}, done: map[string]int{}, failed: map[string]int{},
	}, nil
}

// announce writes the stage's next intent; a dry run has none.
func (n *night) announce(ctx context.Context, instances []string) error {
	n.mu.Lock()
	number := n.nextIntent
	n.nextIntent++
	n.mu.Unlock()
	return n.w.Run.WriteIntent(ctx, n.w.ID, number, run.Intent{At: now(), Instances: instances})
}

// rounds is how often a set is taken: once more where the first ends in error.
const rounds = 2

// target takes and awaits the snapshots of one target's instances. It settles
// the results of those whose end it has seen, also with an error.
func (n *night) target(ctx context.Context, client Client, g stage.Group) error {
	if n.replay && !n.w.DryRun {
		if err := sleep(ctx, consistency); err != nil {
			return err
		}
	}
	sets, err := lookUp(ctx, client, n.w.Run.Keys.Run, g.Instances)
	if err != nil {
		return err
	}
	if n.w.DryRun {
		return n.dryRun(ctx, client, g, sets)
	}
	t := &taker{client: client, run: n.w.Run, announce: n.announce, created: map[string][]taken{}, refused: map[string]error{}}
	for range rounds {
		err := t.take(ctx, untaken(sets, g.Instances, t.refused))
		if err == nil {
			sets, err = n.wait(ctx, t, g)
		}
		if err != nil {
			n.settle(sets, t.refused)
			return err
		}
		if len(untaken(sets, g.Instances, t.refused)) == 0 {
			break
		}
	}
	n.finish(sets, t.refused)
	return nil
}

// untaken lists the instances that need a set: they have none, or one that
// ended in error. A volume that is in no set was detached since discovery, and
// another set would not have it either.
func untaken(sets map[string]*set, instances []run.Instance, refused map[string]error) []run.Instance {
	var need []run.Instance
	for _, i := range instances {
		s := sets[i.ID]
		if refused[i.ID] == nil && len(s.missing()) > 0 && (len(s.latest) == 0 || len(s.bad) > 0) {
			need = append(need, i)
		}
	}
	return need
}

// settle keeps the results of the sets that are complete, or refused.
func (n *night) settle(sets map[string]*set, refused map[string]error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for id, s := range sets {
		if len(s.pending()) == 0 && (len(s.missing()) == 0 || refused[id] != nil) {
			n.results[id] = s.result(refused[id])
		}
	}
}

// finish keeps the results of all sets: there is nothing left to come.
func (n *night) finish(sets map[string]*set, refused map[string]error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	results := make(map[string]run.InstanceResult, len(sets))
	for id, s := range sets {
		results[id] = s.result(refused[id])
	}
	maps.Copy(n.results, results)
}
