package fleet

import (
	"slices"
	"strings"

	"patchline/internal/sim/windows"
)

// machineKey is what machines without changes of their own differ by.
type machineKey struct {
	release *windows.Release
	role    *windows.Role
	profile windows.Profile
}

// machine makes the Windows of an instance.
func (b *builder) machine(i *Instance) *windows.Machine {
	w := i.Windows
	m := b.plain(w)
	m.ComputerName = w.ComputerName
	if m.ComputerName == "" {
		m.ComputerName = computerName(i.ID)
	}
	if w.Domain != "" {
		m.Domain = w.Domain
	}
	if w.Caption != "" {
		m.Caption, m.Version = w.Caption, w.Version
	}
	for _, service := range w.Services {
		if s := m.Service(service.Name); s != nil {
			*s = service
		} else {
			m.Services = append(m.Services, service)
		}
	}
	m.Software = append(m.Software, w.Software...)
	for n := range m.Software {
		if m.Software[n].Name == "Amazon SSM Agent" {
			m.Software[n].Version = i.Agent.Version
		}
	}
	if !i.Agent.Installed {
		m.Software = slices.DeleteFunc(m.Software, func(p windows.Program) bool { return p.Name == "Amazon SSM Agent" })
		m.Services = slices.DeleteFunc(m.Services, func(s windows.Service) bool { return s.Name == "AmazonSSMAgent" })
	} else if i.Agent.Lost {
		m.Service("AmazonSSMAgent").Running = false
	}
	m.Pending.ComponentBasedServicing = m.Pending.ComponentBasedServicing || w.Pending.ComponentBasedServicing
	m.Pending.WindowsUpdate = m.Pending.WindowsUpdate || w.Pending.WindowsUpdate
	m.Pending.FileRename = m.Pending.FileRename || w.Pending.FileRename
	m.Pending.BeforeInstallation = m.Pending.BeforeInstallation || w.Pending.BeforeInstallation
	m.Search = w.Search
	m.Application = m.Application.With(w.Application)
	return m
}

// plain gives a machine of its own, cloned where another is like it.
func (b *builder) plain(w *Windows) *windows.Machine {
	if len(w.Changes) > 0 {
		return b.library.Machine(w.Release, w.Role, w.Profile, w.Changes...)
	}
	key := machineKey{w.Release, w.Role, w.Profile}
	if b.machines[key] == nil {
		b.machines[key] = b.library.Machine(w.Release, w.Role, w.Profile)
	}
	return b.machines[key].Clone()
}

// computerName is a name as EC2Launch gives it to an instance: EC2AMAZ- and
// seven letters or digits, here from the instance's id.
func computerName(id string) string {
	const length = 7
	tail := id[max(0, len(id)-length):]
	return "EC2AMAZ-" + strings.ToUpper(tail)
}
