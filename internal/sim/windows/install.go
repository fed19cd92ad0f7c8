package windows

import "time"

// The Windows Update Agent's OperationResultCode (wuapi.h).
const (
	ResultSucceeded           = 2
	ResultSucceededWithErrors = 3
	ResultFailed              = 4
	ResultAborted             = 5
)

// InstallResult is IUpdateInstallationResult: what came of one update.
type InstallResult struct {
	ResultCode     int // OperationResultCode
	HResult        uint32
	RebootRequired bool
}

// CheckTogether is what IUpdateInstaller.Install says to a collection of
// updates before it installs any of them: 0, or the HRESULT of the exception
// that it throws. Nothing is written to the history then.
func (m *Machine) CheckTogether(updateIDs []string) uint32 {
	switch {
	case len(updateIDs) == 0:
		return NoUpdate
	case m.Pending.BeforeInstallation:
		return InstallNotAllowed
	}
	for _, id := range updateIDs {
		u := m.Find(id)
		if u == nil {
			return UnknownID
		}
		if u.def.Exclusive && len(updateIDs) > 1 {
			return ExclusiveInstallConflict
		}
	}
	return 0
}

// InstallerBusy is IUpdateInstaller.IsBusy at the moment at.
func (m *Machine) InstallerBusy(at time.Time) bool { return at.Before(m.BusyUntil) }

// AcceptEULA is IUpdate.AcceptEula.
func (m *Machine) AcceptEULA(updateID string) {
	if u := m.Find(updateID); u != nil {
		u.EULAAccepted = true
	}
}

// Install installs one update, which is done at the moment at, and writes the
// outcome to the history. An update that needs a reboot is PendingReboot
// afterwards, and FinishBoot decides on it. What can't be tried at all leaves
// no trace: an unknown update, one that isn't missing, and everything while
// Pending.BeforeInstallation.
func (m *Machine) Install(updateID string, at time.Time) InstallResult {
	u := m.Find(updateID)
	switch {
	case u == nil:
		return InstallResult{ResultCode: ResultFailed, HResult: UnknownID}
	case m.Pending.BeforeInstallation:
		return InstallResult{ResultCode: ResultFailed, HResult: InstallNotAllowed}
	case u.Status != Missing:
		return InstallResult{ResultCode: ResultFailed, HResult: NotApplicable}
	case u.def.EULA && !u.EULAAccepted:
		return m.fail(u, EULAsDeclined, at)
	case u.def.UserInput:
		return m.fail(u, NoInteractiveUser, at)
	case u.HResult != 0:
		return m.fail(u, u.HResult, at)
	}
	m.record(u, at, ResultSucceeded, 0)
	if !u.def.Reboots {
		m.takeEffect(u, at)
		return InstallResult{ResultCode: ResultSucceeded}
	}
	m.awaitReboot(u, at)
	return InstallResult{ResultCode: ResultSucceeded, RebootRequired: true}
}

// awaitReboot leaves an update to the next boot. After an exclusive one,
// nothing else installs until then.
func (m *Machine) awaitReboot(u *Update, at time.Time) {
	u.Status, u.At = PendingReboot, at
	m.Pending.WindowsUpdate = true
	if u.def.ComponentBased {
		m.Pending.ComponentBasedServicing = true
	}
	if u.def.Exclusive {
		m.Pending.BeforeInstallation = true
	}
}

// Fail is an attempt to install an update that ends with an HRESULT, whatever
// the update itself would do: a fault of the plan.
func (m *Machine) Fail(updateID string, hresult uint32, at time.Time) InstallResult {
	u := m.Find(updateID)
	if u == nil {
		return InstallResult{ResultCode: ResultFailed, HResult: UnknownID}
	}
	return m.fail(u, hresult, at)
}

func (m *Machine) fail(u *Update, hresult uint32, at time.Time) InstallResult {
	m.record(u, at, ResultFailed, hresult)
	return InstallResult{ResultCode: ResultFailed, HResult: hresult}
}

func (m *Machine) record(u *Update, at time.Time, result int, hresult uint32) {
	m.History = append(m.History, HistoryEntry{
		UpdateID: u.ID, Title: u.def.Title, At: at, ResultCode: result, HResult: hresult,
	})
}

// takeEffect makes an update Installed and, with it, all that it supersedes
// Superseded: also what was Missing, which nothing offers any more.
func (m *Machine) takeEffect(u *Update, at time.Time) {
	u.Status, u.At = Installed, at
	for _, id := range u.def.Supersedes {
		if old := m.Find(id); old != nil && old.Status != Superseded {
			old.Status, old.At = Superseded, at
		}
	}
}
