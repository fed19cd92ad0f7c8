package fleet

import (
	"slices"
	"testing"
	"time"

	"patchline/internal/sim/windows"
)

func TestAnApplicationStandsBesideTheRoles(t *testing.T) {
	_, all := built(t, `
instances:
  - name: web
    windows:
      role: web
      ports: [{port: 8443, service: Ledger}, {port: 1433, host: db1.example.com}]
      pages:
        - {url: "http://localhost/", status: 503, text: "closed, until 6"}
        - {url: "http://localhost:8080/health", hangs: true}
      processes: [{name: ledger, count: 3, service: Ledger}, {name: java}]
      errors: [{log: Application, provider: Ledger Core, id: 17, after: 90s, count: 4}]
      unreadableLogs: [System]
      services: [{name: Ledger, startsIn: 2m}]
      software: [{name: Part, systemComponent: true, parentKeyName: App, releaseType: Hotfix, wow: true}]
  - {name: plain, windows: {role: web}}
`)
	m := all[0].Windows
	now := m.BootTime.Add(time.Hour)
	if page, failure := m.Request("http://localhost/", now); page.Status != 503 || page.Text != "closed, until 6" || failure != "" {
		t.Errorf("a page in place of the role's: %+v, %s", page, failure)
	}
	if _, failure := m.Request("http://localhost:8080/health", now); failure != windows.TimedOut {
		t.Errorf("a page that hangs: %s", failure)
	}
	for host, port := range map[string]int{"localhost": 8443, "web": 0, "db1.example.com": 1433, "127.0.0.1": 80} {
		if failure := m.Connect(host, port, now); (failure == "") != (port > 0) {
			t.Errorf("%s:%d: %q", host, port, failure)
		}
	}
	if m.Connect("localhost", 8443, m.BootTime.Add(time.Minute)) == "" {
		t.Error("a port is there before its service")
	}
	if m.Running("ledger", now) != 3 || m.Running("java", now) != 1 || m.Running("w3wp", now) != 1 {
		t.Errorf("processes %+v", m.Application.Processes)
	}
	found, readable := m.ErrorsSinceBoot("Application", now)
	if want := []windows.Error{{Log: "Application", Provider: "Ledger Core", ID: 17, After: 90 * time.Second, Count: 4}}; !readable || !slices.Equal(found, want) {
		t.Errorf("errors %+v", found)
	}
	if _, readable := m.ErrorsSinceBoot("System", now); readable {
		t.Error("System can be read")
	}
	want := windows.Program{Name: "Part", SystemComponent: true, ParentKeyName: "App", ReleaseType: "Hotfix", Wow6432: true}
	if p := m.Software[len(m.Software)-1]; p != want {
		t.Errorf("software %+v", p)
	}
	plain := all[1].Windows
	if page, _ := plain.Request("http://localhost/", now); page.Status != 200 || len(plain.Application.Ports) != 1 {
		t.Errorf("what one instance shows has come to another: %+v", plain.Application)
	}
}
