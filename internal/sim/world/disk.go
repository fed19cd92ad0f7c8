package world

import "patchline/internal/sim/windows"

// Disk is the system on a root volume: it goes where the volume and its
// snapshots go. A Disk never changes: what an instance boots from is a copy.
type Disk struct {
	Windows *windows.Machine // nil on Linux
	// AgentInstalled, AgentVersion and AgentLost are the SSM agent's Installed,
	// Version and Lost.
	AgentInstalled bool
	AgentVersion   string
	AgentLost      bool
}

// image copies the instance's system as it is at this moment; nil where the
// root volume holds none.
func (i *Instance) image() *Disk {
	if i.NoSystem {
		return nil
	}
	d := &Disk{AgentInstalled: i.Agent.Installed, AgentVersion: i.Agent.Version, AgentLost: i.Agent.Lost}
	if i.Windows != nil {
		d.Windows = i.Windows.Clone()
	}
	return d
}

// mount makes a disk the instance's system. A disk without one, or with one of
// another platform, leaves the instance with nothing to boot.
func (i *Instance) mount(d *Disk) {
	i.NoSystem = d == nil || (d.Windows != nil) != i.IsWindows()
	if i.NoSystem {
		return
	}
	if d.Windows != nil {
		i.Windows = d.Windows.Clone()
	}
	i.Agent.Installed, i.Agent.Version, i.Agent.Lost = d.AgentInstalled, d.AgentVersion, d.AgentLost
}

// link gives the disk's Windows its updates' definitions, as after a read.
func (d *Disk) link(c windows.Catalogue) error {
	if d == nil || d.Windows == nil {
		return nil
	}
	return d.Windows.Link(c)
}
