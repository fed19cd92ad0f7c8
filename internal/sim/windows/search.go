package windows

import "slices"

// Find gives an update by its id, or nil.
func (m *Machine) Find(updateID string) *Update {
	for i := range m.Updates {
		if m.Updates[i].ID == updateID {
			return &m.Updates[i]
		}
	}
	return nil
}

// SearchOutcome is how an update search goes wrong now: as Search says, or
// because the service of Windows Update is disabled.
func (m *Machine) SearchOutcome() SearchFault {
	s := m.Service("wuauserv")
	if m.Search == (SearchFault{}) && s != nil && s.StartType == Disabled {
		return SearchFault{HResult: ServiceDisabled}
	}
	return m.Search
}

// Applicable is what a search for "IsInstalled=0 and IsHidden=0" finds, in the
// machine's order. As with IncludePotentiallySupersededUpdates left at false,
// an update is left out when one that supersedes it is on the machine. So is
// one that only waits for a reboot (UNCONFIRMED: WUA may list it until then).
// The caller looks at SearchOutcome first: this method never goes wrong.
func (m *Machine) Applicable() []*Update {
	return m.filter(func(u *Update) bool { return u.Status == Missing && !m.supersededHere(u) })
}

// Present is what a search for "IsInstalled=1" finds: what took effect and was
// not superseded since.
func (m *Machine) Present() []*Update {
	return m.filter(func(u *Update) bool { return u.Status == Installed })
}

// HotFixes is what Win32_QuickFixEngineering lists: the component-based ones
// of Present. Their KB is the HotFixID without "KB", their At is InstalledOn.
func (m *Machine) HotFixes() []*Update {
	return m.filter(func(u *Update) bool { return u.Status == Installed && u.def.ComponentBased })
}

func (m *Machine) filter(keep func(*Update) bool) []*Update {
	var kept []*Update
	for i := range m.Updates {
		if keep(&m.Updates[i]) {
			kept = append(kept, &m.Updates[i])
		}
	}
	return kept
}

// supersededHere tells whether an update that supersedes u applies to the
// machine or is on it. Superseded ones count: whatever took their place
// supersedes u as well.
func (m *Machine) supersededHere(u *Update) bool {
	for i := range m.Updates {
		if slices.Contains(m.Updates[i].def.Supersedes, u.ID) {
			return true
		}
	}
	return false
}
