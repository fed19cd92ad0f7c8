package restore_test

import (
	"testing"
	"time"

	"patchline/internal/patchtest"
	"patchline/internal/sim/world"
)

func TestWhateverHappensAtAnyCallEachIsRebootedOnce(t *testing.T) {
	patchtest.Replay{
		Setup: patchtest.Setup{YAML: machines}, Run: night,
		Before: come, Stage: bring(), Check: wantBack,
	}.Test(t)
}

func TestOneThatSomebodyHasStoppedIsStartedOnceWhateverHappens(t *testing.T) {
	patchtest.Replay{
		Setup: patchtest.Setup{YAML: machines}, Run: night,
		Before: func(b *patchtest.Bed) {
			come(b)
			b.Change(web, func(w *world.World, i *world.Instance) { w.Stop(i) })
			pass(b, 10*time.Minute)
		},
		Stage: bring(), Check: wantBack,
	}.Test(t)
}

func TestDeadTwiceNothingIsRebootedTwice(t *testing.T) {
	for first := 1; first < 40; first += 3 {
		onNight(t, "", func(b *patchtest.Bed) {
			b.Do(patchtest.Process{Run: night, N: first, Accident: patchtest.DiesAfter}, bring())
			b.Do(patchtest.Process{Run: night, N: first + 2, Accident: patchtest.DiesBefore}, bring())
			must(b)
			wantBack(b, b.Seen())
		})
	}
}

func TestOneThatIsSilentSinceItsRebootIsNotRebootedByTheNextDaysReplay(t *testing.T) {
	const lost = `faults: [{fault: agent-lost-after-reboot, instances: [` + app + `]}]`
	for _, n := range []int{16, 20, 24} {
		onNight(t, lost, func(b *patchtest.Bed) {
			if end := b.Do(patchtest.Process{Run: night, N: n, Accident: patchtest.DiesBefore}, bring()); !end.Dead {
				t.Fatalf("call %d never came", n)
			}
			if b.Calls()["ec2:RebootInstances"] != 1 {
				t.Fatalf("call %d is not after the reboot: %v", n, b.Calls())
			}
			pass(b, 24*time.Hour)
			wantFailed(b, once(b, bring()), app, "not proven")
			wantBack(b, b.Seen())
		})
	}
}
