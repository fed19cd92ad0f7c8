package world

import (
	"slices"
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
	// RootOf is the volume's RootOf at that moment, and Disk the system on it;
	// nil for a data volume.
	RootOf []string
	Disk   *Disk
}

// BeginSnapshot makes a snapshot of a volume. attached may be nil.
func (w *World) BeginSnapshot(v *Volume, attached *Instance, description string, tags Tags) *Snapshot {
	s := w.newSnapshot(v, attached, description, tags)
	if attached != nil {
		w.strikeSnapshots(attached, s)
	}
	return s
}

// BeginSnapshots makes a snapshot of each of an instance's volumes, all of the
// same moment; tags gives each one's. They fail together: "if one snapshot
// fails, all other snapshots in the set are marked with an error status"
// (Amazon EBS User Guide, "Create Amazon EBS snapshots").
func (w *World) BeginSnapshots(i *Instance, volumes []*Volume, description string, tags func(*Volume) Tags) []*Snapshot {
	set := make([]*Snapshot, len(volumes))
	for n, v := range volumes {
		set[n] = w.newSnapshot(v, i, description, tags(v))
	}
	w.strikeSnapshots(i, set...)
	return set
}

func (w *World) newSnapshot(v *Volume, attached *Instance, description string, tags Tags) *Snapshot {
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
		RootOf:      slices.Clip(v.RootOf), // shared: RootOf only grows, by copies
		Disk:        v.Disk,
	}
	const sizeOfSpan = 30 // GiB that snapshotTakes is for
	s.Takes = w.Seed.Between(snapshotTakes.low, snapshotTakes.high, s.ID)
	if v.SizeGiB > sizeOfSpan {
		s.Takes += time.Duration(v.SizeGiB-sizeOfSpan) * time.Second
	}
	if attached != nil {
		s.InstanceID = attached.ID
		if attached.RootVolume().VolumeID == v.ID {
			s.OfRoot, s.Disk = true, attached.image()
		}
	}
	v.LastSnapshot = w.now
	v.Pending = append(w.pendingSnapshots(v), s.ID)
	w.Site(v.Place).Snapshots.Add(s)
	return s
}

// strikeSnapshots asks the plan of faults once for the snapshots of one call.
func (w *World) strikeSnapshots(i *Instance, set ...*Snapshot) {
	target := i.FaultTarget("")
	rule, fails := w.Faults.Strikes(faults.SnapshotError, target, w.now)
	if !fails {
		var stuck bool
		if rule, stuck = w.Faults.Strikes(faults.SnapshotStuck, target, w.now); !stuck {
			return
		}
	}
	for _, s := range set {
		s.StopsAt, s.Fails = rule.Percent, fails
		s.Takes = set[0].Takes // so that they fail at one moment
	}
}

// PendingSnapshots is how many snapshots of a volume are pending now.
func (w *World) PendingSnapshots(v *Volume) int { return len(w.pendingSnapshots(v)) }

func (w *World) pendingSnapshots(v *Volume) []string {
	var pending []string
	for _, id := range v.Pending {
		if s := w.Site(v.Place).Snapshots.Get(id); s != nil && s.State(w.now) == SnapshotPending {
			pending = append(pending, id)
		}
	}
	return pending
}

// The states of a snapshot, as EC2 writes them.
const (
	SnapshotPending   = "pending"
	SnapshotCompleted = "completed"
	SnapshotError     = "error"
)

// State is the state at a moment.
func (s *Snapshot) State(now time.Time) string {
	state, _ := s.Progress(now)
	return state
}

// Progress is the state and percentage at a moment.
func (s *Snapshot) Progress(now time.Time) (state string, percent int) {
	percent = 100
	if since := now.Sub(s.Started); since < s.Takes {
		percent = int(100 * since / s.Takes)
	}
	switch {
	case percent < s.StopsAt:
		return SnapshotPending, percent
	case s.Fails:
		return SnapshotError, s.StopsAt
	case s.StopsAt < 100:
		return SnapshotPending, s.StopsAt
	default:
		return SnapshotCompleted, 100
	}
}
