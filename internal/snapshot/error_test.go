package snapshot_test

import (
	"fmt"
	"testing"
	"time"

	"patchline/internal/cli"
	"patchline/internal/cli/option"
	"patchline/internal/patchtest"
	"patchline/internal/run"
	"patchline/internal/sim/world"
	"patchline/internal/snapshot"
)

func onlyOne(o *snapshot.Options) { o.MaxFailed = option.MaxFailedCount(1) }

func TestASetInErrorIsTakenOnceMore(t *testing.T) {
	faults := fmt.Sprintf("faults: [{fault: snapshot-error, instances: [%s], percent: 40, times: 1}]", db)
	patchtest.Run(t, patchtest.Setup{Faults: faults}, func(b *patchtest.Bed) {
		b.Discover(night, payroll)
		mustEnd(t, take(b, nil), cli.CodeOK)
		if bad := oneEach(b, web1, web2, db, idle); bad != 3 {
			t.Errorf("%d snapshots are in error, want the 3 of one set", bad)
		}
		got := results(b)[db]
		for volume, snapshots := range b.Snapshots()[db] {
			if len(snapshots) != 2 || got.Proof[volume] != snapshots[1] {
				t.Errorf("the proof of %s is %q of %v", volume, got.Proof[volume], snapshots)
			}
			mustSay(t, got.Reason, "taken again after", snapshots[0], "state error at 40%")
		}
	})
}

func TestASetThatEndsInErrorTwiceFailsAndIsNamed(t *testing.T) {
	faults := fmt.Sprintf("faults: [{fault: snapshot-error, instances: [%s], percent: 40}]", web1)
	patchtest.Run(t, patchtest.Setup{Faults: faults}, func(b *patchtest.Bed) {
		b.Discover(night, payroll)
		mustEnd(t, take(b, onlyOne), cli.CodeSomeFailed)
		oneEach(b, web2, db, idle)
		got := results(b)[web1]
		for _, snapshots := range b.Snapshots()[web1] {
			if got.Status != run.Failed || len(snapshots) != 2 {
				t.Errorf("it has %v and is %+v", snapshots, got)
			}
			mustSay(t, got.Reason, snapshots...)
		}
		// Once EBS is well again the same command mends it.
		b.NoFaults()
		mustEnd(t, take(b, nil), cli.CodeOK)
		if bad := oneEach(b, web1); bad != 2 {
			t.Errorf("%d snapshots are in error", bad)
		}
	})
}

func TestAStuckSnapshotIsNamedAtTheTimeOutAndWaitedForAgain(t *testing.T) {
	faults := fmt.Sprintf("faults: [{fault: snapshot-stuck, instances: [%s], percent: 90}]", web2)
	patchtest.Run(t, patchtest.Setup{Faults: faults}, func(b *patchtest.Bed) {
		b.Discover(night, payroll)
		end := take(b, func(o *snapshot.Options) { o.Timeout = 2 * time.Hour })
		mustEnd(t, end, cli.CodeUnfinished)
		mustSay(t, end.Err.Error(), "1 pending: "+web2, "snapshots to complete")
		if c := end.Outcome.Counts; c.Pending != 1 || c.Succeeded != 3 {
			t.Errorf("the counts are %+v", c)
		}
		if _, found := results(b)[web2]; found || len(results(b)) != 3 {
			t.Errorf("it recorded %+v", results(b))
		}
		w := b.Sim.World()
		w.Do(func() {
			for s := range w.Site(b.Home).Snapshots.All() {
				s.StopsAt = 100
			}
		})
		mustEnd(t, take(b, nil), cli.CodeOK)
		if bad := oneEach(b, web1, web2, db, idle); bad != 0 {
			t.Errorf("%d snapshots went wrong", bad)
		}
	})
}

func TestASnapshotThatIsDeletedUnderWayIsNamedAndNotTakenTwice(t *testing.T) {
	patchtest.Run(t, patchtest.Setup{}, func(b *patchtest.Bed) {
		b.Discover(night, payroll)
		gone := ""
		time.AfterFunc(20*time.Second, func() {
			w := b.Sim.World()
			w.Do(func() {
				for s := range w.Site(b.Home).Snapshots.All() {
					if s.InstanceID == web1 {
						gone = s.ID
					}
				}
				w.Site(b.Home).Snapshots.Delete(gone)
			})
		})
		mustEnd(t, take(b, onlyOne), cli.CodeSomeFailed)
		mustSay(t, results(b)[web1].Reason, gone, "somebody has deleted it")
		if left := b.Snapshots()[web1]; len(left) != 0 {
			t.Errorf("it has %v", left)
		}
		mustEnd(t, take(b, nil), cli.CodeOK)
		oneEach(b, web1)
	})
}

func TestWhatEC2RefusesFailsOneInstance(t *testing.T) {
	for name, test := range map[string]struct {
		fault  string
		change func(*world.World, *world.Instance)
		want   string
	}{
		"an error of its own":      {fault: "{fault: error, operation: 'ec2:CreateSnapshots', instances: [" + web1 + "], code: InternalFault, status: 400}", want: "InternalFault"},
		"a policy that denies it":  {fault: "{fault: error, operation: 'ec2:CreateSnapshots', instances: [" + web1 + "], code: UnauthorizedOperation, status: 403}", want: "UnauthorizedOperation"},
		"the instance is gone":     {change: func(w *world.World, i *world.Instance) { w.Site(i.Place).Instances.Delete(i.ID) }, want: "InvalidInstanceID.NotFound"},
		"all volumes are detached": {change: func(_ *world.World, i *world.Instance) { i.Attachments = nil }, want: "no snapshot was taken"},
		"no clear answer at all":   {fault: "{fault: lost-answer, operation: 'ec2:CreateSnapshots', instances: [" + web1 + "]}", want: ""},
		"an error of AWS, always":  {fault: "{fault: error, operation: 'ec2:CreateSnapshots', instances: [" + web1 + "], code: InternalError, status: 500}", want: "no clear answer to 3 calls"},
	} {
		t.Run(name, func(t *testing.T) {
			patchtest.Run(t, patchtest.Setup{}, func(b *patchtest.Bed) {
				b.Discover(night, payroll)
				if test.fault != "" {
					b.Fault("faults: [" + test.fault + "]")
				} else {
					b.Change(web1, test.change)
				}
				code := cli.CodeSomeFailed
				if test.want == "" {
					code = cli.CodeOK // it was done each time
				}
				mustEnd(t, take(b, onlyOne), code)
				mustSay(t, results(b)[web1].Reason, test.want)
				oneEach(b, web2, db, idle)
			})
		})
	}
}

func TestAnErrorOfTheCredentialsFailsNoInstance(t *testing.T) {
	for name, fault := range map[string]string{
		"expired in the middle": "{fault: error, operation: 'ec2:CreateSnapshots', code: RequestExpired, skip: 2}",
		"expired at a look":     "{fault: error, operation: 'ec2:DescribeSnapshots', code: RequestExpired, skip: 1}",
		"not valid any more":    "{fault: error, operation: 'ec2:CreateSnapshots', code: AuthFailure, status: 401, skip: 2}",
	} {
		t.Run(name, func(t *testing.T) {
			patchtest.Run(t, patchtest.Setup{}, func(b *patchtest.Bed) {
				b.Discover(night, payroll)
				b.Fault("faults: [" + fault + "]")
				end := take(b, nil)
				mustEnd(t, end, cli.CodeError)
				mustSay(t, end.Err.Error(), b.Home.String(), "credentials")
				for id, result := range results(b) {
					if result.Status == run.Failed {
						t.Errorf("%s has failed: %s", id, result.Reason)
					}
				}
				b.NoFaults()
				mustEnd(t, take(b, nil), cli.CodeOK)
				if bad := oneEach(b, web1, web2, db, idle); bad != 0 {
					t.Errorf("%d snapshots went wrong", bad)
				}
			})
		})
	}
}
