package ec2

import (
	"patchline/internal/sim/apierr"
	"patchline/internal/sim/world"
)

// statusPages: 5-1000 results, and never with ids (API reference). The most
// ids are maxStatusIDs.
var statusPages = pages{least: 5, most: 1000, ids: "instancesSet"}

const maxStatusIDs = 100

type describeInstanceStatusInput struct {
	query
	InstanceIDs []string `form:"InstanceId"`
	All         bool     `form:"IncludeAllInstances"`
	Managed     bool     `form:"IncludeManagedResources"` // there are none here
}

func (in *describeInstanceStatusInput) instances() []string { return in.InstanceIDs }

type describeInstanceStatusAnswer struct {
	meta
	Statuses  []statusItem `xml:"instanceStatusSet>item"`
	NextToken string       `xml:"nextToken,omitempty"`
}

type statusItem struct {
	InstanceID       string    `xml:"instanceId"`
	AvailabilityZone string    `xml:"availabilityZone"`
	State            stateItem `xml:"instanceState"`
	System           checkItem `xml:"systemStatus"`
	Instance         checkItem `xml:"instanceStatus"`
	AttachedEBS      checkItem `xml:"attachedEbsStatus"`
}

type checkItem struct {
	Status  string       `xml:"status"`
	Details []detailItem `xml:"details>item,omitempty"`
}

type detailItem struct {
	Name   string `xml:"name"`
	Status string `xml:"status"`
}

// statuses are the instances by the filters of DescribeInstanceStatus.
var statuses = func() *kind[world.Instance] {
	k := *instances
	k.tags = nil
	k.fields = map[string]field[world.Instance]{
		"availability-zone":            instances.fields["availability-zone"],
		"instance-state-code":          instances.fields["instance-state-code"],
		"instance-state-name":          instances.fields["instance-state-name"],
		"instance-status.status":       text(instanceStatus),
		"instance-status.reachability": text(func(c *call, i *world.Instance) string { return reachability(instanceStatus(c, i)) }),
		"system-status.status":         text(systemStatus),
		"system-status.reachability":   text(func(c *call, i *world.Instance) string { return reachability(systemStatus(c, i)) }),
		"attached-ebs-status.status":   text(systemStatus),
	}
	return &k
}()

// describeInstanceStatus leaves out instances that do not run, named or not,
// unless it is asked for all.
func describeInstanceStatus(c *call, in *describeInstanceStatusInput) (deed, *apierr.Error) {
	if len(in.InstanceIDs) > maxStatusIDs {
		return nil, invalidValue("%d instance IDs are more than the %d that this action takes", len(in.InstanceIDs), maxStatusIDs)
	}
	page, next, refused := list(c, statuses, statusPages, in.query, in.InstanceIDs, func(c *call, i *world.Instance) bool {
		return in.All || i.StateSeen(c.now, c.lag) == world.Running
	})
	if refused != nil {
		return nil, refused
	}
	a := &describeInstanceStatusAnswer{NextToken: next, Statuses: make([]statusItem, len(page))}
	for n, i := range page {
		a.Statuses[n] = statusItem{
			InstanceID: i.ID, AvailabilityZone: i.AvailabilityZone, State: stateOf(i.StateSeen(c.now, c.lag)),
			System: check(systemStatus(c, i)), Instance: check(instanceStatus(c, i)),
			AttachedEBS: check(systemStatus(c, i)),
		}
	}
	return shows(a), nil
}

func instanceStatus(c *call, i *world.Instance) string {
	if i.StateSeen(c.now, c.lag) != world.Running {
		return notApplicable
	}
	status, _ := c.world.StatusChecks(i)
	return status
}

// systemStatus serves for the attached volumes as well.
func systemStatus(c *call, i *world.Instance) string {
	if i.StateSeen(c.now, c.lag) != world.Running {
		return notApplicable
	}
	_, status := c.world.StatusChecks(i)
	return status
}

const notApplicable = "not-applicable"

func check(status string) checkItem {
	if status == notApplicable {
		return checkItem{Status: status}
	}
	return checkItem{Status: status, Details: []detailItem{{"reachability", reachability(status)}}}
}

// reachability is the one check behind a status, in its own words.
func reachability(status string) string {
	switch status {
	case "ok":
		return "passed"
	case "impaired":
		return "failed"
	default:
		return status
	}
}
