package snapshot_test

import (
	"testing"

	"patchline/internal/cli"
	"patchline/internal/patchtest"
)

func TestKilledAtAnyCallItTakesEverySnapshotOnce(t *testing.T) {
	for name, faults := range map[string]string{
		"by day": "",
		// As long as the stage takes EC2 for hiding things at most.
		"while EC2 hides what is new": "faults: [{fault: eventual-consistency, operation: 'ec2:DescribeSnapshots', delay: 55s}]",
		"while answers get lost":      "faults: [{fault: lost-answer, operation: 'ec2:CreateSnapshots', times: 2}]",
	} {
		t.Run(name, func(t *testing.T) {
			patchtest.Replay{
				Setup:  patchtest.Setup{Faults: faults},
				Run:    night,
				Before: func(b *patchtest.Bed) { b.Discover(night, payroll) },
				Stage:  with(nil),
				Check: func(b *patchtest.Bed, _ patchtest.Seen) {
					if bad := oneEach(b, web1, web2, db, idle); bad != 0 {
						b.T.Errorf("%d snapshots went wrong", bad)
					}
					mustBeProven(b, 4)
				},
			}.Test(t)
		})
	}
}

// mustBeProven checks that each instance's proof names a completed snapshot of
// each of its volumes.
func mustBeProven(b *patchtest.Bed, instances int) {
	b.T.Helper()
	got := results(b)
	if len(got) != instances {
		b.T.Errorf("%d instances have a result", len(got))
	}
	for id, volumes := range b.Snapshots() {
		for volume, snapshots := range volumes {
			if _, ours := got[id]; ours && got[id].Proof[volume] != snapshots[0] {
				b.T.Errorf("the proof of %s is %v, and its volume %s has the snapshots %v", id, got[id].Proof, volume, snapshots)
			}
		}
	}
}

func TestKilledWhileASetIsTakenAgainNothingIsLost(t *testing.T) {
	patchtest.Replay{
		Setup: patchtest.Setup{Faults: `faults: [{fault: snapshot-error, instances: [` + db + `], percent: 40, times: 1}]`},
		Run:   night,
		Before: func(b *patchtest.Bed) {
			b.Discover(night, payroll)
		},
		Stage: with(nil),
		Check: func(b *patchtest.Bed, _ patchtest.Seen) {
			if bad := oneEach(b, web1, web2, db, idle); bad != 3 {
				b.T.Errorf("%d snapshots went wrong, want the 3 of the first set, and kept", bad)
			}
		},
	}.Test(t)
}

func TestAReplayOfAFinishedStageCallsAlmostNothing(t *testing.T) {
	patchtest.Run(t, patchtest.Setup{}, func(b *patchtest.Bed) {
		b.Discover(night, payroll)
		mustEnd(t, take(b, nil), cli.CodeOK)
		b.Sim.Ledger().Reset()
		mustEnd(t, take(b, nil), cli.CodeOK)
		calls := b.Calls()
		if calls["ec2:CreateSnapshots"] != 0 || calls["ec2:DescribeSnapshots"] != 1 {
			t.Errorf("the calls are %v", calls)
		}
	})
}
