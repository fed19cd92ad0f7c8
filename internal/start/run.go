package start

import (
	"context"
	"maps"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"

	"patchline/internal/awsx"
	"patchline/internal/cli"
	"patchline/internal/run"
	"patchline/internal/stage"
)

// Run starts what was stopped and waits for it.
func Run(ctx context.Context, o Options) (cli.Outcome, error) {
	ctx, cancel := context.WithTimeout(ctx, o.Timeout)
	defer cancel()
	w, err := stage.Open(ctx, o.Options, run.StageID{Stage: run.StageStart})
	if err != nil {
		return cli.Outcome{}, err
	}
	if err := w.Load(ctx); err != nil {
		return cli.Outcome{}, w.Ended(err)
	}
	eligible, leftOut := w.Instances()
	if outcome, err := w.Stopped(eligible, leftOut); err != nil {
		return outcome, err
	}
	open, closed, err := w.Gated(eligible)
	if err != nil {
		return cli.Outcome{}, err
	}
	end := stage.End{Results: append(leftOut, closed...)}
	var stopped []run.Instance
	for _, i := range open {
		if i.State == run.StateStopped {
			stopped = append(stopped, i)
			continue
		}
		end.Results = append(end.Results, run.InstanceResult{ID: i.ID, Status: run.OK, Reason: "it was running already"})
	}
	var mu sync.Mutex
	results := map[string]run.InstanceResult{}
	tally := &stage.Tally{Progress: w.Progress, Total: len(stopped)}
	early := w.EachTarget(ctx, w.ByTarget(stopped), func(ctx context.Context, cfg aws.Config, g stage.Group) error {
		s := newStarter(w, o, g, tally)
		s.ec2, s.ssm = awsx.NewEC2(cfg), awsx.NewSSM(cfg)
		err := s.work(ctx)
		mu.Lock()
		defer mu.Unlock()
		maps.Copy(results, s.results)
		return err
	})
	end.Settle(stopped, results)
	return w.Finish(ctx, end, early)
}
