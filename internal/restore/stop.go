package restore

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"patchline/internal/awsx"
	"patchline/internal/power"
	"patchline/internal/run"
	"patchline/internal/stage"
)

// stopper stops the instances of one target that were stopped. Its calls may
// be made twice: what is stopped stays so.
type stopper struct {
	*target
	halts []*halt
}

// halt is an instance that was stopped at discovery, on its way back there.
type halt struct {
	id string
	// sure: a state that EC2 shows is not one of before a start.
	sure     bool
	seen     time.Time // when it was first seen stopped
	asked    time.Time
	stopping time.Time // when it was first seen stopping
	refusal  error
}

func newStopper(t *target, instances []run.Instance) *stopper {
	s := &stopper{target: t}
	for _, i := range instances {
		s.halts = append(s.halts, &halt{id: i.ID, sure: t.past.settled[i.ID] || t.past.results[i.ID].Status == run.OK})
	}
	return s
}

func (s *stopper) run(ctx context.Context) error {
	wait := awsx.Wait{What: "instances to be stopped", First: s.w.Poll, Longest: max(longestLook, s.w.Poll)}
	return wait.Until(ctx, s.look)
}

func (s *stopper) look(ctx context.Context) (awsx.Look, error) {
	var open []string
	for _, h := range s.halts {
		if !s.ledger.settled(h.id) {
			open = append(open, h.id)
		}
	}
	if len(open) == 0 {
		return awsx.Look{}, nil
	}
	states, err := power.States(ctx, s.ec2, open)
	if err != nil {
		return awsx.Look{}, err
	}
	var running []*halt
	for _, h := range s.halts {
		if !s.ledger.settled(h.id) && s.decide(h, states[h.id]) {
			running = append(running, h)
		}
	}
	if err := s.stop(ctx, running); err != nil {
		return awsx.Look{}, err
	}
	return s.ledger.look(len(s.halts), open), nil
}

// decide settles what is stopped and tells whether there is something to stop.
func (s *stopper) decide(h *halt, state power.State) bool {
	now := time.Now()
	switch state.State {
	case types.InstanceStateNameStopped:
		if h.seen.IsZero() {
			h.seen = now
		}
		if h.sure || now.Sub(h.seen) >= stage.Consistency {
			s.ledger.ok(h.id, "", map[string]string{ProofState: run.StateStopped})
			return false
		}
		s.ledger.wait(h.id, "it looks stopped, and a second look is to show that no start is under way")
		return false
	case types.InstanceStateNameStopping:
		if h.stopping.IsZero() {
			h.stopping = now
		}
		h.sure = true
		s.ledger.wait(h.id, "still stopping since "+h.stopping.UTC().Format(time.RFC3339))
		return false
	case types.InstanceStateNameRunning:
		h.sure = true
		s.ledger.wait(h.id, h.running())
		return now.Sub(h.asked) >= stage.Consistency
	case types.InstanceStateNamePending:
		h.sure = true
		s.ledger.wait(h.id, "it is pending, and EC2 stops it only when it runs")
		return false
	default:
		s.ledger.fail(h.id, fmt.Sprintf("it is %s by now %s: it can't be brought back to stopped", power.Name(state.State), state.Reason), nil)
		return false
	}
}

// running says how one stands that still runs.
func (h *halt) running() string {
	switch {
	case h.asked.IsZero():
		return "it is running"
	case h.refusal != nil:
		return "it is running, and EC2 gave no clear answer: " + stage.Sentence(h.refusal)
	default:
		return "it is running, and was asked to stop at " + h.asked.UTC().Format(time.RFC3339)
	}
}

// stop asks EC2 to stop what runs.
func (s *stopper) stop(ctx context.Context, running []*halt) error {
	ids := make([]string, len(running))
	for i, h := range running {
		ids[i] = h.id
	}
	answers, err := inBatches(ctx, ids, func(batch []string) error {
		_, err := s.ec2.StopInstances(ctx, &ec2.StopInstancesInput{InstanceIds: batch})
		return err
	})
	if err != nil {
		return fmt.Errorf("stopping instances: %w", err)
	}
	for _, h := range running {
		h.asked, h.refusal = time.Now(), answers[h.id]
		if err := h.refusal; err != nil && !unclear(err) && !onItsWay(err) {
			s.ledger.fail(h.id, "EC2 does not stop it: "+stage.Sentence(err), nil)
		}
	}
	return nil
}
