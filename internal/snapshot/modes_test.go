package snapshot_test

import (
	"testing"

	"patchline/internal/cli"
	"patchline/internal/patchtest"
	"patchline/internal/run"
	"patchline/internal/sim/world"
	"patchline/internal/snapshot"
	"patchline/internal/stage"
)

func withoutSnapshot(o *snapshot.Options) { o.WithoutSnapshot = true }

func TestWithoutSnapshotIsRecordedAndLoud(t *testing.T) {
	patchtest.Run(t, patchtest.Setup{}, func(b *patchtest.Bed) {
		b.Discover(night, payroll)
		b.Sim.Ledger().Reset()
		mustEnd(t, take(b, withoutSnapshot), cli.CodeOK)
		for service := range b.Sim.Ledger().Counts() {
			if service != "s3" {
				t.Errorf("it called %s", service)
			}
		}
		got := results(b)
		if len(got) != 4 {
			t.Errorf("the results are %v", got)
		}
		for id, result := range got {
			if result.Status != run.OK || result.Reason != "without a snapshot, by --without-snapshot" {
				t.Errorf("%s is %+v", id, result)
			}
		}
		mustSay(t, b.Logged(), "level=WARN", "NO SNAPSHOTS", "instances=4")
		history, err := b.Store(night).History(b.Context())
		if err != nil {
			t.Fatal(err)
		}
		attempts := history.Results[run.StageID{Stage: run.StageSnapshot}]
		if len(attempts) != 1 || len(attempts[0].Notes) != 1 {
			t.Fatalf("it recorded %+v", attempts)
		}
		mustSay(t, attempts[0].Notes[0], "4 instances", "--without-snapshot")
		w := stage.Work{History: history}
		if reason := w.Gate(web1); reason != "" {
			t.Errorf("the gate is closed: %s", reason)
		}
	})
}

func TestWithoutSnapshotKeepsTheProofsThatThereAre(t *testing.T) {
	patchtest.Run(t, patchtest.Setup{}, func(b *patchtest.Bed) {
		b.Discover(night, payroll)
		b.Fault("faults: [{fault: error, operation: 'ec2:CreateSnapshots', instances: [" + web1 + "], code: No}]")
		mustEnd(t, take(b, onlyOne), cli.CodeSomeFailed)
		before := results(b)
		mustEnd(t, take(b, withoutSnapshot), cli.CodeOK)
		after := results(b)
		if after[web1].Status != run.OK || len(after[web1].Proof) != 0 {
			t.Errorf("the one without is %+v", after[web1])
		}
		if volume := rootOf(b, web2); after[web2].Proof[volume] == "" || after[web2].Proof[volume] != before[web2].Proof[volume] {
			t.Errorf("the proof was %v and is %v", before[web2], after[web2])
		}
		mustSay(t, b.Logged(), "instances=1")
	})
}

func TestADryRunTakesNothing(t *testing.T) {
	patchtest.Run(t, patchtest.Setup{}, func(b *patchtest.Bed) {
		b.Discover(night, payroll)
		b.Change(web1, func(_ *world.World, i *world.Instance) { i.Attachments = nil })
		for name, change := range map[string]func(*snapshot.Options){
			"plain":            func(o *snapshot.Options) { onlyOne(o); o.DryRun = true },
			"VSS":              func(o *snapshot.Options) { onlyOne(o); o.DryRun, o.VSS = true, true },
			"without snapshot": func(o *snapshot.Options) { onlyOne(o); o.DryRun, o.WithoutSnapshot = true, true },
		} {
			b.Sim.Ledger().Reset()
			end := take(b, change)
			want := cli.CodeOK
			if name == "plain" {
				want = cli.CodeSomeFailed // EC2 would refuse one
			}
			mustEnd(t, end, want)
			if calls := b.Calls(); calls["s3:PutObject"] != 0 || calls["ssm:SendCommand"] != 0 || len(b.Snapshots()) != 0 || len(results(b)) != 0 {
				t.Errorf("%s: the calls are %v, the snapshots %v", name, calls, b.Snapshots())
			}
		}
		mustSay(t, b.Logged(), "would be refused", web1)
	})
}

func TestAnUnknownRunIsNamed(t *testing.T) {
	patchtest.Run(t, patchtest.Setup{}, func(b *patchtest.Bed) {
		end := take(b, nil)
		mustEnd(t, end, cli.CodeError)
		mustSay(t, end.Err.Error(), `run "night"`, "there is no such run", "manifest.json", "--run", "discover")
	})
}

func TestARunThatHasLostItsInstancesIsRefused(t *testing.T) {
	patchtest.Run(t, patchtest.Setup{}, func(b *patchtest.Bed) {
		b.Discover(night, payroll)
		if _, err := b.Store(night).Release(b.Context()); err != nil {
			t.Fatal(err)
		}
		b.Discover("other", payroll)
		for _, dry := range []bool{false, true} {
			end := take(b, func(o *snapshot.Options) { o.DryRun = dry })
			mustEnd(t, end, cli.CodeRefused)
			mustSay(t, end.Err.Error(), `run "other"`)
		}
		if taken := b.Snapshots(); len(taken) != 0 {
			t.Errorf("it took %v", taken)
		}
	})
}
