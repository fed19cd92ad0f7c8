package confirm_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"patchline/internal/cli"
	"patchline/internal/confirm"
	"patchline/internal/patchtest"
	"patchline/internal/restore"
	"patchline/internal/run"
	"patchline/internal/rundoc"
	"patchline/internal/snapshot"
	"patchline/internal/stage"
	"patchline/internal/start"
	"patchline/internal/waitmarker"
)

const (
	night   = "night"
	running = "i-0a1c5e0000000a001"
	stopped = "i-0a1c5e0000000c002"
)

// two is a small fleet: the replay makes a world of it for every call.
const two = `
tags: {PatchGroup: monthly}
instances:
  - {name: web, id: i-0a1c5e0000000a001, windows: {version: "2022", updates: month-behind}}
  - {name: spare, id: i-0a1c5e0000000c002, state: stopped, windows: {version: "2022", updates: month-behind}}
buckets: [patchline-rehearsal]
`

func confirming(change ...func(*stage.Options)) patchtest.Work {
	return func(ctx context.Context, o stage.Options) (cli.Outcome, error) {
		for _, do := range change {
			do(&o)
		}
		return confirm.Run(ctx, confirm.Options{Options: o})
	}
}

// restored brings a run to where it is confirmed.
func restored(b *patchtest.Bed) {
	b.T.Helper()
	b.Discover(night, "PatchGroup=monthly")
	steps := []patchtest.Work{
		func(ctx context.Context, o stage.Options) (cli.Outcome, error) {
			return snapshot.Run(ctx, snapshot.Options{Options: o})
		},
		func(ctx context.Context, o stage.Options) (cli.Outcome, error) {
			return start.Run(ctx, start.Options{Options: o, AgentTimeout: time.Hour})
		},
	}
	for _, document := range []string{run.DocUpdatesBefore, run.DocInstall} {
		steps = append(steps,
			func(ctx context.Context, o stage.Options) (cli.Outcome, error) {
				return rundoc.Run(ctx, rundoc.Options{Options: o, Document: document, Delivery: 30 * time.Minute})
			},
			func(ctx context.Context, o stage.Options) (cli.Outcome, error) {
				return waitmarker.Run(ctx, waitmarker.Options{Options: o, Document: document})
			})
	}
	steps = append(steps, func(ctx context.Context, o stage.Options) (cli.Outcome, error) {
		return restore.Run(ctx, restore.Options{Options: o, AgentTimeout: time.Hour})
	})
	for n, work := range steps {
		if end := b.Do(patchtest.Process{Run: night}, work); end.Err != nil {
			b.T.Fatalf("step %d: %v", n, end.Err)
		}
	}
}

func results(b *patchtest.Bed) map[string]run.InstanceResult {
	b.T.Helper()
	history, err := b.Store(night).History(b.Context())
	if err != nil {
		b.T.Fatal(err)
	}
	return history.Latest(run.StageID{Stage: run.StageConfirm})
}

func TestTheRebootedAreConfirmedTheStoppedAreNotAndTheClaimIsGivenBack(t *testing.T) {
	patchtest.Run(t, patchtest.Setup{YAML: two}, func(b *patchtest.Bed) {
		restored(b)
		if held := b.Seen().Claims[night]; len(held) != 2 {
			t.Fatalf("before it the run holds %v", held)
		}
		end := b.Do(patchtest.Process{Run: night}, confirming())
		if end.Code() != cli.CodeOK || end.Outcome.Counts.Succeeded != 1 || end.Outcome.Counts.LeftOut != 1 {
			t.Fatalf("exit code %d, %+v, %v", end.Code(), end.Outcome.Counts, end.Err)
		}
		all := results(b)
		if all[running].Status != run.OK {
			t.Errorf("the rebooted one is %+v", all[running])
		}
		if all[stopped].Status != run.Skipped || !strings.Contains(all[stopped].Reason, "stopped again") {
			t.Errorf("the stopped one is %+v", all[stopped])
		}
		if held := b.Seen().Claims[night]; len(held) != 0 {
			t.Errorf("after it the run holds %v", held)
		}
		if sent := b.Seen().Instances[stopped].Commands[run.DocConfirm]; sent != 0 {
			t.Errorf("the document went to the stopped one %d times", sent)
		}
	})
}

func TestAnUpdateThatWasRolledBackAtBootIsNotConfirmed(t *testing.T) {
	patchtest.Run(t, patchtest.Setup{YAML: two, Faults: "faults: [{fault: rollback-at-boot, instances: [" + running + "]}]"}, func(b *patchtest.Bed) {
		restored(b)
		end := b.Do(patchtest.Process{Run: night}, confirming())
		if end.Outcome.Counts.Failed != 1 {
			t.Errorf("the counts are %+v, %v", end.Outcome.Counts, end.Err)
		}
		if got := results(b)[running]; got.Status != run.Failed || got.Reason == "" {
			t.Errorf("it is recorded as %+v", got)
		}
		if held := b.Seen().Claims[night]; len(held) != 0 {
			t.Errorf("the run has come to its end and still holds %v", held)
		}
	})
}

func TestWhatSystemsManagerSaysOfTheInstallationIsKept(t *testing.T) {
	for faults, want := range map[string]string{
		"": "Success",
		"faults: [{fault: failed-after-reboot, document: " + run.DocInstall + ", instances: [" + running + "]}]": "Failed",
	} {
		patchtest.Run(t, patchtest.Setup{YAML: two, Faults: faults}, func(b *patchtest.Bed) {
			restored(b)
			if end := b.Do(patchtest.Process{Run: night}, confirming()); end.Err != nil {
				t.Fatal(end.Err)
			}
			all := results(b)
			if got := all[running].Proof[confirm.ProofInstall]; got != want || all[running].Status != run.OK {
				t.Errorf("%s: it is recorded as %+v, want %s", faults, all[running], want)
			}
			if got := all[stopped].Proof[confirm.ProofInstall]; got != "Success" {
				t.Errorf("%s: of the one that was stopped again it is %q", faults, got)
			}
		})
	}
}

func TestAnInstallationThatSystemsManagerDoesNotTellOfIsConfirmedAllTheSame(t *testing.T) {
	const denied = "faults: [{fault: error, operation: ssm:ListCommandInvocations, code: AccessDeniedException, after: 24h}]"
	patchtest.Run(t, patchtest.Setup{YAML: two, Faults: denied}, func(b *patchtest.Bed) {
		restored(b) // which asks for boot times in the same way
		time.Sleep(24 * time.Hour)
		end := b.Do(patchtest.Process{Run: night}, confirming())
		if _, told := results(b)[running].Proof[confirm.ProofInstall]; end.Code() != cli.CodeOK || told {
			t.Errorf("exit code %d, %v, and it is recorded as %+v", end.Code(), end.Err, results(b)[running])
		}
	})
}

func TestBeforeRestoreNothingIsConfirmedAndNothingLetGo(t *testing.T) {
	patchtest.Run(t, patchtest.Setup{YAML: two}, func(b *patchtest.Bed) {
		b.Discover(night, "PatchGroup=monthly")
		end := b.Do(patchtest.Process{Run: night}, confirming())
		if end.Code() != cli.CodeRefused || !strings.Contains(end.Err.Error(), "restore") {
			t.Errorf("exit code %d, %v", end.Code(), end.Err)
		}
		if held := b.Seen().Claims[night]; len(held) != 2 {
			t.Errorf("the run holds %v", held)
		}
	})
}

func TestATimeOutKeepsTheClaimAndTheSameCommandGoesOn(t *testing.T) {
	patchtest.Run(t, patchtest.Setup{YAML: two}, func(b *patchtest.Bed) {
		restored(b)
		end := b.Do(patchtest.Process{Run: night}, confirming(func(o *stage.Options) { o.Timeout = 5 * time.Second }))
		if end.Code() != cli.CodeUnfinished || len(b.Seen().Claims[night]) != 2 {
			t.Errorf("exit code %d, %v; the run holds %v", end.Code(), end.Err, b.Seen().Claims[night])
		}
		end = b.Do(patchtest.Process{Run: night}, confirming())
		if end.Code() != cli.CodeOK || len(b.Seen().Claims[night]) != 0 {
			t.Errorf("the same command: exit code %d, %v; the run holds %v", end.Code(), end.Err, b.Seen().Claims[night])
		}
	})
}

func TestADryRunSendsAndReleasesNothing(t *testing.T) {
	patchtest.Run(t, patchtest.Setup{YAML: two}, func(b *patchtest.Bed) {
		restored(b)
		before := b.Calls()
		end := b.Do(patchtest.Process{Run: night}, confirming(func(o *stage.Options) { o.DryRun = true }))
		if end.Err != nil {
			t.Error(end.Err)
		}
		after := b.Calls()
		for _, action := range []string{"ssm:SendCommand", "s3:PutObject"} {
			if after[action] != before[action] {
				t.Errorf("%d calls of %s were made", after[action]-before[action], action)
			}
		}
	})
}

func TestItComesToTheSameEndWhateverHappensToTheProcess(t *testing.T) {
	patchtest.Replay{Setup: patchtest.Setup{YAML: two}, Run: night, Before: restored, Stage: confirming()}.Test(t)
}

func TestOneThatRestoreStillWaitsForIsScannedOnlyAfterItsReboot(t *testing.T) {
	patchtest.Run(t, patchtest.Setup{YAML: two}, func(b *patchtest.Bed) {
		restored(b)
		record := func(r run.StageResult) {
			r.Stage = run.StageRestore
			if _, err := b.Store(night).Record(b.Context(), r); err != nil {
				t.Fatal(err)
			}
		}
		record(run.StageResult{Pending: map[string]string{running: "asked to boot"}})
		end := b.Do(patchtest.Process{Run: night}, confirming())
		if got := results(b)[running]; end.Err != nil || got.Status != run.Skipped || !strings.Contains(got.Reason, "asked to boot") {
			t.Errorf("before its reboot: %v, and it is recorded as %+v", end.Err, got)
		}
		if sent := b.Seen().Instances[running].Commands[run.DocConfirm]; sent != 0 {
			t.Errorf("the scan went to it %d times before its reboot", sent)
		}
		if held := b.Seen().Claims[night]; len(held) != 2 {
			t.Errorf("another run could take the instances now: this one holds %v", held)
		}
		record(run.StageResult{Complete: true, Instances: []run.InstanceResult{{ID: running, Status: run.OK}}})
		end = b.Do(patchtest.Process{Run: night}, confirming())
		if got := results(b)[running]; end.Err != nil || got.Status != run.OK {
			t.Errorf("after it: %v, and it is recorded as %+v", end.Err, got)
		}
		if held := b.Seen().Claims[night]; len(held) != 0 {
			t.Errorf("at its end the run holds %v", held)
		}
	})
}
