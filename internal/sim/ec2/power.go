package ec2

import (
	"net/http"
	"strings"

	"patchline/internal/sim/apierr"
	"patchline/internal/sim/faults"
	"patchline/internal/sim/world"
)

type startInstancesInput struct {
	dry
	InstanceIDs []string `form:"InstanceId,required"`
	Additional  string   `form:"AdditionalInfo"` // reserved
}

func (in *startInstancesInput) instances() []string { return in.InstanceIDs }

type stopInstancesInput struct {
	dry
	InstanceIDs []string `form:"InstanceId,required"`
	Force       bool     `form:"Force"`
	Hibernate   bool     `form:"Hibernate"`
	SkipOS      bool     `form:"SkipOsShutdown"` // it stops as ever
}

func (in *stopInstancesInput) instances() []string { return in.InstanceIDs }

type rebootInstancesInput struct {
	dry
	InstanceIDs []string `form:"InstanceId,required"`
}

func (in *rebootInstancesInput) instances() []string { return in.InstanceIDs }

type stateChangesAnswer struct {
	meta
	Changes []stateChangeItem `xml:"instancesSet>item"`
}

type stateChangeItem struct {
	InstanceID string    `xml:"instanceId"`
	Current    stateItem `xml:"currentState"`
	Previous   stateItem `xml:"previousState"`
}

// startInstances starts all or none. Whether there is capacity shows only when
// it is done, not by DryRun.
func startInstances(c *call, in *startInstancesInput) (deed, *apierr.Error) {
	named, refused := allowed(c, in.InstanceIDs, mayStart)
	if refused != nil {
		return nil, refused
	}
	return func() (answer, *apierr.Error) {
		for _, i := range named {
			if i.State != world.Stopped {
				continue
			}
			if _, struck := c.world.Faults.Strikes(faults.NoCapacity, i.FaultTarget(""), c.now); struck {
				return nil, apierr.WithStatus(http.StatusInternalServerError, "InsufficientInstanceCapacity",
					"We currently do not have sufficient %s capacity in the Availability Zone you requested (%s).", i.Type, i.AvailabilityZone)
			}
		}
		return changeStates(named, func(i *world.Instance) {
			if i.State == world.Stopped {
				c.world.Start(i)
			}
		}), nil
	}, nil
}

// stopInstances stops all or none. Force gets an instance on that is stopping.
func stopInstances(c *call, in *stopInstancesInput) (deed, *apierr.Error) {
	named, refused := allowed(c, in.InstanceIDs, mayStop)
	if refused != nil {
		return nil, refused
	}
	if in.Hibernate {
		return nil, apierr.New("UnsupportedHibernationConfiguration", "Hibernation is not enabled for the instance '%s'.", named[0].ID)
	}
	return func() (answer, *apierr.Error) {
		return changeStates(named, func(i *world.Instance) {
			switch {
			case i.State == world.Stopped:
			case in.Force:
				c.world.ForceStop(i)
			case i.State == world.Running:
				c.world.Stop(i)
			}
		}), nil
	}, nil
}

// rebootInstances queues a reboot. "Requests to reboot terminated instances
// are ignored" (API reference).
func rebootInstances(c *call, in *rebootInstancesInput) (deed, *apierr.Error) {
	named, refused := allowed(c, in.InstanceIDs, mayReboot)
	if refused != nil {
		return nil, refused
	}
	return func() (answer, *apierr.Error) {
		for _, i := range named {
			if i.State == world.Running {
				c.world.QueuedReboot(i)
			}
		}
		return &done{Return: true}, nil
	}, nil
}

func changeStates(named []*world.Instance, do func(*world.Instance)) answer {
	a := &stateChangesAnswer{}
	for _, i := range named {
		before := i.State
		do(i)
		a.Changes = append(a.Changes, stateChangeItem{InstanceID: i.ID, Current: stateOf(i.State), Previous: stateOf(before)})
	}
	return a
}

// interrupted begins the reason of a Spot Instance that EC2 has stopped.
const interrupted = "Server.SpotInstance"

func wasInterrupted(i *world.Instance) bool {
	return i.Spot && strings.HasPrefix(i.StateReasonCode, interrupted)
}
