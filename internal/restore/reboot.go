package restore

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"patchline/internal/awsx"
	"patchline/internal/power"
	"patchline/internal/run"
	"patchline/internal/stage"
)

// rebooter brings the instances of one target back that were running.
type rebooter struct {
	*target
	boots    *power.BootTimes
	machines []*machine
}

func newRebooter(t *target, instances []run.Instance) *rebooter {
	r := &rebooter{target: t, boots: power.NewBootTimes(t.ssm, "patchline "+t.w.Run.Keys.Run+" boot time")}
	for _, i := range instances {
		r.machines = append(r.machines, t.past.machine(i.ID))
	}
	return r
}

func (r *rebooter) run(ctx context.Context) error {
	wait := awsx.Wait{What: "rebooted instances to report", First: r.w.Poll, Longest: max(longestLook, r.w.Poll)}
	return wait.Until(ctx, r.look)
}

// round is what one look finds to be done.
type round struct {
	ask    []*machine // for the boot time
	listen []*machine // ask, if the agent has reported since the last question
	start  []*machine
	reboot []*machine
	lost   []*machine // silent for too long
}

// look takes every machine a step on. The calls of a look grow with pages and
// batches of those that are not back yet.
func (r *rebooter) look(ctx context.Context) (awsx.Look, error) {
	open := r.open()
	if len(open) == 0 {
		return awsx.Look{}, nil
	}
	if r.tooSoon(open, time.Now()) {
		return r.ledger.look(len(r.machines), ids(open)), nil
	}
	states, err := power.States(ctx, r.ec2, ids(open))
	if err != nil {
		return awsx.Look{}, err
	}
	answers, err := r.boots.Answers(ctx)
	if err != nil {
		return awsx.Look{}, err
	}
	var todo round
	for _, m := range open {
		if answer, found := answers[m.id]; found {
			m.hear(answer)
		}
		r.decide(m, states[m.id], &todo)
	}
	for _, do := range []func(context.Context, *round) error{r.listen, r.ask, r.giveUp, r.start, r.reboot} {
		if err := do(ctx, &todo); err != nil {
			return awsx.Look{}, err
		}
	}
	return r.ledger.look(len(r.machines), ids(open)), nil
}

// tooSoon tells whether all were just asked to reboot, so that there is nothing
// to be seen yet.
func (r *rebooter) tooSoon(open []*machine, now time.Time) bool {
	return !slices.ContainsFunc(open, func(m *machine) bool {
		return m.requests == 0 || m.refusal != nil || now.Sub(m.last().at) >= bootLooks*r.w.Poll
	})
}

func (r *rebooter) open() []*machine {
	var open []*machine
	for _, m := range r.machines {
		if !r.ledger.settled(m.id) {
			open = append(open, m)
		}
	}
	return open
}

func ids(machines []*machine) []string {
	all := make([]string, len(machines))
	for i, m := range machines {
		all[i] = m.id
	}
	return all
}

// decide says what a machine's state asks for.
func (r *rebooter) decide(m *machine, s power.State, todo *round) {
	switch s.State {
	case types.InstanceStateNameRunning:
		r.decideRunning(m, time.Now(), todo)
	case types.InstanceStateNameStopped:
		// Somebody stopped it: its start is a boot as good as a reboot.
		m.recorded = nil
		r.ledger.wait(m.id, "it was stopped and is being started")
		if time.Since(m.started) >= stage.Consistency {
			todo.start = append(todo.start, m)
		}
	case types.InstanceStateNameStopping, types.InstanceStateNamePending:
		r.ledger.wait(m.id, "it is "+string(s.State))
	default:
		r.ledger.fail(m.id, fmt.Sprintf("it is %s by now %s: it can't be brought back to running", power.Name(s.State), s.Reason), nil)
	}
}

func (r *rebooter) decideRunning(m *machine, now time.Time, todo *round) {
	if m.up.IsZero() {
		m.up = now
	}
	proven, found := m.proven()
	switch {
	case m.recorded != nil:
		r.ledger.settle(*m.recorded)
	case found:
		r.ledger.ok(m.id, m.remark(), proven.proof(m.answer))
	case len(m.attempts) == 0:
		r.decideBefore(m, now, todo)
	default:
		r.decideAfter(m, now, todo)
	}
}

// decideBefore is for one whose boot time before the reboot is to be read.
func (r *rebooter) decideBefore(m *machine, now time.Time, todo *round) {
	_, asked := r.boots.Asked(m.id)
	switch {
	case !m.answer.Boot.IsZero(), m.mute != nil, now.Sub(m.up) >= min(readWithin, r.o.AgentTimeout):
		todo.reboot = append(todo.reboot, m)
	case !asked:
		todo.ask = append(todo.ask, m)
	}
	r.ledger.wait(m.id, "its boot time is being read")
}

// decideAfter is for one whose reboot was asked for and is not proven.
func (r *rebooter) decideAfter(m *machine, now time.Time, todo *round) {
	at := m.last().at.Format(time.RFC3339)
	r.ledger.wait(m.id, "asked to boot at "+at+", and it has not told a later boot time")
	switch {
	case m.ranOn() && m.requests >= maxReboots:
		r.ledger.fail(m.id, m.notRebooted(), nil)
	case m.ranOn():
		todo.reboot = append(todo.reboot, m)
	case !m.lost(now, r.o.AgentTimeout):
		todo.listen = append(todo.listen, m)
	case m.untold():
		todo.reboot = append(todo.reboot, m)
	default:
		todo.lost = append(todo.lost, m)
	}
}
