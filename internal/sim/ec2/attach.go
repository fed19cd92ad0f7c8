package ec2

import (
	"regexp"

	"patchline/internal/sim/apierr"
	"patchline/internal/sim/world"
)

// deviceName is the form of a block device's name ("Device names for volumes
// on Amazon EC2 instances").
var deviceName = regexp.MustCompile(`^(?:/dev/sd[a-z][1-9]?[0-9]?|(?:/dev/)?xvd[a-e]?[a-z])$`)

type attachVolumeInput struct {
	dry
	Device     string `form:"Device,required"`
	InstanceID string `form:"InstanceId,required"`
	VolumeID   string `form:"VolumeId,required"`
	Card       string `form:"EbsCardIndex,unsimulated"`
}

func (in *attachVolumeInput) instances() []string { return []string{in.InstanceID} }

type attachmentAnswer struct {
	meta
	attachmentItem
}

func attachVolume(c *call, in *attachVolumeInput) (deed, *apierr.Error) {
	v, refused := volumes.one(c, in.VolumeID)
	if refused != nil {
		return nil, refused
	}
	i, refused := instances.one(c, in.InstanceID)
	if refused != nil {
		return nil, refused
	}
	if refused := mayAttach(v, i, in.Device); refused != nil {
		return nil, refused
	}
	return func() (answer, *apierr.Error) {
		c.world.AttachVolume(v, i, in.Device)
		return &attachmentAnswer{attachmentItem: attachmentItemOf(c, v)}, nil
	}, nil
}

func mayAttach(v *world.Volume, i *world.Instance, device string) *apierr.Error {
	switch {
	case v.State == world.VolumeInUse:
		return apierr.New("VolumeInUse", "%s is already attached to an instance", v.ID)
	case v.State != world.VolumeAvailable:
		return incorrectState("%s is not 'available'.", v.ID)
	case i.State != world.Running && i.State != world.Stopped:
		return incorrectState("Instance '%s' is not 'running'.", i.ID)
	case v.AvailabilityZone != i.AvailabilityZone:
		return apierr.New("InvalidVolume.ZoneMismatch", "The volume '%s' is not in the same availability zone as instance '%s'", v.ID, i.ID)
	case !deviceName.MatchString(device):
		return invalidValue("Value (%s) for parameter device is invalid. %s is not a valid EBS device name.", clip(device), clip(device))
	case i.InstanceStore && device == i.RootDevice:
		return deviceInUse(device)
	}
	for _, a := range i.Attachments {
		if a.Device == device {
			return deviceInUse(device)
		}
	}
	return nil
}

func deviceInUse(device string) *apierr.Error {
	return invalidValue("Invalid value '%s' for unixDevice. Attachment point %s is already in use", device, device)
}
