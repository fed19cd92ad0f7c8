package ec2

import "patchline/internal/sim/apierr"

// instancePages: "MaxResults 5-1000", and never with ids (API reference).
var instancePages = pages{least: 5, most: 1000, ids: "instancesSet"}

// instanceBytes is about what an instance takes in an answer.
const instanceBytes = 3 << 10

type describeInstancesInput struct {
	query
	InstanceIDs []string `form:"InstanceId"`
	Managed     bool     `form:"IncludeManagedResources"` // there are none here
}

func (in *describeInstancesInput) instances() []string { return in.InstanceIDs }

type describeInstancesAnswer struct {
	meta
	Reservations ready  `xml:"reservationSet"`
	NextToken    string `xml:"nextToken,omitempty"`
}

func (a *describeInstancesAnswer) size() int { return len(a.Reservations.XML) }

// describeInstances gives each instance in a reservation of its own.
func describeInstances(c *call, in *describeInstancesInput) (deed, *apierr.Error) {
	page, next, refused := list(c, instances, instancePages, in.query, in.InstanceIDs)
	if refused != nil {
		return nil, refused
	}
	var x elements
	x.Grow(len(page) * instanceBytes)
	for _, i := range page {
		x.reservation(c, i)
	}
	return shows(&describeInstancesAnswer{Reservations: ready{x.Bytes()}, NextToken: next}), nil
}
