package snapshot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"patchline/internal/awsx"
	"patchline/internal/run"
	"patchline/internal/stage"
)

func now() time.Time { return time.Now().UTC() }

// wait looks at the run's snapshots until none is pending. It gives the sets
// as last seen, also with an error.
func (n *night) wait(ctx context.Context, t *taker, g stage.Group) (map[string]*set, error) {
	var sets map[string]*set
	wait := awsx.Wait{What: "snapshots to complete", First: n.w.Poll, Longest: stage.LongestPoll}
	err := wait.Until(ctx, func(ctx context.Context) (awsx.Look, error) {
		seen, err := lookUp(ctx, t.client, n.w.Run.Keys.Run, g.Instances)
		if err != nil {
			return awsx.Look{}, err
		}
		sets = seen
		t.addCreated(sets)
		return n.look(sets, g, t.refused), nil
	})
	if sets == nil {
		sets = map[string]*set{}
	}
	return sets, err
}

// addCreated adds what this process began and EC2 does not show yet.
func (t *taker) addCreated(sets map[string]*set) {
	for id, snapshots := range t.created {
		shown := map[string]bool{}
		for _, bad := range sets[id].bad {
			shown[bad.id] = true
		}
		for _, s := range sets[id].latest {
			shown[s.id] = true
		}
		for _, s := range snapshots {
			if !shown[s.id] && time.Since(s.started) < consistency {
				sets[id].add(s)
			}
		}
	}
}

func (n *night) look(sets map[string]*set, g stage.Group, refused map[string]error) awsx.Look {
	look := awsx.Look{Total: len(g.Instances)}
	failed := 0
	for _, i := range g.Instances {
		s := sets[i.ID]
		switch {
		case len(s.pending()) > 0:
			look.Pending = append(look.Pending, i.ID)
		case len(s.missing()) > 0 || refused[i.ID] != nil:
			failed++
		default:
			look.Done++
		}
	}
	n.show(g.Target, look.Done, failed)
	return look
}

// show sums the progress of all targets up.
func (n *night) show(t run.Target, done, failed int) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.done[t.String()], n.failed[t.String()] = done, failed
	allDone, allFailed := 0, 0
	for target := range n.done {
		allDone += n.done[target]
		allFailed += n.failed[target]
	}
	n.w.Progress.Update(allDone, allFailed, n.total)
}

// dryRun asks EC2 for each instance whether it would take its snapshots.
func (n *night) dryRun(ctx context.Context, client Client, g stage.Group, sets map[string]*set) error {
	for _, i := range g.Instances {
		result := run.InstanceResult{ID: i.ID, Status: run.OK, Reason: "its snapshots are there"}
		if len(sets[i.ID].missing()) > 0 {
			_, err := client.CreateSnapshots(ctx, &ec2.CreateSnapshotsInput{
				DryRun:                aws.Bool(true),
				InstanceSpecification: &types.InstanceSpecification{InstanceId: &i.ID},
				TagSpecifications:     tags(n.w.Run.Keys.Run, i),
			})
			result.Reason = "its snapshots would be taken"
			if !awsx.IsDryRun(err) {
				result.Status, result.Reason = run.Failed, "its snapshots would be refused: "+stage.Sentence(errors.Join(err, errNoDryRun(err)))
			}
		}
		n.mu.Lock()
		n.results[i.ID] = result
		n.mu.Unlock()
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return nil
}

func errNoDryRun(err error) error {
	if err == nil {
		return fmt.Errorf("EC2 answered a dry run as if it were none")
	}
	return nil
}
