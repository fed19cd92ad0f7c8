package snapshot

import (
	"errors"
	"fmt"
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
	// most is how many sets the instance may come to have.
	most int
	// blind is until when EC2 may hide a set that was begun: none is begun
	// before.
	blind time.Time
	// lost counts calls whose answer was lost; lastLost is what came instead.
	lost     int
	lastLost error
	// refusal is why no set will be begun any more.
	refusal error
	// waits: EC2 begins none for the moment.
	waits bool
	// would is what a dry run would do.
	would string
	// vss is the machine's part in --vss; nil where EC2 itself takes the set.
	vss *vssPart
}

// largest is the size of its largest volume, in GiB.
func (m *machine) largest() int {
	size := 0
	for _, v := range m.instance.Volumes {
		size = max(size, v.SizeGiB)
	}
	return size
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

var errGone = errors.New("what was begun is not there")

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
				m.refusal = errGone // another might be one too many
			}
			all = append(all, t)
		}
	}
	m.sets = sets(all)
	if m.most == 0 { // the first look: a new process may always begin one
		m.most = max(rounds, len(m.sets)+1)
	}
	if m.lost >= lostCalls && m.proof() == nil && !m.isBlind() && m.refusal == nil {
		m.refusal = fmt.Errorf("EC2 gave no clear answer to %d calls: %w", m.lost, m.lastLost)
	}
}

func (m *machine) isBlind() bool { return time.Now().Before(m.blind) }

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

// open tells whether a set may yet be begun, now or later.
func (m *machine) open() bool {
	return m.refusal == nil && m.proof() == nil && len(m.instance.Volumes) > 0 && (m.isBlind() || m.moreSets())
}

// moreSets tells whether the instance may have one more set.
func (m *machine) moreSets() bool {
	if m.vss != nil {
		return !m.vss.sent()
	}
	return len(m.sets) < m.most
}

// needs tells whether a set is to be begun now.
func (m *machine) needs() bool { return m.open() && !m.isBlind() && m.moreSets() }
