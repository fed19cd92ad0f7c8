package windows

import (
	"slices"
	"strings"
	"time"
)

// Application is what the application on a machine shows to whom looks: what
// the checks after a patch day go by. What has a Service is there only while
// that runs. It never changes, so that clones share it.
type Application struct {
	Ports     []Port    `json:",omitempty"`
	Pages     []Page    `json:",omitempty"`
	Processes []Process `json:",omitempty"`
	Errors    []Error   `json:",omitempty"`
	// UnreadableLogs are the event logs that can't be read.
	UnreadableLogs []string `json:",omitempty"`
}

// With is an application and what another shows beside it. Of two pages of one
// URL the other's counts.
func (a Application) With(other Application) Application {
	return Application{
		Ports:          beside(a.Ports, other.Ports),
		Pages:          beside(other.Pages, a.Pages),
		Processes:      beside(a.Processes, other.Processes),
		Errors:         beside(a.Errors, other.Errors),
		UnreadableLogs: beside(a.UnreadableLogs, other.UnreadableLogs),
	}
}

// beside joins two lists; machines with nothing of their own share the role's.
func beside[T any](list, more []T) []T {
	switch {
	case len(more) == 0:
		return list
	case len(list) == 0:
		return more
	default:
		return slices.Concat(list, more)
	}
}

// Port is what takes TCP connections from the machine.
type Port struct {
	Host    string `json:",omitempty"` // empty: the machine itself
	Port    int
	Service string `json:",omitempty"`
}

// Page is what an HTTP server answers to a GET from the machine.
type Page struct {
	URL     string
	Status  int
	Text    string `json:",omitempty"`
	Service string `json:",omitempty"`
	Hangs   bool   `json:",omitempty"` // it takes the connection and never answers
}

// Process is a program that runs.
type Process struct {
	Name    string // without .exe, as Get-Process has it
	Count   int
	Service string `json:",omitempty"`
}

// Error is an entry of level error that each boot leaves in an event log.
type Error struct {
	Log      string // System or Application
	Provider string
	ID       int
	After    time.Duration // the boot
	Count    int           // how many of them
}

// LogUnreadable is what Windows says of an event log that can't be read.
const LogUnreadable = "Attempted to perform an unauthorized operation."

// Running counts the processes of a name.
func (m *Machine) Running(process string, now time.Time) int {
	count := 0
	for _, p := range m.Application.Processes {
		if strings.EqualFold(p.Name, process) && m.Serves(p.Service, now) {
			count += p.Count
		}
	}
	return count
}

// ErrorsSinceBoot lists the errors that an event log has since the boot, and
// tells whether it can be read.
func (m *Machine) ErrorsSinceBoot(log string, now time.Time) (found []Error, readable bool) {
	for _, unreadable := range m.Application.UnreadableLogs {
		if strings.EqualFold(unreadable, log) {
			return nil, false
		}
	}
	for _, e := range m.Application.Errors {
		if strings.EqualFold(e.Log, log) && !now.Before(m.BootTime.Add(e.After)) {
			found = append(found, e)
		}
	}
	return found, true
}

// Serves tells whether a service runs; without a name nothing has to.
func (m *Machine) Serves(service string, now time.Time) bool {
	if service == "" {
		return true
	}
	s := m.Service(service)
	return s != nil && m.Status(s, now) == StatusRunning
}
