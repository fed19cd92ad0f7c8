package fleet

import (
	"regexp"
	"time"

	"patchline/internal/sim/windows"
	"patchline/internal/strictyaml"
)

var (
	hostForm     = regexp.MustCompile(`^[A-Za-z0-9.-]{1,253}$`)
	processForm  = regexp.MustCompile(`^[^\x00-\x1f/\\]{1,256}$`)
	providerForm = regexp.MustCompile(`^[^\x00-\x1f]{1,256}$`)
)

// The bounds of an application: more than any test needs, and yet no machine
// that fills the memory.
const (
	maxParts     = 1000
	maxProcesses = 1000 // of one name
	maxErrors    = 100_000
	maxEventID   = 65535
)

// The keys of an application's parts, as docs/rehearsal-fleet.md lists them.
func portKeys() []string    { return []string{"port", "host", "service"} }
func pageKeys() []string    { return []string{"url", "status", "text", "service", "hangs"} }
func processKeys() []string { return []string{"name", "count", "service"} }
func errorKeys() []string   { return []string{"log", "provider", "id", "after", "count"} }

// eventLogs are those that an error can be in.
func eventLogs() []string { return []string{"System", "Application"} }

// readApplication reads what the application on a Windows shows to checks.
func readApplication(keys strictyaml.Keys) windows.Application {
	var a windows.Application
	for _, entry := range keys.Get("ports").List(maxParts) {
		port := entry.Keys(portKeys()...)
		a.Ports = append(a.Ports, windows.Port{
			Port:    port.Need("port", "").Int(1, windows.MaxPort),
			Host:    port.Get("host").Matching(hostForm, "a host such as db1.example.com"),
			Service: readServiceName(port),
		})
	}
	for _, entry := range keys.Get("pages").List(maxParts) {
		a.Pages = append(a.Pages, readPage(entry))
	}
	for _, entry := range keys.Get("processes").List(maxParts) {
		process := entry.Keys(processKeys()...)
		a.Processes = append(a.Processes, windows.Process{
			Name:    process.Need("name", "").Matching(processForm, "a process's name"),
			Count:   orElse(process.Get("count"), 1, 1, maxProcesses),
			Service: readServiceName(process),
		})
	}
	for _, entry := range keys.Get("errors").List(maxParts) {
		a.Errors = append(a.Errors, readError(entry))
	}
	for _, entry := range keys.Get("unreadableLogs").List(len(eventLogs())) {
		a.UnreadableLogs = append(a.UnreadableLogs, entry.OneOf("event log", eventLogs()...))
	}
	return a
}

func readPage(entry strictyaml.Value) windows.Page {
	keys := entry.Keys(pageKeys()...)
	address := keys.Need("url", "")
	p := windows.Page{
		URL:     address.Text(),
		Status:  orElse(keys.Get("status"), 200, 100, 599),
		Text:    keys.Get("text").Text(),
		Service: readServiceName(keys),
		Hangs:   keys.Get("hangs").Bool(),
	}
	if p.URL != "" && !windows.WellFormed(p.URL) {
		address.Problem("want a URL such as http://localhost:8080/health, and found %q", p.URL)
	}
	return p
}

func readError(entry strictyaml.Value) windows.Error {
	keys := entry.Keys(errorKeys()...)
	e := windows.Error{
		Log:      keys.Need("log", "").OneOf("event log", eventLogs()...),
		Provider: keys.Need("provider", "").Matching(providerForm, "a provider of events"),
		ID:       keys.Need("id", "").Int(0, maxEventID),
		Count:    orElse(keys.Get("count"), 1, 1, maxErrors),
	}
	if after := keys.Get("after"); after.Present() {
		e.After = after.Duration(time.Second)
	}
	return e
}

func readServiceName(keys strictyaml.Keys) string {
	return keys.Get("service").Matching(serviceForm, "a service's name")
}

// orElse gives a whole number from low to high, or a fallback where none is
// written.
func orElse(v strictyaml.Value, fallback, low, high int) int {
	if !v.Present() {
		return fallback
	}
	return v.Int(low, high)
}
