package control

import (
	"time"

	"patchline/internal/sim/windows"
	"patchline/internal/sim/world"
)

// Instance is an instance as /_sim/instances shows it: what no AWS API tells,
// for the assertions of a test.
type Instance struct {
	ID           string            `json:"id"`
	Account      string            `json:"account"`
	Region       string            `json:"region"`
	State        world.State       `json:"state"`
	LaunchTime   time.Time         `json:"launchTime"`
	Tags         map[string]string `json:"tags"`
	Volumes      []string          `json:"volumes"`
	OSUp         bool              `json:"osUp"`
	Impaired     bool              `json:"impaired"`
	PingStatus   string            `json:"pingStatus"`
	AgentVersion string            `json:"agentVersion"`
	AgentUp      bool              `json:"agentUp"`
	AgentLost    bool              `json:"agentLost"`
	Windows      *Machine          `json:"windows,omitempty"`
}

// Machine is the Windows on an instance.
type Machine struct {
	Caption       string                `json:"caption"`
	Version       string                `json:"version"`
	BootTime      time.Time             `json:"bootTime"`
	RebootPending windows.RebootSources `json:"rebootPending"`
	Updates       []Update              `json:"updates"`
	Services      map[string]bool       `json:"services"` // name → running
}

// Update is one update's state on an instance.
type Update struct {
	ID     string         `json:"id"`
	KB     string         `json:"kb"`
	Title  string         `json:"title"`
	Status windows.Status `json:"status"`
}

func view(i *world.Instance, now time.Time) Instance {
	v := Instance{
		ID: i.ID, Account: i.Account, Region: i.Region,
		State: i.State, LaunchTime: i.LaunchTime, Tags: i.Tags.Map(), Volumes: []string{},
		OSUp: i.Agent.OSUp, Impaired: i.Impaired,
		PingStatus: i.PingStatus(now), AgentVersion: i.Agent.Version,
		AgentUp: i.AgentUp(), AgentLost: i.Agent.Lost,
	}
	for _, a := range i.Attachments {
		v.Volumes = append(v.Volumes, a.VolumeID)
	}
	if i.Windows != nil {
		v.Windows = viewMachine(i.Windows)
	}
	return v
}

func viewMachine(m *windows.Machine) *Machine {
	v := &Machine{
		Caption: m.Caption, Version: m.Version, BootTime: m.BootTime,
		RebootPending: m.Pending, Updates: []Update{}, Services: map[string]bool{},
	}
	for i := range m.Updates {
		u := &m.Updates[i]
		d := u.Definition()
		v.Updates = append(v.Updates, Update{ID: u.ID, KB: d.KB, Title: d.Title, Status: u.Status})
	}
	for _, s := range m.Services {
		v.Services[s.Name] = s.Running
	}
	return v
}
