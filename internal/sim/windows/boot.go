package windows

import "time"

// PendingUpdates lists the updates that take effect at the next boot, by
// index.
func (m *Machine) PendingUpdates() []int {
	var pending []int
	for i := range m.Updates {
		if m.Updates[i].Status == PendingReboot {
			pending = append(pending, i)
		}
	}
	return pending
}

// FinishBoot completes the updates that waited for it at the moment at, or
// undoes those that roll back: all or those of one KB, where rollBack is set,
// and those that do so by themselves. It clears every reboot-pending source.
func (m *Machine) FinishBoot(at time.Time, rollBack bool, kb string) {
	panic("windows: not written yet")
}
