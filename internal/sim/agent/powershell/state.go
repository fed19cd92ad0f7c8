package powershell

import (
	"time"

	"patchline/internal/sim/agent"
	"patchline/internal/sim/windows"
	"patchline/internal/sim/world"
)

// The parts of an instance's state, as the functions that replace Windows get
// them. Moments are RFC 3339 in UTC; an HRESULT is a signed number, as .NET has
// it; lists are never null.
type (
	computerState struct {
		Name           string       `json:"name"`
		Domain         string       `json:"domain"` // or WORKGROUP
		Caption        string       `json:"caption"`
		Version        string       `json:"version"` // such as 10.0.20348
		BootTime       time.Time    `json:"bootTime"`
		AgentVersion   string       `json:"agentVersion"`
		Pending        pendingState `json:"pending"`
		RebootRequired bool         `json:"rebootRequired"` // Microsoft.Update.SystemInfo's
		InstallerBusy  bool         `json:"installerBusy"`  // IUpdateInstaller.IsBusy
	}

	pendingState struct {
		ComponentBasedServicing bool `json:"componentBasedServicing"`
		WindowsUpdate           bool `json:"windowsUpdate"`
		FileRename              bool `json:"fileRename"`
		BeforeInstallation      bool `json:"beforeInstallation"`
	}

	// callerState is GetCallerIdentity's answer, so far as documents read it.
	callerState struct {
		UserID  string `json:"UserId"`
		Account string `json:"Account"`
	}

	serviceState struct {
		Name        string `json:"name"`
		DisplayName string `json:"displayName"`
		StartType   string `json:"startType"` // Automatic, Manual, Disabled
		Running     bool   `json:"running"`
		Status      string `json:"status"` // Running, StartPending, Stopped
	}

	programState struct {
		Name        string `json:"name"`
		Version     string `json:"version"`
		Publisher   string `json:"publisher"`
		InstallDate string `json:"installDate"` // yyyyMMdd or empty

		SystemComponent bool   `json:"systemComponent"`
		ParentKeyName   string `json:"parentKeyName"`
		ReleaseType     string `json:"releaseType"`
		Wow6432         bool   `json:"wow6432"`
	}
)

func computerOf(i *world.Instance, at time.Time) computerState {
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
		InstallerBusy:  m.InstallerBusy(at),
	}
}

// callerOf is what STS says of an instance: without a role, whoever stored
// credentials on it.
func callerOf(i *world.Instance) callerState {
	id := agent.IdentityOf(i)
	if id == i.ID {
		id = "AIDAFLEETSIMSTORED000"
	}
	return callerState{UserID: id, Account: i.Account}
}

func servicesOf(m *windows.Machine, now time.Time) []serviceState {
	services := make([]serviceState, len(m.Services))
	for n, s := range m.Services {
		services[n] = serviceState{s.Name, s.DisplayName, s.StartType, s.Running, m.Status(&s, now)}
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
