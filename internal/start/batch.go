package start

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"

	"patchline/internal/awsx"
	"patchline/internal/power"
	"patchline/internal/run"
	"patchline/internal/stage"
)

// start starts instances in batches; a batch that EC2 refuses as a whole is
// halved until the bad ones are found. To start an instance that is on its way
// up does nothing, so that it may be asked for twice.
func (s *starter) start(ctx context.Context, ids []string) error {
	answers, err := s.each(ctx, ids, func(batch []string) error {
		_, err := s.ec2.StartInstances(ctx, &ec2.StartInstancesInput{InstanceIds: batch}, once)
		return err
	})
	if err != nil {
		return fmt.Errorf("starting instances: %w", err)
	}
	for _, id := range ids {
		switch err := answers[id]; {
		case err == nil:
			s.asked[id] = time.Now()
		case awsx.Ambiguous(err) || awsx.IsThrottled(err) || awsx.Is(err, "IncorrectInstanceState"):
			// The next look says what state it is in.
			s.wait(id, err)
		case awsx.IsNoCapacity(err) && !s.waits[id]:
			s.wait(id, err)
		default:
			s.fail(id, "EC2 does not start it: "+stage.Sentence(err))
		}
	}
	return nil
}

// wait leaves an instance to the next look.
func (s *starter) wait(id string, err error) {
	s.waits[id] = true
	s.log.Warn("EC2 has not started it: it is asked again", "instance", id, "error", err)
}

// once keeps the SDK from repeating what the next look sees to: it would hold
// up the instances of other batches.
func once(o *ec2.Options) { o.Retryer = awsx.NewOnceRetryer() }

// each calls for batches. The error is none of a single instance: the context's
// or that of the credentials.
func (s *starter) each(ctx context.Context, ids []string, call func(batch []string) error) (map[string]error, error) {
	var fatal error
	answers := awsx.Each(ids, awsx.PowerBatch, func(batch []string) error {
		if fatal == nil {
			fatal = ctx.Err()
		}
		if fatal != nil {
			return fatal
		}
		err := call(batch)
		if awsx.OfCaller(err) || (err != nil && ctx.Err() != nil) {
			fatal = err
		}
		return err
	}, awsx.OfSome)
	return answers, fatal
}

// dryRun asks EC2 whether it would start what is stopped.
func (s *starter) dryRun(ctx context.Context) error {
	states, err := power.States(ctx, s.ec2, s.ids)
	if err != nil {
		return err
	}
	var stopped []string
	for _, id := range s.ids {
		switch name := power.Name(states[id].State); name {
		case run.StateStopped:
			stopped = append(stopped, id)
		default:
			s.results[id] = run.InstanceResult{ID: id, Status: run.OK, Reason: "it is " + name + " by now"}
		}
	}
	answers, err := s.each(ctx, stopped, func(batch []string) error {
		_, err := s.ec2.StartInstances(ctx, &ec2.StartInstancesInput{InstanceIds: batch, DryRun: aws.Bool(true)}, once)
		switch {
		case awsx.IsDryRun(err):
			return nil
		case err == nil:
			return errors.New("EC2 answered a dry run as if it were none")
		default:
			return err
		}
	})
	if err != nil {
		return err
	}
	for id, err := range answers {
		if err != nil {
			s.fail(id, "EC2 would not start it: "+stage.Sentence(err))
			continue
		}
		s.results[id] = run.InstanceResult{ID: id, Status: run.OK, Reason: "it would be started"}
	}
	return nil
}
