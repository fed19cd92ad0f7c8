package start

import (
	"context"
	"maps"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ssm"

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
		return cli.Outcome{}, err
	}
	eligible, leftOut := w.Instances()
	var stopped []run.Instance
	end := stage.End{Results: leftOut}
	for _, i := range eligible {
		switch reason := w.Gate(i.ID); {
		case reason != "":
			end.Results = append(end.Results, run.InstanceResult{ID: i.ID, Status: run.Failed, Reason: reason})
		case i.State == run.StateStopped:
			stopped = append(stopped, i)
		default:
			end.Results = append(end.Results, run.InstanceResult{ID: i.ID, Status: run.OK, Reason: "it was running already"})
		}
	}
	var mu sync.Mutex
	results := map[string]run.InstanceResult{}
	early := w.EachTarget(ctx, w.ByTarget(stopped), func(ctx context.Context, cfg aws.Config, g stage.Group) error {
		s := &starter{ec2: ec2.NewFromConfig(cfg), ssm: ssm.NewFromConfig(cfg), w: w, group: g, results: map[string]run.InstanceResult{}}
		err := s.run(ctx)
		mu.Lock()
		defer mu.Unlock()
		maps.Copy(results, s.results)
		return err
	})
	for _, i := range stopped {
		if result, found := results[i.ID]; found {
			end.Results = append(end.Results, result)
		} else {
			end.Pending = append(end.Pending, i.ID)
		}
	}
	return w.Finish(ctx, end, early)
}
