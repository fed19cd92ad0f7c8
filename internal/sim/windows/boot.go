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
// and those that do so by themselves. It clears every reboot-pending source,
// ends another's installation, and brings services to where a boot brings them.
//
// An undone update is Missing again, and the history gets a failed entry of
// 0x800F0922 after the successful one of the installation, as Windows does it.
func (m *Machine) FinishBoot(at time.Time, rollBack bool, kb string) {
	for _, i := range m.PendingUpdates() {
		u := &m.Updates[i]
		if u.RollsBack || rollBack && (kb == "" || kb == u.def.KB) {
			u.Status, u.At = Missing, at
			m.record(u, at, ResultFailed, CBSInstallersFailed)
			continue
		}
		m.takeEffect(u, at)
	}
	m.Pending = RebootSources{}
	m.BusyUntil = time.Time{}
	for i := range m.Services {
		s := &m.Services[i]
		s.Running = s.StartType == Automatic && !s.FailsToStart
	}
}
