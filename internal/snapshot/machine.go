package snapshot

import (
	"slices"
	"time"

	"patchline/internal/run"
	"patchline/internal/stage"
)

// machine is one instance with what is known of its snapshots.
type machine struct {
	instance run.Instance
	sets     []set // oldest first
	// begun are the snapshots that this process has begun: a describe may not
	// show them yet.
	begun []begun
	// left is how many sets this process may still begin.
	left int
	// blind is until when EC2 may hide a set that was begun: nothing is begun
	// before.
	blind time.Time
	// lost counts calls whose answer was lost.
	lost int
	// refusal is why no set will be begun any more.
	refusal error
	// wait is why none can be begun for the moment; logged once.
	wait error
	// vss is the machine's part in --vss; nil where EC2 itself takes the set.
	vss *vssPart
}

// begun are the snapshots of one call, and when its answer came by the clock
// here: EC2's may differ.
type begun struct {
	snapshots []taken
	at        time.Time
}

const (
	// rounds is how often a set is begun that ends in error.
	rounds = 2
	// lostCalls is how often a call is made whose answer is lost.
	lostCalls = 3
)

// see takes in what EC2 shows of the instance, and what it does not show yet.
func (m *machine) see(shown []taken) {
	all := slices.Clone(shown)
	for _, b := range m.begun {
		for _, t := range b.snapshots {
			if slices.ContainsFunc(shown, func(s taken) bool { return s.id == t.id }) {
				continue
			}
			if time.Since(b.at) >= stage.Consistency {
				t.state = stateGone
				m.left = 0 // it was begun, and once more might be twice
			}
			all = append(all, t)
		}
	}
	m.sets = sets(all)
}

// first sets the machine up after the first look: what ended in error before
// counts as a round, but a new process may always begin one set.
func (m *machine) first() {
	m.left = max(rounds-len(m.sets), 1)
}

// proof is the set that counts: the oldest that is usable, which is farthest
// from anything that was done to the instance. Nil without one.
func (m *machine) proof() set {
	for _, s := range m.sets {
		if s.usable() && (m.vss == nil || s.consistent()) {
			return s
		}
	}
	return nil
}

// needs tells whether a set is to be begun now.
func (m *machine) needs() bool {
	if m.refusal != nil || m.proof() != nil || len(m.instance.Volumes) == 0 {
		return false
	}
	if m.vss != nil {
		return m.vss.id == ""
	}
	return m.left > 0 && !time.Now().Before(m.blind)
}

// mayNeed tells whether a set may yet be begun, now or later.
func (m *machine) mayNeed() bool {
	return m.refusal == nil && m.proof() == nil && len(m.instance.Volumes) > 0 && m.left > 0
}
