package ec2

import (
	"patchline/internal/sim/apierr"
	"patchline/internal/sim/world"
)

type detachVolumeInput struct {
	dry
	Device     string `form:"Device"`
	Force      bool   `form:"Force"` // it detaches as ever
	InstanceID string `form:"InstanceId"`
	VolumeID   string `form:"VolumeId,required"`
}

func (in *detachVolumeInput) instances() []string {
	if in.InstanceID == "" {
		return nil
	}
	return []string{in.InstanceID}
}

func detachVolume(c *call, in *detachVolumeInput) (deed, *apierr.Error) {
	v, refused := volumes.one(c, in.VolumeID)
	if refused != nil {
		return nil, refused
	}
	if in.InstanceID != "" {
		if _, refused := instances.one(c, in.InstanceID); refused != nil {
			return nil, refused
		}
	}
	if refused := mayDetach(c, v, in); refused != nil {
		return nil, refused
	}
	return func() (answer, *apierr.Error) {
		c.world.DetachVolume(v)
		return &attachmentAnswer{attachmentItem: attachmentItemOf(c, v)}, nil
	}, nil
}

func mayDetach(c *call, v *world.Volume, in *detachVolumeInput) *apierr.Error {
	if v.State != world.VolumeInUse {
		return incorrectState("Volume '%s' is in the '%s' state.", v.ID, v.State)
	}
	if in.InstanceID != "" && in.InstanceID != v.InstanceID || in.Device != "" && in.Device != v.Device {
		return apierr.New("InvalidAttachment.NotFound", "Volume '%s' is not attached to instance '%s' as device '%s'",
			v.ID, clip(in.InstanceID), clip(in.Device))
	}
	if v.AttachmentState == world.VolumeDetaching {
		return incorrectState("Volume '%s' is in the 'detaching' state.", v.ID)
	}
	i := c.Instances.Get(v.InstanceID)
	if i != nil && v.Device == i.RootDevice && i.State != world.Stopped && i.State != world.Terminated {
		return apierr.New("OperationNotPermitted", "Unable to detach root volume '%s' from instance '%s'", v.ID, i.ID)
	}
	return nil
}
