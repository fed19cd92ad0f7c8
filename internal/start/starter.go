package start

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"patchline/internal/awsx"
	"patchline/internal/power"
	"patchline/internal/run"
	"patchline/internal/stage"
)

// Client is what the package needs of the SDK's EC2 client.
type Client interface {
	power.Describer
	StartInstances(context.Context, *ec2.StartInstancesInput, ...func(*ec2.Options)) (*ec2.StartInstancesOutput, error)
}

// starter starts the stopped instances of one target.
type starter struct {
	ec2     Client
	ssm     power.InformationReader
	target  run.Target
	ids     []string
	log     *slog.Logger
	poll    time.Duration
	agent   time.Duration // Options.AgentTimeout
	dry     bool
	tally   *stage.Tally
	began   time.Time
	results map[string]run.InstanceResult
	// asked is when EC2 took the start of an instance; it may still show it as
	// stopped for a moment. waits are those that it did not take at once.
	asked map[string]time.Time
	waits map[string]bool
}

func newStarter(w *stage.Work, o Options, g stage.Group, tally *stage.Tally) *starter {
	return &starter{
		target: g.Target, ids: stage.IDs(g.Instances), log: w.Log, poll: w.Poll, agent: cmp.Or(o.AgentTimeout, defaultAgentTimeout), dry: w.DryRun, tally: tally,
		began: time.Now(), results: map[string]run.InstanceResult{}, asked: map[string]time.Time{}, waits: map[string]bool{},
	}
}

// work looks until every instance is up or can't be, and starts what is
// stopped at each look.
func (s *starter) work(ctx context.Context) error {
	if s.dry {
		return s.dryRun(ctx)
	}
	wait := awsx.Wait{What: "stopped instances to be up", First: s.poll, Longest: stage.LongestPoll}
	return wait.Until(ctx, func(ctx context.Context) (awsx.Look, error) {
		err := s.look(ctx)
		return s.count(), err
	})
}

// open lists the instances without a result.
func (s *starter) open() []string {
	var open []string
	for _, id := range s.ids {
		if _, ended := s.results[id]; !ended {
			open = append(open, id)
		}
	}
	return open
}

func (s *starter) count() awsx.Look {
	look := awsx.Look{Total: len(s.ids), Pending: s.open()}
	failed := 0
	for _, result := range s.results {
		if result.Status == run.Failed {
			failed++
		}
	}
	look.Done = len(s.results)
	s.tally.Show(s.target, look.Done-failed, failed)
	return look
}

// look settles what is up and what won't be, and starts what is stopped.
func (s *starter) look(ctx context.Context) error {
	states, err := power.States(ctx, s.ec2, s.open())
	if err != nil {
		return err
	}
	var stopped, running []string
	for _, id := range s.open() {
		switch state := states[id]; state.State {
		case types.InstanceStateNameStopped:
			if s.mayStart(id, state) {
				stopped = append(stopped, id)
			}
		case types.InstanceStateNameRunning:
			running = append(running, id)
		case types.InstanceStateNamePending, types.InstanceStateNameStopping:
			s.tooLate(id, state, "it is still "+string(state.State))
		default:
			s.fail(id, fmt.Sprintf("it is %s by now", power.Name(state.State)))
		}
	}
	if err := s.up(ctx, running, states); err != nil {
		return err
	}
	return s.start(ctx, stopped)
}

// mayStart tells whether a stopped instance is to be started now. One that was
// started a while ago has fallen back, and EC2 says why.
func (s *starter) mayStart(id string, state power.State) bool {
	at, asked := s.asked[id]
	switch {
	case !asked:
		s.tooLate(id, state, "EC2 has not started it")
		_, ended := s.results[id]
		return !ended
	case time.Since(at) >= stage.Consistency:
		s.fail(id, fmt.Sprintf("it was started and is stopped again %s", state.Reason))
	}
	return false
}

// up settles the running instances whose agents have reported since the start:
// Online alone is stale for minutes.
func (s *starter) up(ctx context.Context, ids []string, states map[string]power.State) error {
	pings, err := power.Pings(ctx, s.ssm, ids)
	if err != nil {
		return err
	}
	for _, id := range ids {
		ping, launched := pings[id], states[id].Launched
		if ping.Online && ping.At.After(launched) {
			s.results[id] = run.InstanceResult{
				ID: id, Status: run.OK,
				Proof: map[string]string{"launched": launched.Format(time.RFC3339), "ping": ping.At.Format(time.RFC3339)},
			}
			continue
		}
		s.tooLate(id, states[id], "it runs, and its SSM agent has not reported since its start")
	}
	return nil
}

// tooLate fails an instance that has had its time: from its start, or, where it
// was started before, from this process'.
func (s *starter) tooLate(id string, state power.State, what string) {
	since := s.began
	if at, asked := s.asked[id]; asked {
		since = at
	}
	if state.State == types.InstanceStateNameRunning && state.Launched.Before(since) {
		since = state.Launched
	}
	if waited := time.Since(since); waited >= s.agent {
		s.fail(id, fmt.Sprintf("%s, after %s", what, waited.Round(time.Second)))
	}
}

func (s *starter) fail(id, reason string) {
	s.results[id] = run.InstanceResult{ID: id, Status: run.Failed, Reason: reason}
}
