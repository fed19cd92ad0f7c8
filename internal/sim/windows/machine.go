// Package windows is the operating system on a simulated instance: its
// updates, reboot-pending state, services, software and boot time.
package windows

import "time"

// Machine is one Windows installation. The world's lock guards it.
type Machine struct {
	ComputerName string
	Domain       string // Active Directory domain, or WORKGROUP
	Caption      string // Win32_OperatingSystem.Caption
	Version      string // Win32_OperatingSystem.Version, such as 10.0.20348
	BootTime     time.Time

	Updates  []Update
	History  []HistoryEntry // oldest first; the Windows Update Agent answers newest first
	Services []Service
	Software []Program

	Pending RebootSources
	Search  SearchFault
	// German: updates have categories of German names.
	German bool `json:",omitempty"`
	// HistoryHResult is what counting and reading the history throws; 0: neither does.
	HistoryHResult uint32 `json:",omitempty"`
	// BusyUntil is when an installation of somebody else's ends, such as Windows'
	// own; zero for none.
	BusyUntil time.Time `json:",omitzero"`

	Application Application `json:",omitzero"`
}

// RebootSources are the places where Windows notes that it wants a reboot.
type RebootSources struct {
	ComponentBasedServicing bool // key Component Based Servicing\RebootPending
	WindowsUpdate           bool // key WindowsUpdate\Auto Update\RebootRequired
	FileRename              bool // value PendingFileRenameOperations of Session Manager
	// BeforeInstallation is IUpdateInstaller.RebootRequiredBeforeInstallation:
	// nothing more installs until the reboot.
	BeforeInstallation bool
}

// Any tells whether Microsoft.Update.SystemInfo.RebootRequired or a component
// says so; renames alone are too noisy to count.
func (s RebootSources) Any() bool {
	return s.ComponentBasedServicing || s.WindowsUpdate || s.BeforeInstallation
}

// SearchFault is how an update search goes wrong on this machine.
type SearchFault struct {
	HResult uint32 // 0: it does not
	Hangs   bool
}

// Status is where an update stands on one machine.
type Status string

// The states of an update.
const (
	Missing       Status = "missing"
	PendingReboot Status = "pending-reboot" // installed, takes effect at the next boot
	Installed     Status = "installed"
	Superseded    Status = "superseded" // a newer one is installed
)

// Update is one update's state on one machine.
type Update struct {
	ID     string // of its Definition
	Status Status
	// HResult is what an attempt to install it ends with here; 0: it installs.
	HResult uint32 `json:",omitempty"`
	// RollsBack: it installs, and the next boot undoes it.
	RollsBack bool `json:",omitempty"`
	// EULAAccepted is what AcceptEULA leaves behind, where the Definition has one.
	EULAAccepted bool `json:",omitempty"`
	// At is the moment of the last change of Status; zero for the first.
	At time.Time `json:",omitzero"`

	def *Definition
}

// HistoryEntry is one line of the Windows Update Agent's history.
type HistoryEntry struct {
	UpdateID   string
	Title      string
	At         time.Time
	ResultCode int    // OperationResultCode: 2 Succeeded, 3 SucceededWithErrors, 4 Failed, 5 Aborted
	HResult    uint32 `json:",omitempty"`
	Uninstall  bool   `json:",omitempty"`
}

// Program is one of the Uninstall keys. The last four are what tells those of
// updates, of parts and of 32-bit programs from the others.
type Program struct {
	Name        string
	Version     string
	Publisher   string
	InstallDate string // yyyyMMdd, may be empty

	SystemComponent bool   `json:",omitempty"` // Windows does not show it
	ParentKeyName   string `json:",omitempty"` // it is a part of that one
	ReleaseType     string `json:",omitempty"` // such as Hotfix
	Wow6432         bool   `json:",omitempty"` // it stands in Wow6432Node
}
