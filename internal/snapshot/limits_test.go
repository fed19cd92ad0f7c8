package snapshot_test

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"

	"patchline/internal/cli"
	"patchline/internal/patchtest"
	"patchline/internal/sim/fleet"
	"patchline/internal/sim/simtest"
	"patchline/internal/snapshot"
)

// backUp makes snapshots of a volume as another product does.
func backUp(b *patchtest.Bed, volume string, count int) {
	b.T.Helper()
	client := ec2.NewFromConfig(simtest.Config(b.Sim, b.Home.Account, b.Home.Region))
	for n := range count {
		if n > 0 {
			time.Sleep(15 * time.Second)
		}
		if _, err := client.CreateSnapshot(b.Context(), &ec2.CreateSnapshotInput{VolumeId: aws.String(volume)}); err != nil {
			b.T.Fatal(err)
		}
	}
}

// rootOf is the root volume of an instance of the run.
func rootOf(b *patchtest.Bed, id string) string {
	b.T.Helper()
	m, err := b.Store(night).Manifest(b.Context())
	if err != nil {
		b.T.Fatal(err)
	}
	for _, i := range m.Instances {
		if i.ID == id {
			return i.Volumes[0].ID
		}
	}
	b.T.Fatalf("the run has no %s", id)
	return ""
}

func TestASnapshotOfAMomentAgoIsSatOut(t *testing.T) {
	patchtest.Run(t, patchtest.Setup{}, func(b *patchtest.Bed) {
		b.Discover(night, payroll)
		backUp(b, rootOf(b, web1), 1)
		mustEnd(t, take(b, nil), cli.CodeOK)
		mustSay(t, b.Logged(), "asked again", "SnapshotCreationPerVolumeRateExceeded", web1)
		if of := b.Snapshots()[web1][rootOf(b, web1)]; len(of) != 2 {
			t.Errorf("its volume has %v", of)
		}
	})
}

func TestTooManyPendingSnapshotsOfAVolumeAreWaitedFor(t *testing.T) {
	// A backup's snapshots take hours. The other instances don't wait for it.
	const stuck = "faults: [{fault: snapshot-stuck, instances: [" + web1 + "], percent: 10, for: 5m}]"
	patchtest.Run(t, patchtest.Setup{Faults: stuck}, func(b *patchtest.Bed) {
		b.Discover(night, payroll)
		backUp(b, rootOf(b, web1), 5)
		b.NoFaults()
		time.AfterFunc(3*time.Hour, func() {
			w := b.Sim.World()
			w.Do(func() {
				for s := range w.Site(b.Home).Snapshots.All() {
					s.StopsAt = 100
				}
			})
		})
		end := take(b, func(o *snapshot.Options) { o.Timeout = 2 * time.Hour })
		mustEnd(t, end, cli.CodeUnfinished)
		mustSay(t, end.Err.Error(), "1 pending: "+web1)
		mustSay(t, b.Logged(), "ConcurrentSnapshotLimitExceeded")
		if len(results(b)) != 3 {
			t.Errorf("it recorded %v", results(b))
		}
		mustEnd(t, take(b, func(o *snapshot.Options) { o.Timeout = 2 * time.Hour }), cli.CodeOK)
		if of := b.Snapshots()[web1][rootOf(b, web1)]; len(of) != 6 {
			t.Errorf("its volume has %v", of)
		}
	})
}

func TestALargeFleetGoesAsFastAsEC2AllowsAndIsNotThrottled(t *testing.T) {
	made, err := fleet.Generate(360, 3)
	if err != nil {
		t.Fatal(err)
	}
	patchtest.Run(t, patchtest.Setup{Fleet: made}, func(b *patchtest.Bed) {
		m := b.Discover(night, "PatchGroup=monthly")
		b.Sim.Ledger().Reset()
		began := time.Now()
		last := began
		mustEnd(t, take(b, nil), cli.CodeOK)
		w := b.Sim.World()
		w.Do(func() {
			for s := range w.Site(b.Home).Snapshots.All() {
				if s.Started.After(last) {
					last = s.Started
				}
			}
		})
		count := len(m.Instances)
		if count < 250 {
			t.Fatalf("the fleet has %d instances only", count)
		}
		// A bucket of 100 tokens that is filled with 5 a second.
		best := time.Duration(count-100) * time.Second / 5
		if took := last.Sub(began); took > best*105/100 {
			t.Errorf("%d instances took %v, and EC2 allows %v", count, took, best)
		}
		if b.Throttled() != 0 {
			t.Errorf("%d calls were throttled", b.Throttled())
		}
		calls := b.Calls()
		if calls["ec2:CreateSnapshots"] != count || calls["ec2:DescribeSnapshots"] > count/10 || calls["s3:PutObject"] > count/100+2 {
			t.Errorf("for %d instances the calls are %v", count, calls)
		}
	})
}

func TestThrottlingIsSatOut(t *testing.T) {
	// Longer than the SDK's retries last.
	const faults = "faults: [{fault: throttle, operation: 'ec2:CreateSnapshots', after: 1s, for: 20m}]"
	patchtest.Run(t, patchtest.Setup{Faults: faults}, func(b *patchtest.Bed) {
		b.Discover(night, payroll)
		time.Sleep(time.Second)
		mustEnd(t, take(b, nil), cli.CodeOK)
		if bad := oneEach(b, web1, web2, db, idle); bad != 0 {
			t.Errorf("%d snapshots went wrong", bad)
		}
	})
}
