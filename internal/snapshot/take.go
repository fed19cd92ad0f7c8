package snapshot

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"patchline/internal/awsx"
	"patchline/internal/stage"
)

const (
	// intentChunk is how many instances one intent announces: one write for
	// 20 s of calls at EC2's 5 a second.
	intentChunk = 100
	// workers keeps 5 calls a second going, each of which may take seconds.
	workers = 20
)

// job is one call to make.
type job struct {
	machine *machine
	set     string // its TagSet
}

// take begins a set for each machine, announced in chunks just before. The
// error is none of a single instance: the context's, the store's, or that of
// the credentials.
func (t *taker) take(ctx context.Context, machines []*machine) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	queue := make(chan job, intentChunk)
	var all sync.WaitGroup
	for range min(workers, len(machines)) {
		all.Go(func() {
			for j := range queue {
				if ctx.Err() != nil {
					continue
				}
				if err := t.call(ctx, j); err != nil {
					cancel(err)
				}
			}
		})
	}
	err := t.feed(ctx, machines, queue)
	close(queue)
	all.Wait()
	if err == nil {
		err = context.Cause(ctx)
	}
	return err
}

func (t *taker) feed(ctx context.Context, machines []*machine, queue chan<- job) error {
	for chunk := range slices.Chunk(machines, intentChunk) {
		ids := make([]string, len(chunk))
		for i, m := range chunk {
			ids[i] = m.instance.ID
		}
		number, err := t.announce(ctx, ids)
		if err != nil {
			return err
		}
		for _, m := range chunk {
			queue <- job{m, strconv.Itoa(number)}
		}
	}
	return nil
}

// call makes the call for one instance, and notes what came of it. The error
// ends all of them.
func (t *taker) call(ctx context.Context, j job) error {
	m := j.machine
	out, err := t.client.CreateSnapshots(ctx, t.input(j), func(o *ec2.Options) { o.Retryer = impatient{awsx.NewOnceRetryer()} })
	switch {
	case err == nil:
		m.note(out.Snapshots, j.set)
	case ctx.Err() != nil:
		return ctx.Err() // the next process looks first
	case awsx.OfCaller(err):
		return fmt.Errorf("taking the snapshots of %s: %w", m.instance.ID, err)
	case awsx.IsNotYet(err) || awsx.IsThrottled(err):
		t.later(m, err)
	case awsx.Ambiguous(err):
		m.blind = time.Now().Add(stage.Consistency)
		m.lost, m.lastLost = m.lost+1, err
	default:
		m.refusal = err
	}
	return nil
}

func (t *taker) input(j job) *ec2.CreateSnapshotsInput {
	i := j.machine.instance
	return &ec2.CreateSnapshotsInput{
		InstanceSpecification: &types.InstanceSpecification{InstanceId: &i.ID},
		Description:           aws.String(description(i, t.runID)),
		TagSpecifications:     tags(t.runID, i, j.set),
	}
}

// note remembers what was begun, which counts from now on.
func (m *machine) note(snapshots []types.SnapshotInfo, set string) {
	b := begun{at: time.Now()}
	for _, s := range snapshots {
		b.snapshots = append(b.snapshots, taken{
			id: aws.ToString(s.SnapshotId), volume: aws.ToString(s.VolumeId), call: set,
			state: statePending, started: aws.ToTime(s.StartTime),
		})
	}
	m.begun = append(m.begun, b)
	m.sets = append(m.sets, b.snapshots)
}

// later has a machine asked for again at a later look.
func (t *taker) later(m *machine, err error) {
	if !m.waits {
		t.log.Warn("EC2 begins no snapshot for the moment: it is asked again", "instance", m.instance.ID, "error", err)
	}
	m.waits = true
}

// impatient leaves it to the next look to ask again where EC2 refuses for the
// volume's other snapshots: that may take hours, and others wait for the worker.
type impatient struct{ aws.Retryer }

// IsErrorRetryable tells whether the SDK calls again.
func (r impatient) IsErrorRetryable(err error) bool {
	return !awsx.IsNotYet(err) && r.Retryer.IsErrorRetryable(err)
}
