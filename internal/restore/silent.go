package restore

import (
	"context"
	"fmt"
	"time"

	"patchline/internal/power"
	"patchline/internal/stage"
)

// listen looks which agents have reported since their last question, so that
// there is someone to ask. Those that stay silent have their status checks
// looked at.
func (r *rebooter) listen(ctx context.Context, todo *round) error {
	pings, err := power.Pings(ctx, r.ssm, ids(todo.listen))
	if err != nil {
		return err
	}
	now := time.Now()
	var silent []*machine
	for _, m := range todo.listen {
		m.ping = pings[m.id].At
		asked, found := r.boots.Asked(m.id)
		switch {
		case !found, m.ping.After(asked), m.due(now) && !r.boots.Waiting(m.id):
			todo.ask = append(todo.ask, m)
		case now.Sub(m.last().at) >= queued:
			silent = append(silent, m)
		}
	}
	return r.check(ctx, silent)
}

// ask sends the questions of a round.
func (r *rebooter) ask(ctx context.Context, todo *round) error {
	return r.boots.Ask(ctx, ids(todo.ask))
}

// check fails the silent machines whose status check has failed for too long:
// Windows does not come back on them.
func (r *rebooter) check(ctx context.Context, silent []*machine) error {
	checks, err := power.StatusChecks(ctx, r.ec2, ids(silent))
	if err != nil {
		return err
	}
	now := time.Now()
	for _, m := range silent {
		switch {
		case !checks[m.id].Impaired():
			m.impaired = time.Time{}
		case m.impaired.IsZero():
			m.impaired = now
		case now.Sub(m.impaired) >= impairedFor:
			r.ledger.fail(m.id, fmt.Sprintf("Windows does not come back: it was asked to boot at %s, and its status checks have failed since %s at the latest (%s). %s",
				m.last().at.Format(time.RFC3339), m.impaired.UTC().Format(time.RFC3339), checks[m.id], advice), m.requested())
		}
	}
	return nil
}

// giveUp fails the machines that have been silent for too long.
func (r *rebooter) giveUp(ctx context.Context, todo *round) error {
	checks, err := power.StatusChecks(ctx, r.ec2, ids(todo.lost))
	if err != nil {
		return err
	}
	for _, m := range todo.lost {
		r.ledger.fail(m.id, m.notProven(checks[m.id]), m.requested())
	}
	return nil
}

// advice is what an operator does with a machine that is not back.
const advice = "Look at its console (screenshot, serial log) and start restore again when it is back"

// notProven is the sentence for a machine that was silent for too long.
func (m *machine) notProven(checks power.Checks) string {
	at := m.last().at
	agent := "its SSM agent has not reported since (never before either)"
	switch {
	case m.ping.After(at):
		agent = fmt.Sprintf("its SSM agent reported at %s but told no later boot time", m.ping.UTC().Format(time.RFC3339))
		if m.mute != nil {
			agent += " (" + stage.Sentence(m.mute) + ")"
		}
	case !m.ping.IsZero():
		agent = fmt.Sprintf("its SSM agent has not reported since (last at %s)", m.ping.UTC().Format(time.RFC3339))
	}
	asked := "asked to boot at"
	if !m.accepted.Equal(at) {
		asked = "asked to boot, without a clear answer, at"
	}
	return fmt.Sprintf("not proven: %s %s, and %s; status checks: %s. %s", asked, at.Format(time.RFC3339), agent, checks, advice)
}

// notRebooted is the sentence for a machine that ran on through every request.
func (m *machine) notRebooted() string {
	text := fmt.Sprintf("EC2 was asked %d times for its reboot, and Windows has run on since %s", m.requests, m.answer.Boot.Format(time.RFC3339))
	if m.refusal != nil {
		text += "; the last answer: " + stage.Sentence(m.refusal)
	}
	return text + ". Reboot it by hand and start restore again"
}

// requested is the proof that EC2 took the last request, if it did.
func (m *machine) requested() map[string]string {
	if !m.accepted.Equal(m.last().at) {
		return nil
	}
	return map[string]string{ProofRequested: stamp(m.accepted)}
}

// remark is what is worth a word beside a proof.
func (m *machine) remark() string {
	if !m.started.IsZero() {
		return "somebody had stopped it: it was started"
	}
	return ""
}
