package restore

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"patchline/internal/power"
	"patchline/internal/run"
	"patchline/internal/stage"
)

// dryRun asks EC2 by its DryRun what it would let this stage do. Nothing is
// run on an instance, so that no boot times are read.
func (t *target) dryRun(ctx context.Context, running, stopped []run.Instance) error {
	states, err := power.States(ctx, t.ec2, stage.IDs(t.group.Instances))
	if err != nil {
		return err
	}
	var reboot, start, stop []string
	for _, i := range running {
		switch state := states[i.ID].State; {
		case t.past.machine(i.ID).recorded != nil && state == types.InstanceStateNameRunning:
			t.ledger.ok(i.ID, "it is back already", nil)
		case len(t.past.attempts[i.ID]) > 0 && state == types.InstanceStateNameRunning:
			t.ledger.ok(i.ID, "its reboot was asked for already: its boot time would be read, and only if that is the old one it would be rebooted again", nil)
		case state == types.InstanceStateNameRunning:
			reboot = append(reboot, i.ID)
		case state == types.InstanceStateNameStopped:
			start = append(start, i.ID)
		default:
			t.between(i.ID, state)
		}
	}
	for _, i := range stopped {
		switch state := states[i.ID].State; state {
		case types.InstanceStateNameStopped, types.InstanceStateNameStopping:
			t.ledger.ok(i.ID, "it is "+string(state), nil)
		case types.InstanceStateNameRunning:
			stop = append(stop, i.ID)
		default:
			t.between(i.ID, state)
		}
	}
	dry := aws.Bool(true)
	return t.ask(ctx,
		question{"rebooted", reboot, func(ids []string) error {
			_, err := t.ec2.RebootInstances(ctx, &ec2.RebootInstancesInput{InstanceIds: ids, DryRun: dry})
			return err
		}},
		question{"started, since somebody has stopped it", start, func(ids []string) error {
			_, err := t.ec2.StartInstances(ctx, &ec2.StartInstancesInput{InstanceIds: ids, DryRun: dry})
			return err
		}},
		question{"stopped", stop, func(ids []string) error {
			_, err := t.ec2.StopInstances(ctx, &ec2.StopInstancesInput{InstanceIds: ids, DryRun: dry})
			return err
		}})
}

// between settles one that is in no state from which it would be taken on.
func (t *target) between(id string, state types.InstanceStateName) {
	switch state {
	case types.InstanceStateNamePending, types.InstanceStateNameStopping:
		t.ledger.ok(id, fmt.Sprintf("it is %s: it would be waited for", state), nil)
	default:
		t.ledger.fail(id, fmt.Sprintf("it is %s by now: it could not be brought back", power.Name(state)), nil)
	}
}

// question is what would be done to some instances.
type question struct {
	done string // what they would be
	ids  []string
	call func(batch []string) error
}

func (t *target) ask(ctx context.Context, questions ...question) error {
	for _, q := range questions {
		answers, err := inBatches(ctx, q.ids, func(batch []string) error { return dryAnswer(q.call(batch)) })
		if err != nil {
			return err
		}
		for id, err := range answers {
			if err != nil {
				t.ledger.fail(id, "it could not be "+q.done+": "+stage.Sentence(err), nil)
				continue
			}
			t.ledger.ok(id, "it would be "+q.done, nil)
		}
	}
	return nil
}
