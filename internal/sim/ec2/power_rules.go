package ec2

import (
	"patchline/internal/sim/apierr"
	"patchline/internal/sim/world"
)

// allowed finds instances and asks may of each: one refusal is the whole call's.
func allowed(c *call, ids []string, may func(*call, *world.Instance) *apierr.Error) ([]*world.Instance, *apierr.Error) {
	if len(ids) == 0 {
		return nil, missingParameter("InstanceId")
	}
	named, refused := instances.named(c, ids)
	if refused != nil {
		return nil, refused
	}
	for _, i := range named {
		if refused := may(c, i); refused != nil {
			return nil, refused
		}
	}
	return named, nil
}

// mayStart lets pass what is up already: EC2 then answers with the same state
// before and after.
func mayStart(c *call, i *world.Instance) *apierr.Error {
	switch {
	case i.InstanceStore:
		return unsupported("The instance '%s' does not have an 'ebs' root device type and cannot be started.", i.ID)
	case i.State == world.Running || i.State == world.Pending:
		return nil
	case i.State != world.Stopped:
		return incorrectInstanceState("The instance '%s' is not in a state from which it can be started.", i.ID)
	case wasInterrupted(i):
		return apierr.New("IncorrectSpotRequestState", "Only Amazon EC2 can restart an interrupted stopped Spot Instance.")
	case !hasRoot(c, i):
		return invalidValue("Invalid value '%s' for instanceId. Instance does not have a volume attached at root (%s).", i.ID, i.RootDevice)
	}
	return nil
}

// hasRoot tells whether the root volume is there to start from, and not on its
// way to or from the instance.
func hasRoot(c *call, i *world.Instance) bool {
	root := i.RootVolume()
	return root.VolumeID != "" && attachmentStatus(c, root) != world.VolumeDetaching
}

func mayStop(_ *call, i *world.Instance) *apierr.Error {
	switch {
	case i.InstanceStore:
		return unsupported("The instance '%s' does not have an 'ebs' root device type and cannot be stopped.", i.ID)
	case i.State == world.Pending:
		return incorrectInstanceState("Instance '%s' cannot be stopped as it has never reached the 'running' state.", i.ID)
	case i.State == world.ShuttingDown || i.State == world.Terminated:
		return incorrectInstanceState("This instance '%s' is not in a state from which it can be stopped.", i.ID)
	case i.StopProtection && i.State == world.Running:
		return apierr.New("OperationNotPermitted",
			"The instance '%s' may not be stopped. Modify its 'disableApiStop' instance attribute and try again.", i.ID)
	}
	return nil
}

// mayReboot: EC2's documents name no code for an instance that is stopped or on
// its way (UNCONFIRMED).
func mayReboot(_ *call, i *world.Instance) *apierr.Error {
	switch i.State {
	case world.Running, world.ShuttingDown, world.Terminated:
		return nil
	default:
		return incorrectInstanceState("The instance '%s' is not in a state from which it can be rebooted.", i.ID)
	}
}
