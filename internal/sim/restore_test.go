package sim_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"patchline/internal/sim"
	"patchline/internal/sim/faults"
	"patchline/internal/sim/fleet"
)

// saveEvery is no multiple of a step's moment, so that most states are saved
// while something is under way.
const saveEvery = 7*time.Minute + 13*time.Second

// A night that is cut off at any moment, saved and gone on with by another
// stand-in ends as one that never was: every instance, snapshot, command and
// object, and all that is kept besides.
func TestANightThatWasSavedAndRestoredEndsAsOneThatWasNot(t *testing.T) {
	t.Parallel()
	states := map[time.Duration][]byte{}
	var want []byte
	synctest.Test(t, func(t *testing.T) {
		s := schedule{sdk: begin(t, scheduled(t, nil))}
		want = s.play(0, func(at time.Duration) { states[at] = s.save() })
	})
	for n, rule := range plan(t, schedulePlan) {
		if rule.Kind != faults.EventualConsistency && !struck(t, states[quiet-quiet%saveEvery], n) {
			t.Errorf("the fault %s has never struck: this night proves little", rule.Kind)
		}
	}
	if len(states) < 20 {
		t.Fatalf("only %d states were saved", len(states))
	}
	for at, state := range states {
		t.Run("saved after "+at.String(), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := schedule{sdk: begin(t, scheduled(t, state))}
				got := s.play(at, nil)
				if !bytes.Equal(got, want) {
					t.Errorf("another end: %s", difference(got, want))
				}
			})
		})
	}
}

// scheduled are the options of the night's stand-ins: a fleet and a plan that
// have something of everything that a state must keep.
func scheduled(t *testing.T, state []byte) sim.Options {
	t.Helper()
	o := sim.Options{Seed: 3, Unlimited: true, State: state, Faults: plan(t, schedulePlan)}
	if state != nil {
		o.Seed = 99 // which nothing comes of
	} else {
		var err error
		if o.Fleet, err = fleet.Generate(40, 3); err != nil {
			t.Fatal(err)
		}
	}
	return o
}

const schedulePlan = `
faults:
  - {fault: eventual-consistency, operation: "ec2:Describe*", delay: 40s}
  - {fault: snapshot-error, percent: 60, share: 10%, times: 1}
  - {fault: snapshot-stuck, percent: 30, share: 5%}
  - {fault: no-capacity, share: 30%, times: 1}
  - {fault: stop-stuck, delay: 11m, share: 50%}
  - {fault: agent-lost-after-update, share: 15%}
  - {fault: command-never-reports, document: Patchline-UpdateWindows-Before, share: 5%}
  - {fault: marker-never-written, document: Patchline-UpdateWindows-NoRestart, share: 10%, times: 1}
  - {fault: failed-after-reboot, document: Patchline-UpdateWindows-NoRestart, share: 10%, times: 1}
  - {fault: rollback-at-boot, share: 10%}
  - {fault: update-fails, share: 10%, times: 2}
  - {fault: slow, operation: "ssm:*", delay: 3s, share: 40%}
`

// struck tells whether a state has counted a strike of a rule.
func struck(t *testing.T, state []byte, rule int) bool {
	t.Helper()
	var kept struct {
		World struct{ Struck map[string]int }
	}
	if err := json.Unmarshal(state, &kept); err != nil {
		t.Fatal(err)
	}
	for key := range kept.World.Struck {
		if number, whom, _ := strings.Cut(key, " "); number == strconv.Itoa(rule) && whom != "seen" {
			return true
		}
	}
	return false
}

// save is the state now.
func (x *sdk) save() []byte {
	x.Helper()
	state, err := x.sim.Save()
	x.must(err)
	return state
}

// difference shows where two texts part.
func difference(got, want []byte) string {
	n := 0
	for n < min(len(got), len(want)) && got[n] == want[n] {
		n++
	}
	part := func(text []byte) []byte { return text[max(0, n-200):min(len(text), n+200)] }
	return fmt.Sprintf("at byte %d:\n got …%s…\nwant …%s…", n, part(got), part(want))
}
