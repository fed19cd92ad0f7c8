package waitmarker

import (
	"context"
	"fmt"
	"maps"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"patchline/internal/awsx"
	"patchline/internal/command"
	"patchline/internal/run"
	"patchline/internal/stage"
)

// grace is how long after its command's end an instance's marker is waited
// for. The document writes it before it ends, and S3 shows it at once.
const grace = 30 * time.Second

// summaries are the progress of commands, by their ids.
type summaries map[string]command.Progress

// summaries asks Systems Manager about the commands of the targets that have
// instances without marker: one call for 50 commands.
func (v *watch) summaries(ctx context.Context) (summaries, error) {
	var mu sync.Mutex
	all := summaries{}
	err := v.w.EachTarget(ctx, v.w.ByTarget(v.open()), func(ctx context.Context, cfg aws.Config, _ stage.Group) error {
		of, err := command.Summaries(ctx, awsx.NewSSM(cfg), v.o.Document, v.since())
		mu.Lock()
		defer mu.Unlock()
		maps.Copy(all, of)
		return err
	})
	return all, err
}

// drill lists the invocations of the commands of which more have ended than
// have markers, and notes which those are.
func (v *watch) drill(ctx context.Context, ended summaries) error {
	var mu sync.Mutex
	return v.w.EachTarget(ctx, v.w.ByTarget(v.open()), func(ctx context.Context, cfg aws.Config, g stage.Group) error {
		client := awsx.NewSSM(cfg)
		waiting := map[string]int{}
		for _, i := range g.Instances {
			waiting[v.commandOf[i.ID]]++
		}
		for id, count := range waiting {
			mu.Lock()
			news := ended[id].Finished > max(ended[id].Targets-count, v.drilled[id])
			mu.Unlock()
			if !news {
				continue
			}
			invocations, err := command.Invocations(ctx, client, id, false)
			if err != nil {
				return err
			}
			mu.Lock()
			v.note(id, ended[id].Finished, invocations)
			mu.Unlock()
		}
		return nil
	})
}

// note keeps which invocations of a command have ended, of so many.
func (v *watch) note(id string, finished int, invocations []command.Invocation) {
	v.drilled[id] = finished
	for _, i := range invocations {
		if _, known := v.ended[i.Instance]; i.Final && !known {
			v.ended[i.Instance] = ending{i.Status, time.Now()}
		}
	}
}

// giveUp settles the instances whose command ended a while ago without a
// marker.
func (v *watch) giveUp() {
	for _, i := range v.open() {
		if end, found := v.ended[i.ID]; found && time.Since(end.seen) >= grace {
			v.settle(i.ID, run.Failed, fmt.Sprintf("the command ended with %s and the document wrote no marker (command %s)", end.status, v.commandOf[i.ID]))
			v.results[i.ID].Proof[ProofStatus] = end.status
		}
	}
}

// open gives the instances without a result, as the manifest has them.
func (v *watch) open() []run.Instance {
	var open []run.Instance
	for _, i := range v.w.Manifest.Instances {
		_, sent := v.commandOf[i.ID]
		if _, known := v.results[i.ID]; sent && !known {
			open = append(open, i)
		}
	}
	return open
}

// since is when the first command was intended.
func (v *watch) since() time.Time {
	since := time.Now()
	for _, c := range v.commands {
		if c.IntendedAt.Before(since) {
			since = c.IntendedAt
		}
	}
	return since
}
