package snapshot_test

import (
	"testing"
	"time"

	"patchline/internal/cli"
	"patchline/internal/patchtest"
	"patchline/internal/snapshot"
)

// lab is a small fleet: what is tried at every call is tried often.
const lab = `
tags: {Application: lab}
instances:
  - {name: a, id: i-0000000000000000a, windows: {version: "2022"}, volumes: [{device: /dev/sda1, size: 30}, {device: xvdf, size: 10}]}
  - {name: b, id: i-0000000000000000b, windows: {version: "2019"}}
  - {name: c, id: i-0000000000000000c, windows: {version: "2019"}, state: stopped}
`

var labIDs = []string{"i-0000000000000000a", "i-0000000000000000b", "i-0000000000000000c"}

// atLeisure looks seldom, which makes a test quicker.
func atLeisure(o *snapshot.Options) { o.Poll = time.Minute }

func inTheLab(b *patchtest.Bed) { b.Discover(night, "Application=lab") }

func TestKilledAtAnyCallItTakesEverySnapshotOnce(t *testing.T) {
	for name, test := range map[string]struct {
		faults string
		pause  time.Duration
		stage  patchtest.Work
	}{
		"by day": {stage: with(atLeisure)},
		// Nearly as long as EC2 is taken to hide things. The pause is longer than
		// the 15 s in which EC2 itself would refuse another.
		"while EC2 hides what is new": {
			"faults: [{fault: eventual-consistency, operation: 'ec2:DescribeSnapshots', delay: 55s}]", 20 * time.Second, with(nil),
		},
		"while answers get lost": {
			"faults: [{fault: lost-answer, operation: 'ec2:CreateSnapshots', times: 2}]", 0, with(atLeisure),
		},
	} {
		t.Run(name, func(t *testing.T) {
			patchtest.Replay{
				Setup:  patchtest.Setup{YAML: lab, Faults: test.faults},
				Run:    night,
				Before: inTheLab,
				Stage:  test.stage,
				Pause:  test.pause,
				Check: func(b *patchtest.Bed, _ patchtest.Seen) {
					if bad := oneEach(b, labIDs...); bad != 0 {
						b.T.Errorf("%d snapshots went wrong", bad)
					}
					mustBeProven(b, len(labIDs))
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
		Setup:  patchtest.Setup{YAML: lab, Faults: `faults: [{fault: snapshot-error, instances: [` + labIDs[0] + `], percent: 40, times: 1}]`},
		Run:    night,
		Before: inTheLab,
		Stage:  with(atLeisure),
		Check: func(b *patchtest.Bed, _ patchtest.Seen) {
			if bad := oneEach(b, labIDs...); bad != 2 {
				b.T.Errorf("%d snapshots went wrong, want the 2 of the first set, and kept", bad)
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
