package powershell

import (
	"patchline/internal/sim/agent"
	"patchline/internal/sim/windows"
)

func startService(_ *simulator, m *machine, r request) (any, error) {
	service := m.Service(r.Name)
	switch {
	case service == nil:
		return nil, refuse("NoService", "Cannot find any service with service name '%s'.", r.Name)
	case service.StartType == windows.Disabled, service.FailsToStart:
		return nil, refuse("ServiceDoesNotStart", "Cannot start service '%s' on computer '.'.", r.Name)
	}
	service.Running = true
	return true, nil
}

func stopService(_ *simulator, m *machine, r request) (any, error) {
	service := m.Service(r.Name)
	if service == nil {
		return nil, refuse("NoService", "Cannot find any service with service name '%s'.", r.Name)
	}
	service.Running = false
	return true, nil
}

func acceptEULA(_ *simulator, m *machine, r request) (any, error) {
	for _, id := range r.Updates {
		m.AcceptEULA(id)
	}
	return true, nil
}

// restart is Restart-Computer -Force: a script that is still running when
// Windows goes down is cut off.
func restart(s *simulator, m *machine, _ request) (any, error) {
	s.world.Reboot(m.instance, agent.RestartDelay)
	return true, nil
}
