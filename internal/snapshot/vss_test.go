package snapshot_test

import (
	"strings"
	"testing"
	"time"

	"patchline/internal/cli"
	"patchline/internal/cli/option"
	"patchline/internal/patchtest"
	"patchline/internal/run"
	"patchline/internal/sim/world"
	"patchline/internal/snapshot"
)

func byVSS(o *snapshot.Options) {
	o.VSS = true
	o.MaxFailed = option.MaxFailedCount(1)
}

func TestVSSTakesThoseOfRunningInstances(t *testing.T) {
	patchtest.Run(t, patchtest.Setup{}, func(b *patchtest.Bed) {
		b.Discover(night, payroll)
		mustEnd(t, take(b, byVSS), cli.CodeOK)
		if bad := oneEach(b, web1, web2, db, idle); bad != 0 {
			t.Errorf("%d snapshots went wrong", bad)
		}
		mustBeProven(b, 4)
		w := b.Sim.World()
		w.Do(func() {
			for s := range w.Site(b.Home).Snapshots.All() {
				tags := s.Tags.Map()
				if tags[snapshot.TagRun] != night || tags[snapshot.TagInstance] != s.InstanceID || tags[snapshot.TagSet] == "" {
					t.Errorf("%s has the tags %v", s.ID, tags)
				}
				if consistent := tags["AppConsistent"] == "True"; consistent != (s.InstanceID != idle) {
					t.Errorf("%s of %s has the tags %v", s.ID, s.InstanceID, tags)
				}
			}
		})
		seen := b.Seen()
		for _, id := range []string{web1, web2, db} {
			if seen.Instances[id].Commands[snapshot.VSSInstall] != 1 {
				t.Errorf("%s was sent %v", id, seen.Instances[id].Commands)
			}
		}
		if calls := b.Calls(); calls["ec2:CreateSnapshots"] != 1 || calls["ssm:SendCommand"] != 3 || calls["ssm:ListCommandInvocations"] != 0 {
			t.Errorf("the calls are %v", calls)
		}
	})
}

func TestVSSTakesTheDocumentThatItIsTold(t *testing.T) {
	patchtest.Run(t, patchtest.Setup{}, func(b *patchtest.Bed) {
		b.Discover(night, payroll)
		mustEnd(t, take(b, func(o *snapshot.Options) { byVSS(o); o.VSSDocument = snapshot.VSSCreate }), cli.CodeOK)
		if got := b.Seen().Instances[db].Commands; got[snapshot.VSSCreate] != 1 || len(got) != 1 {
			t.Errorf("it was sent %v", got)
		}
	})
}

func TestKilledAtAnyCallVSSTakesEverySnapshotOnce(t *testing.T) {
	for name, faults := range map[string]string{
		"by day":                      "",
		"while AWS hides what is new": "faults: [{fault: eventual-consistency, operation: 'ec2:DescribeSnapshots', delay: 55s}, {fault: eventual-consistency, operation: 'ssm:ListCommands', delay: 5s}]",
	} {
		t.Run(name, func(t *testing.T) {
			patchtest.Replay{
				Setup:  patchtest.Setup{YAML: lab, Faults: faults},
				Run:    night,
				Before: inTheLab,
				Stage:  with(byVSS),
				Pause:  20 * time.Second,
			}.Test(t)
		})
	}
}

func TestAVolumeThatIsNotConsistentFailsItsInstance(t *testing.T) {
	patchtest.Run(t, patchtest.Setup{}, func(b *patchtest.Bed) {
		b.Discover(night, payroll)
		// One of the three volumes' snapshots fails; the command succeeds.
		b.Fault("faults: [{fault: snapshot-error, percent: 30, instances: [" + db + "], times: 1}]")
		mustEnd(t, take(b, byVSS), cli.CodeSomeFailed)
		got := results(b)[db]
		mustSay(t, got.Reason, snapshot.VSSInstall+" ended with Success", "state error")
		mustSay(t, got.Reason, strings.Fields(got.Reason)[0])
		// The same command sends it another.
		mustEnd(t, take(b, byVSS), cli.CodeOK)
		if sent := b.Seen().Instances[db].Commands[snapshot.VSSInstall]; sent != 2 {
			t.Errorf("it was sent %d commands", sent)
		}
		if sent := b.Seen().Instances[web1].Commands[snapshot.VSSInstall]; sent != 1 {
			t.Errorf("another was sent %d commands", sent)
		}
		for volume, snapshots := range b.Snapshots()[db] {
			if len(snapshots) != 2 || results(b)[db].Proof[volume] != snapshots[1] {
				t.Errorf("the proof of %s is %q of %v", volume, results(b)[db].Proof[volume], snapshots)
			}
		}
	})
}

func TestTagsThatDoNotSayTrueFailTheInstance(t *testing.T) {
	for name, change := range map[string]func(*world.Snapshot){
		"False":   func(s *world.Snapshot) { s.Tags.Set("AppConsistent", "False") },
		"missing": func(s *world.Snapshot) { s.Tags.Delete("AppConsistent") },
	} {
		t.Run(name, func(t *testing.T) {
			patchtest.Run(t, patchtest.Setup{}, func(b *patchtest.Bed) {
				b.Discover(night, payroll)
				bad := ""
				time.AfterFunc(2*time.Minute, func() {
					w := b.Sim.World()
					w.Do(func() {
						for s := range w.Site(b.Home).Snapshots.All() {
							if s.InstanceID == web2 {
								change(s)
								bad = s.ID
							}
						}
					})
				})
				mustEnd(t, take(b, byVSS), cli.CodeSomeFailed)
				mustSay(t, results(b)[web2].Reason, bad, "not application-consistent", "AppConsistent")
				if results(b)[web2].Status != run.Failed || results(b)[web1].Status != run.OK {
					t.Errorf("the results are %v", results(b))
				}
			})
		})
	}
}

func TestVSSOnAnInstanceThatCannotFailsItAlone(t *testing.T) {
	for name, test := range map[string]struct {
		change func(*world.World, *world.Instance)
		want   []string
	}{
		"its agent is dead":          {func(w *world.World, i *world.Instance) { w.LoseAgent(i) }, []string{"ended with", "left no snapshots"}},
		"it was terminated":          {func(w *world.World, i *world.Instance) { w.Terminate(i) }, []string{"no snapshot was taken", "InvalidInstanceId"}},
		"it has no volumes any more": {func(_ *world.World, i *world.Instance) { i.Attachments = nil }, []string{"ended with Failed", "left no snapshots", "no volume of"}},
	} {
		t.Run(name, func(t *testing.T) {
			patchtest.Run(t, patchtest.Setup{}, func(b *patchtest.Bed) {
				b.Discover(night, payroll)
				b.Change(web1, test.change)
				mustEnd(t, take(b, byVSS), cli.CodeSomeFailed)
				mustSay(t, results(b)[web1].Reason, test.want...)
				oneEach(b, web2, db, idle)
			})
		})
	}
}

func TestPlainSnapshotsDoNotPassForVSSOnes(t *testing.T) {
	patchtest.Run(t, patchtest.Setup{}, func(b *patchtest.Bed) {
		b.Discover(night, payroll)
		mustEnd(t, take(b, nil), cli.CodeOK)
		mustEnd(t, take(b, byVSS), cli.CodeOK)
		seen := b.Seen()
		if seen.Instances[web1].Commands[snapshot.VSSInstall] != 1 || len(b.Snapshots()[idle][rootOf(b, idle)]) != 1 {
			t.Errorf("it took %v", b.Snapshots())
		}
		// And the other way round, those of VSS do for either.
		b.Sim.Ledger().Reset()
		mustEnd(t, take(b, nil), cli.CodeOK)
		if calls := b.Calls()["ec2:CreateSnapshots"]; calls != 0 {
			t.Errorf("it took %d sets more", calls)
		}
	})
}

func TestVSSSnapshotsThatEC2StillHidesAreWaitedFor(t *testing.T) {
	setup := patchtest.Setup{YAML: lab, Faults: "faults: [{fault: eventual-consistency, operation: 'ec2:DescribeSnapshots', delay: 100s}]"}
	patchtest.Run(t, setup, func(b *patchtest.Bed) {
		inTheLab(b)
		running := func(o *snapshot.Options) { o.VSS, o.MaxFailed = true, option.MaxFailedCount(1) }
		end := take(b, running)
		for _, id := range labIDs[:2] {
			if result := results(b)[id]; result.Status != run.OK {
				t.Errorf("%s is %+v (%v)", id, result, end.Err)
			}
		}
		oneEach(b, labIDs[:2]...)
	})
}
