package ec2

import (
	"strconv"
	"time"

	"patchline/internal/sim/apierr"
	"patchline/internal/sim/world"
)

// shownAfterTermination is how long EC2 still shows a terminated instance
// ("usually less than one hour", API reference of DescribeInstances).
const shownAfterTermination = time.Hour

// instances are the instances of a place.
var instances = &kind[world.Instance]{
	name: func(i *world.Instance) string { return i.ID },
	id:   idPattern("i"),
	malformed: func(id string) *apierr.Error {
		return apierr.New("InvalidInstanceID.Malformed", "Invalid id: %q", clip(id))
	},
	missing: notFound("InvalidInstanceID.NotFound", "instance ID"),
	table:   func(c *call) *world.Table[world.Instance] { return c.Instances },
	shown: func(c *call, i *world.Instance) bool {
		return i.State != world.Terminated || i.StateAt.IsZero() || c.now.Sub(i.StateAt) < shownAfterTermination
	},
	tags: func(i *world.Instance) world.Tags { return i.Tags },
	fields: map[string]field[world.Instance]{
		"architecture":      text(func(*call, *world.Instance) string { return architecture }),
		"availability-zone": text(func(_ *call, i *world.Instance) string { return i.AvailabilityZone }),
		"hypervisor":        text(func(*call, *world.Instance) string { return hypervisor }),
		"iam-instance-profile.arn": text(func(_ *call, i *world.Instance) string {
			return profileARN(i)
		}),
		"image-id":             text(func(_ *call, i *world.Instance) string { return i.ImageID }),
		"instance-id":          text(func(_ *call, i *world.Instance) string { return i.ID }),
		"instance-lifecycle":   text(func(_ *call, i *world.Instance) string { return lifecycle(i) }),
		"instance-state-code":  text(stateCode),
		"instance-state-name":  text(stateName),
		"instance-type":        text(func(_ *call, i *world.Instance) string { return i.Type }),
		"launch-time":          text(func(_ *call, i *world.Instance) string { return timestamp(i.LaunchTime) }),
		"owner-id":             text(func(_ *call, i *world.Instance) string { return i.Account }),
		"platform":             text(func(_ *call, i *world.Instance) string { return platform(i) }),
		"platform-details":     text(func(_ *call, i *world.Instance) string { return i.PlatformDetails }),
		"private-dns-name":     text(func(_ *call, i *world.Instance) string { return privateDNSName(i) }),
		"private-ip-address":   text(func(_ *call, i *world.Instance) string { return i.PrivateIP }),
		"reservation-id":       text(func(_ *call, i *world.Instance) string { return i.ReservationID }),
		"root-device-name":     text(func(_ *call, i *world.Instance) string { return i.RootDevice }),
		"root-device-type":     text(func(_ *call, i *world.Instance) string { return rootDeviceType(i) }),
		"state-reason-code":    text(func(_ *call, i *world.Instance) string { return i.StateReasonCode }),
		"state-reason-message": text(func(_ *call, i *world.Instance) string { return i.StateReason }),
		"subnet-id":            text(func(_ *call, i *world.Instance) string { return i.Subnet }),
		"tenancy":              text(func(*call, *world.Instance) string { return tenancy }),
		"virtualization-type":  text(func(*call, *world.Instance) string { return virtualization }),
		"vpc-id":               text(func(_ *call, i *world.Instance) string { return i.VPC }),

		"block-device-mapping.device-name": attachments(func(_ *call, a world.Attachment) string { return a.Device }),
		"block-device-mapping.volume-id":   attachments(func(_ *call, a world.Attachment) string { return a.VolumeID }),
		"block-device-mapping.status":      attachments(attachmentStatus),
		"block-device-mapping.attach-time": attachments(func(_ *call, a world.Attachment) string { return timestamp(a.At) }),
		"block-device-mapping.delete-on-termination": attachments(func(_ *call, a world.Attachment) string {
			return strconv.FormatBool(a.DeleteOnTermination)
		}),
	},
}

// attachments is a field with a value for each volume of an instance.
func attachments(value func(*call, world.Attachment) string) field[world.Instance] {
	return func(c *call, i *world.Instance, is func(string) bool) bool {
		for _, a := range i.Attachments {
			if is(value(c, a)) {
				return true
			}
		}
		return false
	}
}

func stateName(c *call, i *world.Instance) string { return string(i.StateSeen(c.now, c.lag)) }

func stateCode(c *call, i *world.Instance) string {
	return strconv.Itoa(i.StateSeen(c.now, c.lag).Code())
}

// attachmentStatus asks the volume; one that is not in the world counts as attached.
func attachmentStatus(c *call, a world.Attachment) string {
	if v := c.Volumes.Get(a.VolumeID); v != nil && v.AttachmentState != "" {
		return v.AttachmentState
	}
	return world.VolumeAttached
}
