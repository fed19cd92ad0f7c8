package ec2

import (
	"patchline/internal/sim/apierr"
	"patchline/internal/sim/world"
)

type deleteVolumeInput struct {
	dry
	VolumeID string `form:"VolumeId,required"`
}

func deleteVolume(c *call, in *deleteVolumeInput) (deed, *apierr.Error) {
	v, refused := volumes.one(c, in.VolumeID)
	if refused != nil {
		return nil, refused
	}
	switch v.State {
	case world.VolumeAvailable:
	case world.VolumeInUse:
		return nil, apierr.New("VolumeInUse", "Volume %s is currently attached to %s", v.ID, v.InstanceID)
	default:
		return nil, incorrectState("Volume '%s' is in the '%s' state.", v.ID, v.State)
	}
	return func() (answer, *apierr.Error) {
		c.world.DeleteVolume(v)
		return &done{Return: true}, nil
	}, nil
}
