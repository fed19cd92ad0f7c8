package restore

import (
	"time"

	"patchline/internal/power"
	"patchline/internal/run"
)

// attempt is one time that an instance's boot was asked for, by a reboot or a
// start, as its intent has it.
type attempt struct {
	at     time.Time // of the intent, just before the request
	before time.Time // Windows' boot time then; zero: unknown
}

// proves tells whether Windows has booted since the attempt. Two of its own
// boot times need no other clock.
func (a attempt) proves(b power.BootTime) bool {
	if a.before.IsZero() {
		return b.Boot.After(a.at) && b.Boot.Before(b.Requested.Add(clockSkew))
	}
	return b.Boot.Sub(a.before) > clockSlack
}

// proof is what a boot time proves.
func (a attempt) proof(b power.BootTime) map[string]string {
	return map[string]string{ProofBootBefore: stamp(a.before), ProofBootAfter: stamp(b.Boot)}
}

// stamp writes a moment, or that it is not known.
func stamp(t time.Time) string {
	if t.IsZero() {
		return Unknown
	}
	return t.UTC().Format(time.RFC3339Nano)
}

// machine is an instance that was running at discovery, on its way back there.
type machine struct {
	id string
	// attempts are those of the run that still count, oldest first.
	attempts []attempt
	// recorded is the result of an earlier process, if it still counts.
	recorded *run.InstanceResult

	up      time.Time // when this process first saw it running
	answer  power.BootTime
	mute    error // why its last question had no boot time for an answer
	ping    time.Time
	started time.Time // when this process last started it
	// requests counts the reboots that this process has asked for, refusal is
	// what EC2 said last if it was not yes, and accepted is the attempt that
	// EC2 is known to have taken.
	requests int
	refusal  error
	accepted time.Time
	impaired time.Time // since when its status check fails; zero: it does not
}

// last is the last attempt; there must be one.
func (m *machine) last() attempt { return m.attempts[len(m.attempts)-1] }

// proven gives the attempt that its last answer proves.
func (m *machine) proven() (attempt, bool) {
	if m.answer.Boot.IsZero() {
		return attempt{}, false
	}
	for _, a := range m.attempts {
		if a.proves(m.answer) {
			return a, true
		}
	}
	return attempt{}, false
}

// hear takes an answer in.
func (m *machine) hear(answer power.BootTime) {
	m.mute = answer.Err
	if answer.Err == nil {
		m.answer = answer
	}
}

// begin notes that it was started: what the Windows of before has told is over.
func (m *machine) begin(now time.Time) {
	m.started = now
	m.answer = power.BootTime{}
}

// ranOn tells whether Windows has told the old boot time so long after the last
// attempt that this was never carried out.
func (m *machine) ranOn() bool {
	return !m.answer.Boot.IsZero() && !m.answer.Asked.Before(m.last().at.Add(queued))
}

// due tells whether Windows, which has told the old boot time before, is to be
// asked again since the last attempt should be carried out by now.
func (m *machine) due(now time.Time) bool {
	at := m.last().at
	return m.answer.Asked.After(at) && now.Sub(at) >= queued
}

// lost tells whether it was silent for too long since it was last to boot, and
// since this process has looked for it.
func (m *machine) lost(now time.Time, timeout time.Duration) bool {
	return now.Sub(m.last().at) >= timeout && now.Sub(m.started) >= timeout && now.Sub(m.up) >= min(timeout, readWithin)
}

// untold tells whether a silent machine may never have been asked to reboot: a
// process ended between its intent and the answer, and its agent was silent
// before as well. One that has answered before, and is silent since, went down.
func (m *machine) untold() bool {
	last := m.last()
	return last.before.IsZero() && m.requests == 0 && !m.accepted.Equal(last.at)
}
