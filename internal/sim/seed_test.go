package sim_test

import (
	"bytes"
	"testing"
	"testing/synctest"
	"time"

	"patchline/internal/sim"
	"patchline/internal/sim/chance"
)

// The same seed and calls give the same world, byte for byte; another seed
// gives another one.
func TestASeedDecidesTheWholeNight(t *testing.T) {
	t.Parallel()
	first := playWith(t, 3)
	if second := playWith(t, 3); !bytes.Equal(first, second) {
		t.Errorf("the second night differs: %s", difference(second, first))
	}
	// The state has the seed itself, which is not what it has to differ by.
	other := bytes.Replace(playWith(t, 4), []byte(`"seed":4,`), []byte(`"seed":3,`), 1)
	if bytes.Equal(first, other) {
		t.Error("another seed has given the same night")
	}
}

func playWith(t *testing.T, seed chance.Seed) []byte {
	t.Helper()
	var end []byte
	synctest.Test(t, func(t *testing.T) {
		o := scheduled(t, nil)
		o.Seed = seed
		end = schedule{begin(t, o)}.play(0, nil)
	})
	return end
}

// What nobody asks for in between comes out as what somebody watches: a world
// does what is due whenever it is looked at.
func TestLookingChangesNothing(t *testing.T) {
	t.Parallel()
	end := func(every time.Duration) []byte {
		var state []byte
		synctest.Test(t, func(t *testing.T) {
			x := begin(t, sim.Options{Seed: 5, Unlimited: true})
			id := "i-0a1c5e0000000a001"
			x.sendDocument("Patchline-UpdateWindows-NoRestart", id)
			for range 2 * time.Hour / every {
				time.Sleep(every)
				x.sim.Advance()
			}
			state = x.save()
		})
		return state
	}
	if seldom, often := end(2*time.Hour), end(time.Second); !bytes.Equal(seldom, often) {
		t.Errorf("watched, it differs: %s", difference(often, seldom))
	}
}
