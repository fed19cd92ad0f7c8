package restore_test

import (
	"strings"
	"testing"
	"time"

	"patchline/internal/patchtest"
	"patchline/internal/run"
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

func TestARebootThatWasIntendedAndNeverAskedForComesAfterFiveMinutes(t *testing.T) {
	onNight(t, "", func(b *patchtest.Bed) {
		// The next but one heartbeat is long after the five minutes.
		pass(b, 30*time.Second)
		intent := run.Intent{At: time.Now(), Instances: running(), Before: map[string]string{}}
		for _, id := range running() {
			intent.Before[id] = bootOf(b, id).Format(time.RFC3339Nano)
		}
		if err := b.Store(night).WriteIntent(b.Context(), run.StageID{Stage: run.StageRestore}, 1, intent); err != nil {
			t.Fatal(err)
		}
		must(b)
		wantBack(b, b.Seen())
		for _, id := range running() {
			if after := bootOf(b, id).Sub(intent.At); after < 5*time.Minute || after > 8*time.Minute {
				t.Errorf("%s has booted %s after the intent", id, after)
			}
		}
	})
}

func TestAnIntentThatSomebodyHasSpoiltCountsAsUnknown(t *testing.T) {
	onNight(t, "", func(b *patchtest.Bed) {
		intent := run.Intent{At: time.Now(), Instances: running(), Before: map[string]string{web: "yesterday"}}
		if err := b.Store(night).WriteIntent(b.Context(), run.StageID{Stage: run.StageRestore}, 1, intent); err != nil {
			t.Fatal(err)
		}
		must(b)
		wantBack(b, b.Seen())
	})
}

func TestAnotherRestoreAtTheSameTimeIsRefusedByItsIntent(t *testing.T) {
	onNight(t, "", func(b *patchtest.Bed) {
		ends := make(chan patchtest.End, 2)
		for range 2 {
			go func() { ends <- once(b, bring()) }()
			time.Sleep(time.Second)
		}
		refused := 0
		for range 2 {
			if end := <-ends; end.Err != nil {
				refused++
				if !strings.Contains(end.Err.Error(), "another restore of run") {
					t.Error(end.Err)
				}
			}
		}
		if refused != 1 {
			t.Errorf("%d were refused", refused)
		}
		wantBack(b, b.Seen())
	})
}
