package patchtest

import (
	"fmt"
	"testing"
	"time"

	"patchline/internal/cli"
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
	// nothing happened to. The exit code must be the same either way.
	Check func(*Bed, Seen)
}

// mostCalls bounds the calls of a stage in a replay, should one never end.
const mostCalls = 2000

// comesTo is the end of a stage.
type comesTo struct {
	seen Seen
	code cli.Code
}

// Test runs the stage in a new world for each of its calls and each accident,
// then once more by the same command if it has not ended by itself, and
// compares.
func (r Replay) Test(t *testing.T) {
	t.Helper()
	var want comesTo
	t.Run("nothing happens", func(t *testing.T) {
		Run(t, r.Setup, func(b *Bed) {
			r.Before(b)
			want = r.end(b, b.Do(Process{Run: r.Run}, r.Stage))
		})
	})
	for _, accident := range Accidents() {
		struck := true
		for n := 1; struck && n <= mostCalls && !t.Failed(); n++ {
			t.Run(fmt.Sprintf("%s call %d", accident, n), func(t *testing.T) {
				Run(t, r.Setup, func(b *Bed) {
					r.Before(b)
					struck = r.strike(b, Process{Run: r.Run, N: n, Accident: accident}, want)
				})
			})
		}
	}
}

// strike runs the stage to its accident and then to its end. It tells whether
// the accident happened.
func (r Replay) strike(b *Bed, p Process, want comesTo) bool {
	b.T.Helper()
	end := b.Do(p, r.Stage)
	if !end.Struck {
		return false
	}
	if end.Dead || end.Err != nil {
		time.Sleep(r.Pause)
		end = b.Do(Process{Run: r.Run}, r.Stage)
	}
	got := r.end(b, end)
	if got.code != want.code {
		b.T.Errorf("exit code %d with %+v, and without the accident %d", got.code, end.Outcome.Counts, want.code)
	}
	if r.Check == nil && got.seen.String() != want.seen.String() {
		b.T.Errorf("the world is\n%s\nand without the accident\n%s", got.seen, want.seen)
	}
	return true
}

// end looks at what a process has come to.
func (r Replay) end(b *Bed, end End) comesTo {
	b.T.Helper()
	if end.Err != nil {
		b.T.Fatalf("the stage ended with %v", end.Err)
	}
	seen := b.Seen()
	if r.Check != nil {
		r.Check(b, seen)
	}
	return comesTo{seen, end.Code()}
}
