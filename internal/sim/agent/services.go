package agent

import (
	"fmt"
	"strings"

	"patchline/internal/sim/windows"
)

// readService reads Restart-Service, Stop-Service and Start-Service.
func readService(parts []string) (line, bool) {
	verb, name := strings.ToLower(parts[0]), parts[1]
	if parts[2] != "" {
		name = plain(parts[2])
	}
	return func(r *running) { r.service(verb, name) }, true
}

// service does something to a service. What can't be done ends the script, as
// with $ErrorActionPreference = 'Stop': under PowerShell's default the script
// would go on, and the command would count as a success.
func (r *running) service(verb, name string) {
	s := r.i.Windows.Service(name)
	if s == nil {
		r.fail(fmt.Sprintf("Cannot find any service with service name '%s'.", name))
		return
	}
	if verb != "start" {
		s.Running = false
	}
	if verb != "stop" {
		if s.StartType == windows.Disabled || s.FailsToStart {
			r.fail(fmt.Sprintf("Service '%s (%s)' cannot be started.", s.DisplayName, s.Name))
			return
		}
		s.Running = true
	}
	r.wait = draw(r.w, r.i, r.job, verb+" "+s.Name, serviceTakes)
}
