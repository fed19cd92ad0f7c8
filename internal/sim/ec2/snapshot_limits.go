package ec2

import (
	"time"

	"patchline/internal/sim/apierr"
	"patchline/internal/sim/world"
)

// The limits of snapshots ("Amazon EBS endpoints and quotas", "Error codes for
// the Amazon EC2 API").
const (
	// snapshotSpacing lies between two snapshots of one volume.
	snapshotSpacing = 15 * time.Second
	// maxPendingSnapshots is for a volume; maxPendingOnDisks for st1 and sc1.
	maxPendingSnapshots = 5
	maxPendingOnDisks   = 1
	// maxSnapshots is the default quota of an account in a Region.
	maxSnapshots = 100_000
)

// maySnapshot tells whether a snapshot of each volume may begin now.
func maySnapshot(c *call, of ...*world.Volume) *apierr.Error {
	for _, v := range of {
		most := maxPendingSnapshots
		if v.Type == "st1" || v.Type == "sc1" {
			most = maxPendingOnDisks
		}
		switch {
		case v.State != world.VolumeAvailable && v.State != world.VolumeInUse:
			return incorrectState("Volume '%s' is in the '%s' state.", v.ID, v.State)
		case c.world.PendingSnapshots(v) >= most:
			return apierr.New("ConcurrentSnapshotLimitExceeded", "Maximum allowed in-progress snapshots for a single volume exceeded: %s has %d.", v.ID, most)
		case !v.LastSnapshot.IsZero() && c.now.Sub(v.LastSnapshot) < snapshotSpacing:
			return apierr.New("SnapshotCreationPerVolumeRateExceeded",
				"The maximum per volume CreateSnapshot request rate has been exceeded. Use an increasing or variable sleep interval between requests.")
		}
	}
	if c.Snapshots.Len()+len(of) > maxSnapshots {
		return apierr.New("SnapshotLimitExceeded", "The limit of %d snapshots in this Region has been reached.", maxSnapshots)
	}
	return nil
}
