package agent

import (
	"fmt"
	"strings"
	"time"

	"patchline/internal/run"
	"patchline/internal/sim/windows"
)

// checkTries is how often services are looked at, checkPause apart, before one
// that does not run counts as stopped: some take a minute after the boot.
const (
	checkTries = 3
	checkPause = 20 * time.Second
)

// verification is DocVerifyApplication. Of its checks the Go agent does those
// of services.
var verification = program{csv: run.Checks, phases: []phase{{
	takes: func(x *work) time.Duration {
		if x.memory.Tries == 0 {
			return draw(x.w, x.i, x.job, "check", checkTakes)
		}
		return checkPause
	},
	do: (*work).verify,
}}}

func (x *work) verify() (bool, error) {
	wanted := list(x.job.parameter(run.ParamServices))
	if len(wanted) == 0 {
		for _, s := range x.m.Services {
			if s.StartType == windows.Automatic {
				wanted = append(wanted, s.Name)
			}
		}
	}
	var stopped []string
	for _, name := range wanted {
		if serviceState(x.m, name) != serviceRuns {
			stopped = append(stopped, name)
		}
	}
	x.memory.Tries++
	if len(stopped) > 0 && x.memory.Tries < checkTries {
		return true, nil
	}
	for _, name := range wanted {
		x.check(name, serviceState(x.m, name))
	}
	if len(stopped) > 0 {
		return false, fmt.Errorf("%d of %d checks did not pass: %s", len(stopped), len(wanted), strings.Join(stopped, ", "))
	}
	return false, nil
}

func (x *work) check(service, state string) {
	result, count := run.ResultPassed, run.CountPassed
	if state != serviceRuns {
		result, count = run.ResultNotPassed, run.CountNotPassed
	}
	x.memory.count(count, 1)
	x.add(map[string]string{
		run.ColCheck:  "service",
		run.ColTarget: service,
		run.ColResult: result,
		run.ColDetail: state,
	})
}

// The states of a service, as Get-Service has the first two.
const (
	serviceRuns    = "Running"
	serviceStopped = "Stopped"
	serviceMissing = "not installed"
)

func serviceState(m *windows.Machine, name string) string {
	switch s := findService(m, name); {
	case s == nil:
		return serviceMissing
	case s.Running:
		return serviceRuns
	default:
		return serviceStopped
	}
}

// findService goes by the service's name without regard to case, as Windows does.
func findService(m *windows.Machine, name string) *windows.Service {
	for n := range m.Services {
		if strings.EqualFold(m.Services[n].Name, name) {
			return &m.Services[n]
		}
	}
	return nil
}
