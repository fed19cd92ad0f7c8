package fleet

import (
	"regexp"
	"time"

	"patchline/internal/sim/windows"
	"patchline/internal/strictyaml"
)

var (
	computerForm = regexp.MustCompile(`^[A-Za-z0-9-]{1,15}$`) // NetBIOS
	domainForm   = regexp.MustCompile(`^[A-Za-z0-9.-]{1,255}$`)
	serviceForm  = regexp.MustCompile(`^[^\x00-\x1f/\\]{1,256}$`)
	dateForm     = regexp.MustCompile(`^(?:19|20)[0-9]{6}$`)
)

// windowsKeys are the keys of a Windows, as docs/rehearsal-fleet.md lists them; the following
// are those of its services, programs and update searches.
func windowsKeys() []string {
	return []string{
		"version", "role", "computerName", "domain", "updates", "services", "software", "rebootPending", "search",
		"ports", "pages", "processes", "errors", "unreadableLogs",
	}
}
func serviceKeys() []string {
	return []string{"name", "displayName", "start", "running", "failsToStart", "startsIn"}
}
func softwareKeys() []string {
	return []string{"name", "version", "publisher", "installed", "systemComponent", "parentKeyName", "releaseType", "wow"}
}
func searchKeys() []string { return []string{"hresult", "hangs"} }

// windows reads what a Windows instance runs.
func (l *loader) windows(v strictyaml.Value) *Windows {
	keys := v.Keys(windowsKeys()...)
	w := &Windows{
		Release:      l.release(keys.Get("version")),
		Role:         l.role(keys.Get("role")),
		ComputerName: keys.Get("computerName").Matching(computerForm, "a computer name of up to 15 letters, digits and hyphens"),
		Domain:       keys.Get("domain").Matching(domainForm, "a domain such as corp.example.com"),
	}
	l.updates(w, keys.Get("updates"))
	for _, entry := range keys.Get("services").List(maxServices) {
		w.Services = append(w.Services, readService(entry))
	}
	for _, entry := range keys.Get("software").List(maxSoftware) {
		program := entry.Keys(softwareKeys()...)
		w.Software = append(w.Software, windows.Program{
			Name:        program.Need("name", "").Text(),
			Version:     program.Get("version").Text(),
			Publisher:   program.Get("publisher").Text(),
			InstallDate: program.Get("installed").Matching(dateForm, "a date such as 20251018"),

			SystemComponent: program.Get("systemComponent").Bool(),
			ParentKeyName:   program.Get("parentKeyName").Text(),
			ReleaseType:     program.Get("releaseType").Text(),
			Wow6432:         program.Get("wow").Bool(),
		})
	}
	w.Pending = readPending(keys.Get("rebootPending"))
	search := keys.Get("search").Keys(searchKeys()...)
	w.Search = windows.SearchFault{HResult: search.Get("hresult").Hex(), Hangs: search.Get("hangs").Bool()}
	w.Application = readApplication(keys)
	return w
}

func (l *loader) release(v strictyaml.Value) *windows.Release {
	library := l.fleet.Library
	if !v.Present() {
		return library.Release("2022")
	}
	var names []string
	for _, r := range library.Releases {
		names = append(names, r.Name)
	}
	if release := library.Release(v.OneOf("version of Windows Server", names...)); release != nil {
		return release
	}
	return &library.Releases[0] // the mistake is noted
}

func (l *loader) role(v strictyaml.Value) *windows.Role {
	library := l.fleet.Library
	if !v.Present() {
		return library.Role("base")
	}
	var names []string
	for _, r := range library.Roles {
		names = append(names, r.Name)
	}
	if role := library.Role(v.OneOf("role", names...)); role != nil {
		return role
	}
	return library.Role("base") // the mistake is noted
}

func readService(entry strictyaml.Value) windows.Service {
	keys := entry.Keys(serviceKeys()...)
	s := windows.Service{
		Name:         keys.Need("name", "").Matching(serviceForm, "a service's name"),
		DisplayName:  keys.Get("displayName").Text(),
		StartType:    windows.Automatic,
		FailsToStart: keys.Get("failsToStart").Bool(),
	}
	if s.DisplayName == "" {
		s.DisplayName = s.Name
	}
	if v := keys.Get("start"); v.Present() {
		s.StartType = v.OneOf("start type", windows.Automatic, windows.Manual, windows.Disabled)
	}
	if v := keys.Get("startsIn"); v.Present() {
		s.StartsIn = v.Duration(time.Second)
	}
	s.Running = s.StartType == windows.Automatic
	if v := keys.Get("running"); v.Present() {
		s.Running = v.Bool()
	}
	return s
}

// pendingSources are the words for where Windows notes that it wants a reboot.
func pendingSources() []string {
	return []string{"component-based-servicing", "windows-update", "file-rename", "before-installation"}
}

func readPending(v strictyaml.Value) windows.RebootSources {
	var pending windows.RebootSources
	for _, entry := range v.List(len(pendingSources())) {
		switch entry.OneOf("source of a pending reboot", pendingSources()...) {
		case "component-based-servicing":
			pending.ComponentBasedServicing = true
		case "windows-update":
			pending.WindowsUpdate = true
		case "file-rename":
			pending.FileRename = true
		case "before-installation":
			pending.BeforeInstallation = true
		}
	}
	return pending
}
