package restore

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ec2"

	"patchline/internal/awsx"
	"patchline/internal/stage"
)

// reboot writes the boot times before down and asks for the reboots, a batch
// at a time, so that a process that ends leaves one batch in doubt at most.
func (r *rebooter) reboot(ctx context.Context, todo *round) error {
	for batch := range slices.Chunk(todo.reboot, awsx.PowerBatch) {
		if err := r.intend(ctx, batch); err != nil {
			return err
		}
		answers, err := inBatches(ctx, ids(batch), func(ids []string) error {
			_, err := r.ec2.RebootInstances(ctx, &ec2.RebootInstancesInput{InstanceIds: ids}, once)
			return err
		})
		if err != nil {
			return fmt.Errorf("rebooting instances: %w", err)
		}
		for _, m := range batch {
			m.requests++
			r.took(m, answers[m.id], "reboot")
		}
	}
	return nil
}

// start starts what somebody has stopped. A start may be asked for twice, but
// what it is to prove is written down as for a reboot.
func (r *rebooter) start(ctx context.Context, todo *round) error {
	for batch := range slices.Chunk(todo.start, awsx.PowerBatch) {
		fresh := slices.DeleteFunc(slices.Clone(batch), func(m *machine) bool { return len(m.attempts) > 0 })
		if err := r.intend(ctx, fresh); err != nil {
			return err
		}
		answers, err := inBatches(ctx, ids(batch), func(ids []string) error {
			_, err := r.ec2.StartInstances(ctx, &ec2.StartInstancesInput{InstanceIds: ids}, once)
			return err
		})
		if err != nil {
			return fmt.Errorf("starting instances: %w", err)
		}
		for _, m := range batch {
			m.begin(time.Now())
			r.took(m, answers[m.id], "start")
		}
	}
	return nil
}

// once keeps the SDK from repeating a call whose answer was lost.
func once(o *ec2.Options) { o.Retryer = awsx.NewOnceRetryer() }

// took notes what EC2 said to a request.
func (r *rebooter) took(m *machine, err error, verb string) {
	m.refusal = err
	switch {
	case err == nil:
		m.accepted = m.last().at
		r.w.Log.Info("asked EC2 to "+verb, "instance", m.id, "bootBefore", stamp(m.last().before))
	case unclear(err), onItsWay(err):
		r.w.Log.Warn("EC2 gave no clear answer to a "+verb, "instance", m.id, "error", err)
	default:
		r.ledger.fail(m.id, "EC2 does not "+verb+" it: "+stage.Sentence(err), nil)
	}
}

// intend writes down that these machines are about to be booted.
func (r *rebooter) intend(ctx context.Context, machines []*machine) error {
	if len(machines) == 0 {
		return nil
	}
	before := make(map[string]time.Time, len(machines))
	for _, m := range machines {
		before[m.id] = m.answer.Boot
	}
	at, err := r.past.announce(ctx, r.w, before)
	if err != nil {
		return r.w.Explain(err)
	}
	for _, m := range machines {
		m.attempts = append(m.attempts, attempt{at: at, before: before[m.id]})
	}
	return nil
}
