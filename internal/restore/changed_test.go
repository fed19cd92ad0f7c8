package restore_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"patchline/internal/cli"
	"patchline/internal/patchtest"
	"patchline/internal/restore"
	"patchline/internal/run"
	"patchline/internal/sim/world"
)

func stop(w *world.World, i *world.Instance) { w.Stop(i) }

func TestOneThatSomebodyHasStoppedIsStartedAndNotRebooted(t *testing.T) {
	for name, ago := range map[string]time.Duration{"long before": 10 * time.Minute, "just now": 0} {
		t.Run(name, func(t *testing.T) {
			onNight(t, "", func(b *patchtest.Bed) {
				b.Change(web, stop)
				pass(b, ago)
				must(b)
				wantBack(b, b.Seen())
				if result := results(b)[web]; !strings.Contains(result.Reason, "started") || result.Proof[restore.ProofBootAfter] == "" {
					t.Errorf("its result is %+v", result)
				}
			})
		})
	}
}

func TestOneThatSomebodyStopsDuringItsRebootIsStarted(t *testing.T) {
	onNight(t, "", func(b *patchtest.Bed) {
		time.AfterFunc(40*time.Second, func() { b.Change(web, stop) })
		must(b)
		wantBack(b, b.Seen())
		if b.Calls()["ec2:StartInstances"] == 0 {
			t.Error("it was not started")
		}
	})
}

func TestAStartThatHasNoCapacityFailsWithEC2sWords(t *testing.T) {
	onNight(t, `faults: [{fault: no-capacity, instances: [`+web+`]}]`, func(b *patchtest.Bed) {
		b.Change(web, stop)
		b.Change(app, stop)
		pass(b, 10*time.Minute)
		wantFailed(b, once(b, bring()), web, "EC2 does not start it", "InsufficientInstanceCapacity")
		// There is some later.
		b.Change(web, func(w *world.World, _ *world.Instance) { w.Faults.Rules = nil })
		must(b)
		wantBack(b, b.Seen())
	})
}

func TestOneThatIsTerminatedFails(t *testing.T) {
	for _, id := range []string{web, spare} {
		onNight(t, "", func(b *patchtest.Bed) {
			b.Change(id, func(w *world.World, i *world.Instance) { w.Terminate(i) })
			wantFailed(b, once(b, bring()), id, "it is terminated by now")
		})
	}
}

func TestInstancesThatFailedAnEarlierStageAreBroughtBackAsWell(t *testing.T) {
	onNight(t, "", func(b *patchtest.Bed) {
		_, err := b.Store(night).Record(b.Context(), run.StageResult{Stage: run.StageSnapshot, Instances: []run.InstanceResult{
			{ID: web, Status: run.Failed, Reason: "its snapshot is in error"}, {ID: spare, Status: run.Failed, Reason: "its snapshot is in error"},
		}})
		if err != nil {
			t.Fatal(err)
		}
		if end := once(b, bring()); end.Err != nil || end.Outcome.Counts.Succeeded != 6 {
			t.Errorf("got %v, %v", end.Outcome, end.Err)
		}
		wantBack(b, b.Seen())
	})
}

func TestWhatIsRecordedAsBackIsNotTouchedAgain(t *testing.T) {
	onNight(t, "", func(b *patchtest.Bed) {
		must(b)
		first := results(b)
		pass(b, 24*time.Hour)
		b.Sim.Ledger().Reset()
		began := time.Now()
		must(b)
		want := []string{"ec2:DescribeInstances", "s3:GetObject", "s3:ListObjectsV2", "s3:PutObject"}
		if calls := slices.Sorted(maps.Keys(b.Calls())); !slices.Equal(calls, want) || time.Since(began) > time.Second {
			t.Errorf("it called %v in %s", calls, time.Since(began))
		}
		for id, result := range results(b) {
			if !maps.Equal(first[id].Proof, result.Proof) {
				t.Errorf("the proof of %s changed", id)
			}
		}
		b.Change(web, stop)
		pass(b, 5*time.Minute)
		must(b)
		if seen := b.Seen().Instances[web]; seen.State != world.Running || seen.Boots != 2 || b.Calls()["ec2:RebootInstances"] != 0 {
			t.Errorf("one that was stopped since is %+v", seen)
		}
		if got := results(b)[web].Proof[restore.ProofBootAfter]; got != bootOf(b, web).Format(time.RFC3339Nano) {
			t.Errorf("its proof is of %s, before it was started", got)
		}
	})
}

func TestOneThatWasSentItsUpdatesAnewIsRebootedAgain(t *testing.T) {
	onNight(t, "", func(b *patchtest.Bed) {
		send := func(attempt int, instances ...string) {
			err := b.Store(night).Intend(b.Context(), &run.Command{
				Document: run.DocInstall, Attempt: attempt, Batch: 1, Instances: instances, IntendedAt: time.Now(), CommandID: "c",
			})
			if err != nil {
				t.Fatal(err)
			}
			wait := run.StageResult{Stage: run.StageWait, Document: run.DocInstall, FinishedAt: time.Now(), Complete: true}
			if _, err := b.Store(night).Record(b.Context(), wait); err != nil {
				t.Fatal(err)
			}
		}
		send(1, web, app, db, spare)
		pass(b, time.Hour)
		must(b)
		wantBack(b, b.Seen())
		pass(b, time.Hour)
		send(2, web, spare)
		b.Change(spare, func(w *world.World, i *world.Instance) { w.Start(i) })
		pass(b, time.Hour)
		must(b)
		seen := b.Seen()
		if boots := seen.Instances[web].Boots; boots != 2 {
			t.Errorf("it has booted %d times", boots)
		}
		if boots := seen.Instances[app].Boots; boots != 1 {
			t.Errorf("another has booted %d times", boots)
		}
		if state := seen.Instances[spare].State; state != world.Stopped {
			t.Errorf("the stopped one is %s", state)
		}
	})
}

func TestADryRunChangesNothingAndWritesNothing(t *testing.T) {
	onNight(t, "", func(b *patchtest.Bed) {
		b.Change(app, stop)
		b.Change(backup, func(_ *world.World, i *world.Instance) { i.StopProtection = true })
		pass(b, 5*time.Minute)
		before := b.Seen()
		end := once(b, bring(func(o *restore.Options) { o.DryRun = true }))
		if end.Err != nil || end.Outcome.Counts.Succeeded != 5 || end.Outcome.Counts.Failed != 1 {
			t.Fatalf("got %v, %v", end.Outcome, end.Err)
		}
		want := []string{"ec2:DescribeInstances", "ec2:RebootInstances", "ec2:StartInstances", "ec2:StopInstances", "s3:GetObject", "s3:ListObjectsV2"}
		if calls := slices.Sorted(maps.Keys(b.Calls())); !slices.Equal(calls, want) {
			t.Errorf("it called %v", calls)
		}
		pass(b, time.Hour)
		if after := b.Seen(); after.String() != before.String() {
			t.Errorf("the world is\n%s\nand was\n%s", after, before)
		}
	})
}

func TestARunThatIsUnknownIsAnError(t *testing.T) {
	patchtest.Run(t, patchtest.Setup{YAML: machines}, func(b *patchtest.Bed) {
		if end := once(b, bring()); end.Code() != cli.CodeError || !strings.Contains(end.Err.Error(), "no such run") {
			t.Errorf("got %v", end.Err)
		}
	})
}
