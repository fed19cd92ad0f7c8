package agent

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"patchline/internal/run"
	"patchline/internal/sim/windows"
)

// Check is one check of DocVerifyApplication. It is data, as Memory is.
type Check struct {
	Kind   string // what column Check says
	Target string

	Host   string `json:",omitempty"` // of a port
	Port   int    `json:",omitempty"`
	Status int    `json:",omitempty"` // that a URL must answer; 0: any 2xx
	Text   string `json:",omitempty"` // that its page must have; empty: any
	Name   string `json:",omitempty"` // of a process
	SHA256 string `json:",omitempty"` // of a script
	Source string `json:",omitempty"` // of a script that was fetched

	Passed bool
	Final  bool // another try is useless
	Detail string
}

// The kinds of checks, in their order.
const (
	checkService = "service"
	checkTCP     = "tcp"
	checkHTTP    = "http"
	checkProcess = "process"
	checkScript  = "script"
	checkEvents  = "events"
)

// everyService is ParamServices' value for all that start by themselves, and
// its default.
const everyService = "*"

// planChecks reads what the parameters ask for. Nothing is checked where one of them
// can't be read.
func (x *work) planChecks() ([]Check, error) {
	if _, err := readPace(x.job); err != nil {
		return nil, err
	}
	if _, err := ignoredEvents(x.job); err != nil {
		return nil, err
	}
	var checks []Check
	for _, part := range []struct {
		parameter string
		read      func(entry string) (Check, error)
	}{
		{run.ParamTCPPorts, readPort},
		{run.ParamURLs, readURL},
		{run.ParamProcesses, readProcess},
		{run.ParamScript, readScript},
		{run.ParamEventLogs, readLog},
	} {
		for _, entry := range entries(x.job, part.parameter) {
			c, err := part.read(entry)
			if err != nil {
				return nil, fmt.Errorf("parameter %s: '%s' is %w", part.parameter, entry, err)
			}
			checks = append(checks, c)
		}
	}
	services, err := x.planServices()
	if err != nil {
		return nil, err
	}
	checks = append(services, checks...)
	if len(checks) == 0 {
		return nil, errors.New("there is nothing to check")
	}
	for n := range checks {
		checks[n].Detail = "not tried: no time was left"
	}
	return checks, nil
}

// entries are those of a list; a script is one, whatever it has in it.
func entries(job *Job, parameter string) []string {
	text := strings.TrimSpace(job.parameter(parameter))
	if parameter == run.ParamScript && text != "" {
		return []string{text}
	}
	return list(text)
}

func (x *work) planServices() ([]Check, error) {
	text := strings.TrimSpace(x.job.parameter(run.ParamServices))
	if _, given := x.job.Parameters[run.ParamServices]; !given {
		text = everyService
	}
	var checks []Check
	if text == everyService {
		for _, s := range x.m.Services {
			if s.StartType == windows.Automatic {
				checks = append(checks, Check{Kind: checkService, Target: s.Name})
			}
		}
		slices.SortStableFunc(checks, func(a, b Check) int {
			return cmp.Compare(strings.ToUpper(a.Target), strings.ToUpper(b.Target))
		})
		return checks, nil
	}
	for _, name := range list(text) {
		if !serviceEntry.MatchString(name) {
			return nil, fmt.Errorf("parameter %s: '%s' is not a service's name", run.ParamServices, name)
		}
		checks = append(checks, Check{Kind: checkService, Target: name})
	}
	return checks, nil
}
