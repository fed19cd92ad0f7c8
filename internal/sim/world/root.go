package world

import "slices"

// becomeRoot makes an instance boot from a volume, now and ever after one of
// its root volumes.
func (w *World) becomeRoot(v *Volume, i *Instance) {
	i.mount(v.Disk)
	v.Disk = nil
	if !slices.Contains(v.RootOf, i.ID) {
		v.RootOf = append(slices.Clip(v.RootOf), i.ID)
	}
}

// Halt ends the operating system of a running instance, which stays running:
// the first half of replacing a root volume. Boot is the second.
func (w *World) Halt(i *Instance) {
	i.Epoch++
	w.cutOff(i)
}

// Boot starts the operating system of a halted instance.
func (w *World) Boot(i *Instance) {
	i.Epoch++
	w.kernelStarted(i)
}

// SwapRoot puts a volume in the place of an instance's root volume, at once,
// and gives the old one, which is available now; nil where there was none. The
// operating system must not be up.
func (w *World) SwapRoot(i *Instance, v *Volume) *Volume {
	var old *Volume
	place := slices.IndexFunc(i.Attachments, func(a Attachment) bool { return a.Device == i.RootDevice })
	if place < 0 {
		i.Attachments = append(i.Attachments, Attachment{Device: i.RootDevice})
		place = len(i.Attachments) - 1
	} else if old = w.Site(i.Place).Volumes.Get(i.Attachments[place].VolumeID); old != nil {
		old.Epoch++
		old.Disk = i.image()
		old.State, old.AttachmentState = VolumeAvailable, ""
		old.InstanceID, old.Device = "", ""
	}
	i.Attachments[place].VolumeID = v.ID
	i.Attachments[place].At = w.now
	v.Epoch++
	v.State, v.AttachmentState = VolumeInUse, VolumeAttached
	v.InstanceID, v.Device = i.ID, i.RootDevice
	w.becomeRoot(v, i)
	return old
}

// OnceRootOf tells whether a snapshot shows a volume that is or was the root of
// an instance: the condition of CreateReplaceRootVolumeTask.
func (w *World) OnceRootOf(s *Snapshot, instanceID string) bool {
	if s.OfRoot && s.InstanceID == instanceID || slices.Contains(s.RootOf, instanceID) {
		return true
	}
	v := w.Site(s.Place).Volumes.Get(s.VolumeID)
	return v != nil && slices.Contains(v.RootOf, instanceID)
}
