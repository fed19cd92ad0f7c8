package world

import (
	"time"

	"patchline/internal/sim/faults"
)

// Snapshot is an EBS snapshot.
type Snapshot struct {
	Place
	ID          string
	VolumeID    string
	VolumeSize  int // GiB
	Description string
	Encrypted   bool
	Tags        Tags
	// Started is the point in time that it shows, fixed at the call.
	Started time.Time
	// Takes is how long it will be pending; StopsAt is the percentage where
	// it stays, and Fails whether it goes to error there. StopsAt is 100 for
	// one that completes.
	Takes   time.Duration
	StopsAt int
	Fails   bool
	// InstanceID is where its volume was attached; OfRoot, as the root.
	InstanceID string
	OfRoot     bool
}

// BeginSnapshot makes a snapshot of a volume. attached may be nil.
func (w *World) BeginSnapshot(v *Volume, attached *Instance, description string, tags Tags) *Snapshot {
	s := &Snapshot{
		Place:       v.Place,
		ID:          w.MintID("snap"),
		VolumeID:    v.ID,
		VolumeSize:  v.SizeGiB,
		Description: description,
		Encrypted:   v.Encrypted,
		Tags:        tags,
		Started:     w.now,
		StopsAt:     100,
	}
	const sizeOfSpan = 30 // GiB that snapshotTakes is for
	s.Takes = w.Seed.Between(snapshotTakes.low, snapshotTakes.high, s.ID)
	if v.SizeGiB > sizeOfSpan {
		s.Takes += time.Duration(v.SizeGiB-sizeOfSpan) * time.Second
	}
	if attached != nil {
		s.InstanceID = attached.ID
		s.OfRoot = attached.RootVolume().VolumeID == v.ID
		target := attached.FaultTarget("")
		if rule, struck := w.Faults.Strikes(faults.SnapshotError, target, w.now); struck {
			s.StopsAt, s.Fails = rule.Percent, true
		} else if rule, struck := w.Faults.Strikes(faults.SnapshotStuck, target, w.now); struck {
			s.StopsAt = rule.Percent
		}
	}
	v.LastSnapshot = w.now
	w.Site(v.Place).Snapshots.Add(s)
	return s
}

// Progress is the state and percentage at a moment.
func (s *Snapshot) Progress(now time.Time) (state string, percent int) {
	percent = 100
	if since := now.Sub(s.Started); since < s.Takes {
		percent = int(100 * since / s.Takes)
	}
	switch {
	case percent < s.StopsAt:
		return "pending", percent
	case s.Fails:
		return "error", s.StopsAt
	case s.StopsAt < 100:
		return "pending", s.StopsAt
	default:
		return "completed", 100
	}
}
