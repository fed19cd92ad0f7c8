package ec2

import (
	"strconv"

	"patchline/internal/sim/apierr"
	"patchline/internal/sim/world"
)

// volumes are the volumes of a place.
var volumes = &kind[world.Volume]{
	name: func(v *world.Volume) string { return v.ID },
	id:   idPattern("vol"),
	malformed: func(id string) *apierr.Error {
		return invalidValue("Value (%s) for parameter volumeId is invalid. Expected: 'vol-...'.", clip(id))
	},
	missing: notFound("InvalidVolume.NotFound", "volume"),
	table:   func(c *call) *world.Table[world.Volume] { return c.Volumes },
	shown:   func(c *call, v *world.Volume) bool { return c.seen(v.Created) },
	tags:    func(v *world.Volume) world.Tags { return v.Tags },
	fields: map[string]field[world.Volume]{
		"availability-zone":    text(func(_ *call, v *world.Volume) string { return v.AvailabilityZone }),
		"create-time":          text(func(_ *call, v *world.Volume) string { return timestamp(v.Created) }),
		"encrypted":            text(func(_ *call, v *world.Volume) string { return strconv.FormatBool(v.Encrypted) }),
		"multi-attach-enabled": text(func(*call, *world.Volume) string { return "false" }),
		"size":                 text(func(_ *call, v *world.Volume) string { return strconv.Itoa(v.SizeGiB) }),
		"snapshot-id":          text(func(_ *call, v *world.Volume) string { return v.SnapshotID }),
		"status":               text(func(_ *call, v *world.Volume) string { return v.State }),
		"volume-id":            text(func(_ *call, v *world.Volume) string { return v.ID }),
		"volume-type":          text(func(_ *call, v *world.Volume) string { return v.Type }),

		"attachment.instance-id": attached(func(_ *call, v *world.Volume) string { return v.InstanceID }),
		"attachment.device":      attached(func(_ *call, v *world.Volume) string { return v.Device }),
		"attachment.status":      attached(func(_ *call, v *world.Volume) string { return v.AttachmentState }),
		"attachment.attach-time": attached(func(c *call, v *world.Volume) string { return timestamp(attachmentOf(c, v).At) }),
		"attachment.delete-on-termination": attached(func(c *call, v *world.Volume) string {
			return strconv.FormatBool(attachmentOf(c, v).DeleteOnTermination)
		}),
	},
}

// attached is a field that only attached volumes have.
func attached(value func(*call, *world.Volume) string) field[world.Volume] {
	return func(c *call, v *world.Volume, is func(string) bool) bool {
		return v.InstanceID != "" && is(value(c, v))
	}
}

// attachmentOf is a volume's place on its instance; the zero value for none.
func attachmentOf(c *call, v *world.Volume) world.Attachment {
	if i := c.Instances.Get(v.InstanceID); i != nil {
		for _, a := range i.Attachments {
			if a.VolumeID == v.ID {
				return a
			}
		}
	}
	return world.Attachment{}
}

// volumePages: "if MaxResults is given a value larger than 500, only 500
// results are returned" (older API references; newer ones name no number).
var volumePages = pages{least: 5, most: 500, clamps: true, ids: "volumesSet"}

type describeVolumesInput struct {
	query
	VolumeIDs []string `form:"VolumeId"`
	Managed   bool     `form:"IncludeManagedResources"` // there are none here
}

type describeVolumesAnswer struct {
	meta
	Volumes   []volumeItem `xml:"volumeSet>item"`
	NextToken string       `xml:"nextToken,omitempty"`
}

func describeVolumes(c *call, in *describeVolumesInput) (deed, *apierr.Error) {
	page, next, refused := list(c, volumes, volumePages, in.query, in.VolumeIDs)
	if refused != nil {
		return nil, refused
	}
	a := &describeVolumesAnswer{NextToken: next, Volumes: make([]volumeItem, len(page))}
	for n, v := range page {
		a.Volumes[n] = volumeItemOf(c, v)
	}
	return shows(a), nil
}
