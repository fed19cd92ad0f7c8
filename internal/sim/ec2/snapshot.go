package ec2

import (
	"slices"
	"strconv"

	"patchline/internal/sim/apierr"
	"patchline/internal/sim/identity"
	"patchline/internal/sim/world"
)

// snapshots are the snapshots of a place.
var snapshots = &kind[world.Snapshot]{
	name: func(s *world.Snapshot) string { return s.ID },
	id:   idPattern("snap"),
	malformed: func(id string) *apierr.Error {
		return invalidValue("Value (%s) for parameter snapshotId is invalid. Expected: 'snap-...'.", clip(id))
	},
	missing: notFound("InvalidSnapshot.NotFound", "snapshot"),
	table:   func(c *call) *world.Table[world.Snapshot] { return c.Snapshots },
	shown:   func(c *call, s *world.Snapshot) bool { return c.seen(s.Started) },
	tags:    func(s *world.Snapshot) world.Tags { return s.Tags },
	fields: map[string]field[world.Snapshot]{
		"description":   text(func(_ *call, s *world.Snapshot) string { return s.Description }),
		"encrypted":     text(func(_ *call, s *world.Snapshot) string { return strconv.FormatBool(s.Encrypted) }),
		"owner-id":      text(func(_ *call, s *world.Snapshot) string { return s.Account }),
		"progress":      text(func(c *call, s *world.Snapshot) string { return progress(s.Progress(c.now)) }),
		"snapshot-id":   text(func(_ *call, s *world.Snapshot) string { return s.ID }),
		"start-time":    text(func(_ *call, s *world.Snapshot) string { return timestamp(s.Started) }),
		"status":        text(func(c *call, s *world.Snapshot) string { return s.State(c.now) }),
		"storage-tier":  text(func(*call, *world.Snapshot) string { return storageTier }),
		"transfer-type": text(func(*call, *world.Snapshot) string { return storageTier }),
		"volume-id":     text(func(_ *call, s *world.Snapshot) string { return s.VolumeID }),
		"volume-size":   text(func(_ *call, s *world.Snapshot) string { return strconv.Itoa(s.VolumeSize) }),
	},
}

// storageTier is every simulated snapshot's.
const storageTier = "standard"

// progress is the percentage as EC2 writes it.
func progress(_ string, percent int) string { return strconv.Itoa(percent) + "%" }

// snapshotPages: "if MaxResults is given a value larger than 1,000, only 1,000
// results are returned" (older API references; newer ones name no number).
var snapshotPages = pages{least: 5, most: 1000, clamps: true, ids: "snapshotSet"}

type describeSnapshotsInput struct {
	query
	SnapshotIDs []string `form:"SnapshotId"`
	Owners      []string `form:"Owner"`
	Restorable  []string `form:"RestorableBy"`
}

type describeSnapshotsAnswer struct {
	meta
	Snapshots []snapshotItem `xml:"snapshotSet>item"`
	NextToken string         `xml:"nextToken,omitempty"`
}

// describeSnapshots knows the caller's own snapshots only: no public ones, and
// none that another account shares.
func describeSnapshots(c *call, in *describeSnapshotsInput) (deed, *apierr.Error) {
	for _, owner := range slices.Concat(in.Owners, in.Restorable) {
		if !slices.Contains([]string{"self", "amazon", "aws-marketplace", "all"}, owner) && !identity.ValidAccount(owner) {
			return nil, apierr.New("InvalidUserID.Malformed", "Invalid user id: %q", clip(owner))
		}
	}
	own := func(c *call, _ *world.Snapshot) bool { return c.owns(in.Owners) && c.owns(in.Restorable) }
	page, next, refused := list(c, snapshots, snapshotPages, in.query, in.SnapshotIDs, own)
	if refused != nil {
		return nil, refused
	}
	a := &describeSnapshotsAnswer{NextToken: next, Snapshots: make([]snapshotItem, len(page))}
	for n, s := range page {
		a.Snapshots[n] = snapshotItemOf(c, s)
	}
	return shows(a), nil
}

// owns tells whether a list of owners leaves the caller's own things in.
func (c *call) owns(owners []string) bool {
	return len(owners) == 0 || slices.Contains(owners, "self") || slices.Contains(owners, c.Account)
}

type snapshotItem struct {
	SnapshotID  string  `xml:"snapshotId"`
	VolumeID    string  `xml:"volumeId"`
	Status      string  `xml:"status"`
	StartTime   string  `xml:"startTime,omitempty"`
	Progress    string  `xml:"progress"`
	OwnerID     string  `xml:"ownerId"`
	VolumeSize  int     `xml:"volumeSize"`
	Description string  `xml:"description"`
	Tags        *tagSet `xml:"tagSet"`
	Encrypted   bool    `xml:"encrypted"`
	StorageTier string  `xml:"storageTier"`
}

func snapshotItemOf(c *call, s *world.Snapshot) snapshotItem {
	state, percent := s.Progress(c.now)
	return snapshotItem{
		SnapshotID: s.ID, VolumeID: s.VolumeID, Status: state, StartTime: timestamp(s.Started),
		Progress: progress(state, percent), OwnerID: s.Account, VolumeSize: s.VolumeSize,
		Description: s.Description, Tags: describedTags(s.Tags), Encrypted: s.Encrypted, StorageTier: storageTier,
	}
}

// completedSnapshot finds a snapshot that volumes can be made from.
func completedSnapshot(c *call, id string) (*world.Snapshot, *apierr.Error) {
	s, refused := snapshots.one(c, id)
	if refused != nil {
		return nil, refused
	}
	if s.State(c.now) != world.SnapshotCompleted {
		return nil, incorrectState("Snapshot '%s' is not 'completed'.", s.ID)
	}
	return s, nil
}
