package restore_test

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"patchline/internal/cli"
	"patchline/internal/restore"
	"patchline/internal/run"
	"patchline/internal/sim/faults"
	"patchline/internal/sim/world"
)

func TestOneThatSomebodyHasStoppedIsStartedAndNotRebooted(t *testing.T) {
	for name, later := range map[string]time.Duration{"long before": 10 * time.Minute, "just now": 0} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := newNight(t)
				n.change(web, func(w *world.World, i *world.Instance) { w.Stop(i) })
				time.Sleep(later)
				n.mustRestore()
				if n.wire.count("RebootInstances", web) != 0 || n.wire.count("StartInstances", web) == 0 || n.see(web).State != world.Running {
					t.Error("it was not started, or rebooted besides")
				}
				if result := n.results()[web]; !strings.Contains(result.Reason, "started") || result.Proof[restore.ProofBootAfter] == "" {
					t.Errorf("its result is %+v", result)
				}
			})
		})
	}
}

func TestOneThatSomebodyStopsDuringItsRebootIsStarted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNight(t)
		time.AfterFunc(40*time.Second, func() {
			n.change(web, func(w *world.World, i *world.Instance) { w.Stop(i) })
		})
		n.mustRestore()
		n.wantBack()
		if n.wire.count("StartInstances", web) == 0 {
			t.Error("it was not started")
		}
	})
}

func TestAStartThatHasNoCapacityFailsWithEC2sWords(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNight(t, faults.Rule{Kind: faults.NoCapacity, Instances: []string{web}, Times: 3})
		for _, id := range []string{web, app} {
			n.change(id, func(w *world.World, i *world.Instance) { w.Stop(i) })
		}
		time.Sleep(10 * time.Minute)
		outcome, err := n.restore()
		n.wantFailed(outcome, err, web, "EC2 does not start it", "InsufficientInstanceCapacity")
		time.Sleep(time.Hour)
		for range 3 { // the plan's strikes are used up meanwhile
			if outcome, err = n.restore(); outcome.Code() == cli.CodeOK {
				break
			}
		}
		if err != nil || n.see(web).State != world.Running {
			t.Errorf("it is %s: %v", n.see(web).State, err)
		}
	})
}

func TestOneThatIsTerminatedFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNight(t)
		n.change(web, func(w *world.World, i *world.Instance) { w.Terminate(i) })
		outcome, err := n.restore()
		n.wantFailed(outcome, err, web, "it is terminated by now")
	})
}

func TestInstancesThatFailedAnEarlierStageAreBroughtBackAsWell(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNight(t)
		_, err := n.run.Record(t.Context(), run.StageResult{Stage: run.StageSnapshot, Instances: []run.InstanceResult{
			{ID: web, Status: run.Failed, Reason: "its snapshot is in error"}, {ID: spare, Status: run.Failed, Reason: "its snapshot is in error"},
		}})
		if err != nil {
			t.Fatal(err)
		}
		n.mustRestore()
		n.wantBack()
	})
}

func TestWhatIsRecordedAsBackIsNotTouchedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNight(t)
		n.mustRestore()
		first := n.results()
		time.Sleep(24 * time.Hour)
		n.wire.reset()
		n.mustRestore()
		if calls := n.wire.calls(); !slices.Equal(calls, []string{"DescribeInstances", "GET", "PUT"}) {
			t.Errorf("it called %v", calls)
		}
		for id, result := range n.results() {
			if first[id].Proof[restore.ProofBootAfter] != result.Proof[restore.ProofBootAfter] {
				t.Errorf("the proof of %s changed", id)
			}
		}
		n.change(web, func(w *world.World, i *world.Instance) { w.Stop(i) })
		time.Sleep(5 * time.Minute)
		n.mustRestore()
		if n.see(web).State != world.Running || n.wire.count("RebootInstances", web) != 0 {
			t.Error("one that was stopped since was not just started")
		}
	})
}

func TestOneThatWasSentItsUpdatesAnewIsRebootedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNight(t)
		n.mustRestore()
		n.wantBack()
		time.Sleep(time.Hour)
		for attempt, instances := range map[int][]string{1: {spare, web}, 2: {web}} {
			err := n.run.Intend(t.Context(), &run.Command{
				Document: run.DocInstall, Attempt: attempt, Batch: 1, Instances: instances,
				IntendedAt: time.Now().Add(time.Duration(attempt-2) * 20 * time.Hour), CommandID: "c",
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		n.wire.reset()
		n.mustRestore()
		if n.wire.count("RebootInstances", web) != 1 || n.wire.count("RebootInstances", app) != 0 {
			t.Errorf("rebooted %v", n.wire.done["RebootInstances"])
		}
	})
}

func TestADryRunChangesNothingAndWritesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNight(t)
		n.change(app, func(w *world.World, i *world.Instance) { w.Stop(i) })
		n.change(backup, func(_ *world.World, i *world.Instance) { i.StopProtection = true })
		time.Sleep(5 * time.Minute)
		o := n.options(time.Hour)
		o.DryRun = true
		outcome, err := restore.Run(t.Context(), o)
		if err != nil || outcome.Counts.Succeeded != 5 || outcome.Counts.Failed != 1 {
			t.Fatalf("got %v, %v", outcome.Counts, err)
		}
		if calls := n.wire.calls(); !slices.Equal(calls, []string{"DescribeInstances", "GET", "RebootInstances", "StartInstances", "StopInstances"}) {
			t.Errorf("it called %v", calls)
		}
		if len(n.wire.done["RebootInstances"])+len(n.wire.done["StartInstances"])+len(n.wire.done["StopInstances"]) != 0 {
			t.Error("something was done")
		}
		if n.see(web).State != world.Running || n.see(app).State != world.Stopped || n.see(spare).State != world.Running {
			t.Error("a state changed")
		}
	})
}
