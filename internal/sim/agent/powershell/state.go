package powershell

import (
	"time"

	"patchline/internal/sim/windows"
	"patchline/internal/sim/world"
)

// The parts of an instance's state, as the functions that replace Windows get
// them. Moments are RFC 3339 in UTC; an HRESULT is a signed number, as .NET has
// it; lists are never null.
type (
	// clockState ties the simulated time to the real one.
	clockState struct {
		Simulated time.Time `json:"simulated"` // the simulated moment …
		Real      time.Time `json:"real"`      // … at this real one
		Speed     float64   `json:"speed"`     // simulated seconds in a real one
	}

	computerState struct {
		Name           string       `json:"name"`
		Domain         string       `json:"domain"` // or WORKGROUP
		Caption        string       `json:"caption"`
		Version        string       `json:"version"` // such as 10.0.20348
		BootTime       time.Time    `json:"bootTime"`
		AgentVersion   string       `json:"agentVersion"`
		Pending        pendingState `json:"pending"`
		RebootRequired bool         `json:"rebootRequired"` // Microsoft.Update.SystemInfo's
	}

	pendingState struct {
		ComponentBasedServicing bool `json:"componentBasedServicing"`
		WindowsUpdate           bool `json:"windowsUpdate"`
		FileRename              bool `json:"fileRename"`
		BeforeInstallation      bool `json:"beforeInstallation"`
	}

	serviceState struct {
		Name        string `json:"name"`
		DisplayName string `json:"displayName"`
		StartType   string `json:"startType"` // Automatic, Manual, Disabled
		Running     bool   `json:"running"`
	}

	programState struct {
		Name        string `json:"name"`
		Version     string `json:"version"`
		Publisher   string `json:"publisher"`
		InstallDate string `json:"installDate"` // yyyyMMdd or empty
	}
)

func clockOf(w *world.World) clockState {
	const measured = time.Hour
	return clockState{
		Simulated: w.Now().UTC(),
		Real:      time.Now().UTC(),
		Speed:     float64(measured) / float64(w.Clock().Real(measured)),
	}
}

func computerOf(i *world.Instance) computerState {
	m := i.Windows
	return computerState{
		Name:         m.ComputerName,
		Domain:       m.Domain,
		Caption:      m.Caption,
		Version:      m.Version,
		BootTime:     m.BootTime.UTC(),
		AgentVersion: i.Agent.Version,
		Pending: pendingState{
			ComponentBasedServicing: m.Pending.ComponentBasedServicing,
			WindowsUpdate:           m.Pending.WindowsUpdate,
			FileRename:              m.Pending.FileRename,
			BeforeInstallation:      m.Pending.BeforeInstallation,
		},
		RebootRequired: m.Pending.Any(),
	}
}

func servicesOf(m *windows.Machine) []serviceState {
	services := make([]serviceState, len(m.Services))
	for n, s := range m.Services {
		services[n] = serviceState{Name: s.Name, DisplayName: s.DisplayName, StartType: s.StartType, Running: s.Running}
	}
	return services
}

func softwareOf(m *windows.Machine) []programState {
	programs := make([]programState, len(m.Software))
	for n, p := range m.Software {
		programs[n] = programState(p)
	}
	return programs
}
