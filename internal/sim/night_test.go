package sim_test

import (
	"testing"
	"testing/synctest"
	"time"

	"patchline/internal/run"
	"patchline/internal/sim"
	"patchline/internal/sim/fleet"
)

const (
	fleetSize  = 1000
	nightLasts = 8 * time.Hour
)

// A whole night over 1,000 instances with the SDK alone, in seconds: the
// bubble's time is virtual, and the clients call the handler without a socket.
func TestANightOf1000InstancesTakesSeconds(t *testing.T) {
	t.Parallel()
	begun := time.Now()
	var virtual time.Duration
	synctest.Test(t, func(t *testing.T) {
		described, err := fleet.Generate(fleetSize, 7)
		if err != nil {
			t.Fatal(err)
		}
		n := &night{sdk: begin(t, sim.Options{Fleet: described, Seed: 7}), run: "night-1", dusk: time.Now()}
		n.discover()
		n.snapshot()
		n.start()
		n.online(n.dusk)
		for _, document := range []string{
			run.DocUpdateAgent, run.DocUpdatesBefore, run.DocInstall, run.DocUpdatesAfter,
			run.DocCompare, run.DocFailedCheck, run.DocSoftware,
		} {
			n.document(document)
		}
		n.reboot()
		n.document(run.DocConfirm)
		n.stop()
		n.watch(n.dusk.Add(nightLasts))
		virtual = time.Since(n.dusk)
		n.compareCalls()
		n.compareWith(described)
	})
	t.Logf("%v of virtual time took %v of real time", virtual, time.Since(begun).Round(time.Millisecond))
	if virtual > nightLasts {
		t.Errorf("the night took %v", virtual)
	}
}
