package world

import "time"

// Volume is an EBS volume.
type Volume struct {
	Place
	ID               string
	AvailabilityZone string
	SizeGiB          int
	Type             string // gp3, st1, ...
	SnapshotID       string // it was made from; may be empty
	Created          time.Time
	State            string // creating, available, in-use, deleting
	InstanceID       string // attached to; empty when available
	Device           string
	AttachmentState  string // attaching, attached, detaching; empty when available
	Encrypted        bool
	Tags             Tags
	// LastSnapshot is when the last snapshot of it was begun.
	LastSnapshot time.Time
	// RootOf lists the instances whose root this volume is or was: the
	// condition of CreateReplaceRootVolumeTask.
	RootOf []string
}
