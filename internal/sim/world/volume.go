package world

import (
	"slices"
	"time"
)

// The states of a volume and of its attachment, as EC2 writes them.
const (
	VolumeCreating  = "creating"
	VolumeAvailable = "available"
	VolumeInUse     = "in-use"
	VolumeDeleting  = "deleting"

	VolumeAttaching = "attaching"
	VolumeAttached  = "attached"
	VolumeDetaching = "detaching"
)

// Volume is an EBS volume.
type Volume struct {
	Place
	ID               string
	AvailabilityZone string
	SizeGiB          int
	Type             string // gp3, st1, ...
	IOPS             int    // provisioned; 0: what the type comes with
	Throughput       int    // provisioned, MiB/s; 0: what the type comes with
	SnapshotID       string // it was made from; may be empty
	Created          time.Time
	State            string // creating, available, in-use, deleting
	InstanceID       string // attached to; empty when available
	Device           string
	AttachmentState  string // attaching, attached, detaching; empty when available
	Encrypted        bool
	Tags             Tags
	// Epoch goes up with every change of State: events of an older one are void.
	Epoch int
	// LastSnapshot is when the last snapshot of it was begun.
	LastSnapshot time.Time
	// Pending are the ids of the snapshots that were pending when the last one
	// was begun: see PendingSnapshots.
	Pending []string
	// RootOf lists the instances whose root this volume is or was: the
	// condition of CreateReplaceRootVolumeTask.
	RootOf []string
	// Disk is the system on it, while it is no instance's root; nil for none.
	// An attached root's system is the instance's.
	Disk *Disk
}

// The events of a volume's life.
const (
	evVolumeAvailable = "volume available"
	evVolumeAttached  = "volume attached"
	evVolumeDetached  = "volume detached"
	evVolumeDeleted   = "volume deleted"
)

func (w *World) handleVolumes() {
	for kind, do := range map[string]func(*Volume){
		evVolumeAvailable: func(v *Volume) { v.State = VolumeAvailable },
		evVolumeAttached:  func(v *Volume) { v.AttachmentState = VolumeAttached },
		evVolumeDetached:  w.volumeDetached,
		evVolumeDeleted:   func(v *Volume) { w.Site(v.Place).Volumes.Delete(v.ID) },
	} {
		w.Handle(kind, func(e Event) {
			volume := w.Site(e.Place).Volumes.Get(e.ID)
			if volume != nil && volume.Epoch == e.Epoch {
				do(volume)
			}
		})
	}
}

// BeginVolume adds a volume that is creating, and later available. It takes
// its id and moment here.
func (w *World) BeginVolume(v *Volume) {
	v.ID = w.MintID("vol")
	v.Created = w.now
	v.State = VolumeCreating
	w.Site(v.Place).Volumes.Add(v)
	w.volumeEvent(v, evVolumeAvailable, createTakes)
}

// AttachVolume begins to attach an available volume to an instance. At the
// root device, the instance will boot from it.
func (w *World) AttachVolume(v *Volume, i *Instance, device string) {
	v.State, v.AttachmentState = VolumeInUse, VolumeAttaching
	v.InstanceID, v.Device = i.ID, device
	i.Attachments = append(i.Attachments, Attachment{Device: device, VolumeID: v.ID, At: w.now})
	if device == i.RootDevice {
		w.becomeRoot(v, i)
	}
	w.volumeEvent(v, evVolumeAttached, attachTakes)
}

// DetachVolume begins to take a volume off its instance.
func (w *World) DetachVolume(v *Volume) {
	v.AttachmentState = VolumeDetaching
	w.volumeEvent(v, evVolumeDetached, detachTakes)
}

// DeleteVolume begins to delete an available volume. Its snapshots stay.
func (w *World) DeleteVolume(v *Volume) {
	v.State = VolumeDeleting
	w.volumeEvent(v, evVolumeDeleted, deleteTakes)
}

// volumeEvent voids what was to happen to a volume, and schedules what will.
func (w *World) volumeEvent(v *Volume, kind string, takes span) {
	v.Epoch++
	after := w.Seed.Between(takes.low, takes.high, v.ID, kind)
	w.After(after, Event{Kind: kind, Place: v.Place, ID: v.ID, Epoch: v.Epoch})
}

func (w *World) volumeDetached(v *Volume) {
	if i := w.Site(v.Place).Instances.Get(v.InstanceID); i != nil {
		if v.Device == i.RootDevice {
			v.Disk = i.image()
		}
		i.Attachments = slices.DeleteFunc(i.Attachments, func(a Attachment) bool { return a.VolumeID == v.ID })
	}
	v.State, v.AttachmentState = VolumeAvailable, ""
	v.InstanceID, v.Device = "", ""
}
