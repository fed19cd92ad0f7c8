package ec2

import (
	"patchline/internal/sim/apierr"
	"patchline/internal/sim/world"
)

type createSnapshotInput struct {
	dry
	VolumeID    string             `form:"VolumeId,required"`
	Description string             `form:"Description"`
	Tags        []tagSpecification `form:"TagSpecification"`
	Outpost     string             `form:"OutpostArn,unsimulated"`
	Location    string             `form:"Location,unsimulated"`
}

type snapshotAnswer struct {
	meta
	snapshotItem
}

func createSnapshot(c *call, in *createSnapshotInput) (deed, *apierr.Error) {
	v, refused := volumes.one(c, in.VolumeID)
	if refused != nil {
		return nil, refused
	}
	tags, refused := specifiedTags(in.Tags, "snapshot")
	if refused != nil {
		return nil, refused
	}
	if refused := checkDescription(in.Description); refused != nil {
		return nil, refused
	}
	if refused := maySnapshot(c, v); refused != nil {
		return nil, refused
	}
	return func() (answer, *apierr.Error) {
		s := c.world.BeginSnapshot(v, c.Instances.Get(v.InstanceID), in.Description, tags)
		return &snapshotAnswer{snapshotItem: begun(c, s)}, nil
	}, nil
}

// begun shows a snapshot as its creation does: pending, whatever comes of it,
// and without progress.
func begun(c *call, s *world.Snapshot) snapshotItem {
	item := snapshotItemOf(c, s)
	item.Status, item.Progress, item.Tags = world.SnapshotPending, "", newTags(s.Tags)
	return item
}

// maxDescription is the longest description of a snapshot, in characters.
const maxDescription = 255

func checkDescription(text string) *apierr.Error {
	if len([]rune(text)) > maxDescription {
		return invalidValue("The description has more than %d characters.", maxDescription)
	}
	return nil
}

type deleteSnapshotInput struct {
	dry
	SnapshotID string `form:"SnapshotId,required"`
}

// deleteSnapshot takes pending ones as well, which ends them.
func deleteSnapshot(c *call, in *deleteSnapshotInput) (deed, *apierr.Error) {
	s, refused := snapshots.one(c, in.SnapshotID)
	if refused != nil {
		return nil, refused
	}
	return func() (answer, *apierr.Error) {
		c.Snapshots.Delete(s.ID)
		return &done{Return: true}, nil
	}, nil
}
