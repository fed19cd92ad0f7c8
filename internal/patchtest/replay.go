package patchtest

import (
	"fmt"
	"testing"
	"time"
)

// Replay is a stage that must come to the same end whatever happens to its
// process.
type Replay struct {
	Setup Setup
	Run   string
	// Before brings the world to where the stage begins.
	Before func(*Bed)
	Stage  Work
	// Pause is between the accident and the same command; 0: it comes at the
	// same moment.
	Pause time.Duration
	// Check looks at the end; nil: the world must be as after a process that
	// nothing happened to.
	Check func(*Bed, Seen)
}

// mostCalls bounds the calls of a stage in a replay, should one never end.
const mostCalls = 2000

// Test runs the stage in a new world for each of its calls and each accident,
// then once more by the same command if it has not ended well, and compares.
func (r Replay) Test(t *testing.T) {
	t.Helper()
	var want Seen
	t.Run("nothing happens", func(t *testing.T) {
		Run(t, r.Setup, func(b *Bed) { want = r.at(b, Process{Run: r.Run}) })
	})
	for _, accident := range Accidents() {
		struck := true
		for n := 1; struck && n <= mostCalls && !t.Failed(); n++ {
			t.Run(fmt.Sprintf("%s call %d", accident, n), func(t *testing.T) {
				Run(t, r.Setup, func(b *Bed) {
					p := Process{Run: r.Run, N: n, Accident: accident}
					r.Before(b)
					struck = r.strike(b, p, want)
				})
			})
		}
	}
}

// at runs the stage from its beginning in one process.
func (r Replay) at(b *Bed, p Process) Seen {
	b.T.Helper()
	r.Before(b)
	end := b.Do(p, r.Stage)
	if end.Err != nil {
		b.T.Fatalf("the stage ended with %v", end.Err)
	}
	seen := b.Seen()
	if r.Check != nil {
		r.Check(b, seen)
	}
	return seen
}

// strike runs the stage to its accident and then to its end. It tells whether
// the accident happened.
func (r Replay) strike(b *Bed, p Process, want Seen) bool {
	b.T.Helper()
	end := b.Do(p, r.Stage)
	if !end.Struck {
		return false
	}
	if end.Dead || end.Err != nil {
		time.Sleep(r.Pause)
		end = b.Do(Process{Run: r.Run}, r.Stage)
	}
	if end.Err != nil {
		b.T.Fatalf("the same command ended with %v", end.Err)
	}
	seen := b.Seen()
	if r.Check != nil {
		r.Check(b, seen)
		return true
	}
	if seen.String() != want.String() {
		b.T.Errorf("the world is\n%s\nand without the accident\n%s", seen, want)
	}
	return true
}
