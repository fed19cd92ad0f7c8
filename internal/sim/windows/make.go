package windows

import (
	"slices"
	"time"
)

// installedAfter is how long after its publication an update counts as
// installed on a machine that has it from the start.
const installedAfter = 9 * 24 * time.Hour

// Change is where an update of a machine that is made differs from its profile.
type Change struct {
	Definition *Definition
	Status     Status // "" takes the update off the machine
	HResult    uint32 // see Update
	RollsBack  bool   // see Update
}

// Machine makes a machine of a release and a role, with updates as a profile
// and the changes have them. Its history has what is installed. It has no
// name; see Booted for its BootTime.
func (l *Library) Machine(release *Release, role *Role, profile Profile, changes ...Change) *Machine {
	m := &Machine{
		Domain:   "WORKGROUP",
		Caption:  release.Caption,
		Version:  release.Version,
		Services: append(baseServices(), role.Services...),
		Software: append(baseSoftware(), role.Software...),

		Application: role.Application,
	}
	for _, def := range slices.Concat(release.Updates, role.Updates) {
		if status := profile.status(def); status != "" {
			m.Updates = append(m.Updates, Update{ID: def.ID, Status: status, def: def})
		}
	}
	for _, c := range changes {
		m.Updates = slices.DeleteFunc(m.Updates, func(u Update) bool { return u.ID == c.Definition.ID })
		if c.Status != "" {
			m.Updates = append(m.Updates, Update{
				ID: c.Definition.ID, Status: c.Status, HResult: c.HResult, RollsBack: c.RollsBack, def: c.Definition,
			})
		}
	}
	m.cameAbout()
	return m
}

// cameAbout gives the updates of a machine that is made their moments and
// their history, and lets them supersede each other.
func (m *Machine) cameAbout() {
	inOrder := make([]*Update, len(m.Updates))
	for i := range m.Updates {
		inOrder[i] = &m.Updates[i]
	}
	slices.SortStableFunc(inOrder, func(a, b *Update) int { return a.def.Published.Compare(b.def.Published) })
	for _, u := range inOrder {
		if u.Status == Missing {
			continue
		}
		at := u.def.Published.Add(installedAfter)
		m.record(u, at, ResultSucceeded, 0)
		u.At = at
		if u.Status == PendingReboot {
			m.awaitReboot(u, at)
		}
		if u.Status == Installed {
			m.takeEffect(u, at)
		}
	}
}

// Booted gives a machine that is made the moment of its boot. Nothing has
// happened since: what would have comes to that moment, at the latest.
func (m *Machine) Booted(at time.Time) {
	m.BootTime = at
	for i := range m.Updates {
		if m.Updates[i].At.After(at) {
			m.Updates[i].At = at
		}
	}
	for i := range m.History {
		if m.History[i].At.After(at) {
			m.History[i].At = at
		}
	}
}
