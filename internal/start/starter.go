package start

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/aws-sdk-go-v2/service/ssm"

	"patchline/internal/awsx"
	"patchline/internal/power"
	"patchline/internal/run"
	"patchline/internal/stage"
)

// starter starts the stopped instances of one target.
type starter struct {
	ec2     *ec2.Client
	ssm     *ssm.Client
	w       *stage.Work
	group   stage.Group
	results map[string]run.InstanceResult
}

func (s *starter) run(ctx context.Context) error {
	states, err := power.States(ctx, s.ec2, stage.IDs(s.group.Instances))
	if err != nil {
		return err
	}
	var toStart []string
	for _, i := range s.group.Instances {
		switch state := states[i.ID].State; state {
		case types.InstanceStateNameStopped, types.InstanceStateNameStopping:
			toStart = append(toStart, i.ID)
		case types.InstanceStateNameRunning, types.InstanceStateNamePending:
		default:
			s.fail(i.ID, fmt.Sprintf("it is %s by now", power.Name(state)))
		}
	}
	if s.w.DryRun {
		return s.dryRun(ctx, toStart)
	}
	if err := s.start(ctx, toStart); err != nil {
		return err
	}
	return s.wait(ctx)
}

// start starts what is stopped, in batches; those that EC2 refuses as a whole
// are halved until the bad ones are found. StartInstances of a running
// instance does nothing, so that it may be called twice.
func (s *starter) start(ctx context.Context, ids []string) error {
	var fatal error
	refused := awsx.Each(ids, awsx.PowerBatch, func(batch []string) error {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		_, err := s.ec2.StartInstances(ctx, &ec2.StartInstancesInput{InstanceIds: batch})
		if awsx.IsExpired(err) || awsx.Ambiguous(err) {
			fatal = err
		}
		return err
	}, ofSingles)
	for _, id := range ids {
		if err := refused[id]; err != nil && fatal == nil {
			s.fail(id, "EC2 does not start it: "+stage.Sentence(err))
		}
	}
	if fatal != nil {
		return fmt.Errorf("starting instances: %w", fatal)
	}
	return nil
}

// ofSingles tells whether a batch may have been refused for some of it only.
func ofSingles(err error) bool {
	return !awsx.Ambiguous(err) && !awsx.IsExpired(err) && awsx.Code(err) != ""
}

// wait looks until every started instance is running and its agent has
// reported since the start.
func (s *starter) wait(ctx context.Context) error {
	wait := awsx.Wait{What: "stopped instances to be up", First: s.w.Poll, Longest: stage.LongestPoll}
	return wait.Until(ctx, func(ctx context.Context) (awsx.Look, error) {
		var ids []string
		for _, i := range s.group.Instances {
			if _, ended := s.results[i.ID]; !ended {
				ids = append(ids, i.ID)
			}
		}
		if err := s.look(ctx, ids); err != nil {
			return awsx.Look{}, err
		}
		look := awsx.Look{Total: len(s.group.Instances), Done: len(s.results)}
		for _, id := range ids {
			if _, ended := s.results[id]; !ended {
				look.Pending = append(look.Pending, id)
			}
		}
		s.w.Progress.Update(look.Done, 0, look.Total)
		return look, nil
	})
}

// look settles what is up, and what won't be.
func (s *starter) look(ctx context.Context, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	states, err := power.States(ctx, s.ec2, ids)
	if err != nil {
		return err
	}
	var running []string
	for _, id := range ids {
		switch state := states[id]; state.State {
		case types.InstanceStateNameRunning:
			running = append(running, id)
		case types.InstanceStateNamePending, types.InstanceStateNameStopping:
		default:
			// It fell back, for example for an EBS error; EC2 says why.
			s.fail(id, fmt.Sprintf("it did not start: it is %s %s", power.Name(state.State), state.Reason))
		}
	}
	pings, err := power.Pings(ctx, s.ssm, running)
	if err != nil {
		return err
	}
	for _, id := range running {
		// Online alone is stale for minutes: the ping must be of this start.
		if ping, found := pings[id]; found && ping.Online && ping.At.After(states[id].Launched) {
			s.results[id] = run.InstanceResult{
				ID: id, Status: run.OK,
				Proof: map[string]string{"launched": states[id].Launched.Format(time.RFC3339), "ping": ping.At.Format(time.RFC3339)},
			}
		}
	}
	return nil
}

func (s *starter) fail(id, reason string) {
	s.results[id] = run.InstanceResult{ID: id, Status: run.Failed, Reason: reason}
}

// dryRun asks EC2 whether it would start them; what fails is one instance's.
func (s *starter) dryRun(ctx context.Context, ids []string) error {
	for _, i := range s.group.Instances {
		if _, ended := s.results[i.ID]; !ended && !slices.Contains(ids, i.ID) {
			s.results[i.ID] = run.InstanceResult{ID: i.ID, Status: run.OK, Reason: "it is running by now"}
		}
	}
	answers := awsx.Each(ids, awsx.PowerBatch, func(batch []string) error {
		_, err := s.ec2.StartInstances(ctx, &ec2.StartInstancesInput{InstanceIds: batch, DryRun: aws.Bool(true)})
		if awsx.IsDryRun(err) {
			return nil
		}
		return errors.Join(err, ctx.Err())
	}, ofSingles)
	for id, err := range answers {
		if err != nil {
			s.fail(id, "EC2 would not start it: "+stage.Sentence(err))
			continue
		}
		s.results[id] = run.InstanceResult{ID: id, Status: run.OK, Reason: "it would be started"}
	}
	return ctx.Err()
}
