package ec2

import (
	"slices"
	"strings"

	"patchline/internal/sim/apierr"
	"patchline/internal/sim/world"
)

// The limits of one CreateSnapshots (Amazon EBS User Guide, "Create Amazon EBS
// snapshots").
const (
	maxSetVolumes      = 128
	maxExcludedVolumes = 40
)

type createSnapshotsInput struct {
	dry
	Description   string `form:"Description"`
	Specification struct {
		InstanceID  string   `form:"InstanceId,required"`
		ExcludeBoot bool     `form:"ExcludeBootVolume"`
		Exclude     []string `form:"ExcludeDataVolumeId"`
	} `form:"InstanceSpecification,required"`
	CopyTags string             `form:"CopyTagsFromSource"`
	Tags     []tagSpecification `form:"TagSpecification"`
	Outpost  string             `form:"OutpostArn,unsimulated"`
	Location string             `form:"Location,unsimulated"`
}

func (in *createSnapshotsInput) instances() []string { return []string{in.Specification.InstanceID} }

type createSnapshotsAnswer struct {
	meta
	Snapshots []snapshotInfo `xml:"snapshotSet>item"`
}

// snapshotInfo is a snapshot as CreateSnapshots gives it: it calls the status
// "state".
type snapshotInfo struct {
	snapshotItem
	State string `xml:"state"`
}

func createSnapshots(c *call, in *createSnapshotsInput) (deed, *apierr.Error) {
	i, refused := instances.one(c, in.Specification.InstanceID)
	if refused != nil {
		return nil, refused
	}
	of, refused := in.volumes(c, i)
	if refused != nil {
		return nil, refused
	}
	tags, refused := in.tagsOf(of)
	if refused != nil {
		return nil, refused
	}
	if refused := checkDescription(in.Description); refused != nil {
		return nil, refused
	}
	if refused := maySnapshot(c, of...); refused != nil {
		return nil, refused
	}
	return func() (answer, *apierr.Error) {
		set := c.world.BeginSnapshots(i, of, in.Description, func(v *world.Volume) world.Tags { return tags[v.ID] })
		a := &createSnapshotsAnswer{}
		for _, s := range set {
			a.Snapshots = append(a.Snapshots, snapshotInfo{begun(c, s), world.SnapshotPending})
		}
		return a, nil
	}, nil
}

// volumes are those of the instance that are not left out.
func (in *createSnapshotsInput) volumes(c *call, i *world.Instance) ([]*world.Volume, *apierr.Error) {
	exclude := in.Specification.Exclude
	if len(exclude) > maxExcludedVolumes {
		return nil, invalidValue("%d excluded data volumes are more than %d.", len(exclude), maxExcludedVolumes)
	}
	if _, refused := volumes.named(c, exclude); refused != nil {
		return nil, refused
	}
	left := slices.Clone(exclude)
	var of []*world.Volume
	for _, a := range i.Attachments {
		root := a.Device == i.RootDevice
		switch {
		case root && in.Specification.ExcludeBoot:
			continue
		case !root && slices.Contains(exclude, a.VolumeID):
			left = slices.DeleteFunc(left, func(id string) bool { return id == a.VolumeID })
			continue
		}
		if v := c.Volumes.Get(a.VolumeID); v != nil {
			of = append(of, v)
		}
	}
	switch {
	case len(left) > 0:
		return nil, invalidValue("The volumes %s are no data volumes of instance '%s'.", quoteList(left), i.ID)
	case len(of) == 0:
		return nil, invalidValue("The instance '%s' has no volume left to make a snapshot of.", i.ID)
	case len(of) > maxSetVolumes:
		return nil, invalidValue("The instance '%s' has %d volumes to make snapshots of: at most %d go into a set.", i.ID, len(of), maxSetVolumes)
	}
	return of, nil
}

// tagsOf gives the tags of each volume's snapshot: those that are specified
// win over those that are copied.
func (in *createSnapshotsInput) tagsOf(of []*world.Volume) (map[string]world.Tags, *apierr.Error) {
	specified, refused := specifiedTags(in.Tags, "snapshot")
	if refused != nil {
		return nil, refused
	}
	if in.CopyTags != "" && in.CopyTags != "volume" {
		return nil, invalidValue("Value (%s) for parameter CopyTagsFromSource is invalid. Expected: volume.", clip(in.CopyTags))
	}
	all := make(map[string]world.Tags, len(of))
	for _, v := range of {
		tags := slices.Clone(specified)
		if in.CopyTags != "" {
			for _, tag := range v.Tags {
				if _, found := specified.Get(tag.Key); !found && !strings.HasPrefix(tag.Key, reservedPrefix) {
					tags = append(tags, tag)
				}
			}
		}
		if refused := checkCount(tags); refused != nil {
			return nil, refused
		}
		all[v.ID] = tags
	}
	return all, nil
}
