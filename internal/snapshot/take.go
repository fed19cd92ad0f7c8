package snapshot

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"patchline/internal/awsx"
	"patchline/internal/run"
)

const (
	// intentChunk is how many instances one intent announces: one write for
	// 20 s of calls at EC2's 5 a second.
	intentChunk = 100
	// workers keeps 5 calls a second going, each of which may take seconds.
	workers = 20
	// consistency is how long EC2 may hide what was just created. AWS gives no
	// figure; minutes are not seen.
	consistency = time.Minute
	// tries is how often a call is made whose answer was lost.
	tries = 3
)

// taker takes the snapshots of one target's instances.
type taker struct {
	client Client
	run    run.Run
	// announce writes the next intent of the stage.
	announce func(ctx context.Context, instances []string) error

	mu sync.Mutex
	// created are the snapshots that this process has begun, by instance: a
	// describe may not show them yet.
	created map[string][]taken
	refused map[string]error
	unsure  []run.Instance
}

// take begins a set for each instance. One that EC2 refuses is noted in
// refused; the error is the context's or the store's.
func (t *taker) take(ctx context.Context, instances []run.Instance) error {
	for range tries {
		t.unsure = nil
		if err := t.round(ctx, instances); err != nil {
			return err
		}
		if len(t.unsure) == 0 {
			return nil
		}
		// Some answers were lost: look before calling again.
		if err := sleep(ctx, consistency); err != nil {
			return err
		}
		sets, err := lookUp(ctx, t.client, t.run.Keys.Run, t.unsure)
		if err != nil {
			return err
		}
		instances = slices.DeleteFunc(t.unsure, func(i run.Instance) bool { return len(sets[i.ID].missing()) == 0 })
	}
	for _, i := range instances {
		t.refused[i.ID] = fmt.Errorf("EC2 gave no clear answer to %d calls", tries)
	}
	return nil
}

// round calls once for each instance, announcing them in chunks just before.
func (t *taker) round(ctx context.Context, instances []run.Instance) error {
	queue := make(chan run.Instance, intentChunk)
	var all sync.WaitGroup
	for range workers {
		all.Go(func() {
			for i := range queue {
				if ctx.Err() == nil {
					t.one(ctx, i)
				}
			}
		})
	}
	err := t.feed(ctx, instances, queue)
	close(queue)
	all.Wait()
	if err == nil {
		err = ctx.Err()
	}
	return err
}

func (t *taker) feed(ctx context.Context, instances []run.Instance, queue chan<- run.Instance) error {
	for chunk := range slices.Chunk(instances, intentChunk) {
		ids := make([]string, len(chunk))
		for i := range chunk {
			ids[i] = chunk[i].ID
		}
		if err := t.announce(ctx, ids); err != nil {
			return err
		}
		for _, i := range chunk {
			queue <- i
		}
	}
	return nil
}

// one makes the call for one instance, and notes what came of it.
func (t *taker) one(ctx context.Context, i run.Instance) {
	out, err := t.client.CreateSnapshots(ctx, &ec2.CreateSnapshotsInput{
		InstanceSpecification: &types.InstanceSpecification{InstanceId: &i.ID},
		Description:           aws.String(fmt.Sprintf("%s (%s) before patch day %s", i.ID, cutName(i.Name), t.run.Keys.Run)),
		TagSpecifications:     tags(t.run.Keys.Run, i),
	}, func(o *ec2.Options) { o.Retryer = awsx.NewOnceRetryer() })
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case err == nil:
		for _, s := range out.Snapshots {
			t.created[i.ID] = append(t.created[i.ID], taken{
				id: aws.ToString(s.SnapshotId), volume: aws.ToString(s.VolumeId), state: statePending, started: aws.ToTime(s.StartTime),
			})
		}
	case ctx.Err() != nil: // the stage was stopped: the next one looks first
	case awsx.Ambiguous(err):
		t.unsure = append(t.unsure, i)
	default:
		t.refused[i.ID] = err
	}
}

// cutName keeps the description within EC2's 255 characters.
func cutName(name string) string {
	const longest = 100
	runes := []rune(name)
	return string(runes[:min(len(runes), longest)])
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
