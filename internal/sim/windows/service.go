package windows

import (
	"strings"
	"time"
)

// The start types of a service.
const (
	Automatic = "Automatic"
	Manual    = "Manual"
	Disabled  = "Disabled"
)

// The states of a service, as ServiceControllerStatus names them.
const (
	StatusRunning      = "Running"
	StatusStartPending = "StartPending"
	StatusStopped      = "Stopped"
)

// Service is one Windows service.
type Service struct {
	Name        string
	DisplayName string
	StartType   string // Automatic, Manual or Disabled
	Running     bool   // or on its way there: see StartsIn
	// FailsToStart: it does not come up, neither at boot nor by hand.
	FailsToStart bool `json:",omitempty"`
	// StartsIn is how long it takes to come up after a boot.
	StartsIn time.Duration `json:",omitempty"`
}

// Service gives a service by its name, or nil. Windows takes no notice of case.
func (m *Machine) Service(name string) *Service {
	for i := range m.Services {
		if strings.EqualFold(m.Services[i].Name, name) {
			return &m.Services[i]
		}
	}
	return nil
}

// Status is the state of one of the machine's services at a moment.
func (m *Machine) Status(s *Service, now time.Time) string {
	switch {
	case !s.Running:
		return StatusStopped
	case now.Before(m.BootTime.Add(s.StartsIn)):
		return StatusStartPending
	default:
		return StatusRunning
	}
}
