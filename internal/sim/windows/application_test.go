package windows

import (
	"testing"
	"time"
)

// served is a machine whose service Web comes up a minute after the boot.
func served() *Machine {
	return &Machine{
		ComputerName: "WEB1", Domain: "corp.example.com", BootTime: night,
		Services: []Service{{Name: "Web", Running: true, StartsIn: time.Minute}, {Name: "Off"}},
		Application: Application{
			Ports: []Port{{Port: 443, Service: "web"}, {Port: 81, Service: "Off"}, {Port: 82, Service: "none"}, {Host: "db1", Port: 1433}},
			Pages: []Page{
				{URL: "http://localhost:8080/a", Status: 204, Service: "Web"},
				{URL: "https://api.example.com/", Hangs: true},
			},
			Processes:      []Process{{Name: "w3wp", Count: 2, Service: "Web"}, {Name: "W3WP", Count: 1}},
			Errors:         []Error{{Log: "System", Provider: "a", ID: 1, After: time.Minute, Count: 3}},
			UnreadableLogs: []string{"Application"},
		},
	}
}

func TestWhatAConnectionEndsWith(t *testing.T) {
	for name, c := range map[string]struct {
		host  string
		port  int
		after time.Duration
		want  string
	}{
		"a port whose service runs":              {"localhost", 443, time.Minute, ""},
		"by another of the machine's names":      {"web1.CORP.example.com", 443, time.Minute, ""},
		"by its loopback address":                {"127.0.0.1", 443, time.Hour, ""},
		"before its service has come up":         {"localhost", 443, time.Minute - 1, ConnectionRefused},
		"a port whose service is stopped":        {"localhost", 81, time.Hour, ConnectionRefused},
		"a port whose service isn't there":       {"localhost", 82, time.Hour, ConnectionRefused},
		"a port that nothing listens on":         {"localhost", 9, time.Hour, ConnectionRefused},
		"another's port":                         {"DB1", 1433, 0, ""},
		"another's port that is not there":       {"db1", 443, time.Hour, ConnectionRefused},
		"a port of its own that is another's":    {"localhost", 1433, time.Hour, ConnectionRefused},
		"the port of a page":                     {"localhost", 8080, time.Minute, ""},
		"the port of a page that is not written": {"api.example.com", 443, 0, ""},
		"a host that nothing names":              {"db2", 1433, 0, HostNotFound},
		"no host":                                {"", 443, time.Hour, HostNotFound},
	} {
		t.Run(name, func(t *testing.T) {
			if got := served().Connect(c.host, c.port, night.Add(c.after)); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestWhatARequestEndsWith(t *testing.T) {
	for name, c := range map[string]struct {
		url     string
		after   time.Duration
		status  int
		failure string
	}{
		"a page":                      {"http://localhost:8080/a", time.Minute, 204, ""},
		"a page that isn't there":     {"http://localhost:8080/b", time.Minute, 404, ""},
		"a page whose service is off": {"http://localhost:8080/a", 0, 0, ConnectionRefused},
		"a page that hangs":           {"https://api.example.com/", 0, 0, TimedOut},
		"a host that isn't there":     {"http://db2/", 0, 0, HostNotFound},
		"a URL that is none":          {"http://[::1", 0, 0, HostNotFound},
	} {
		t.Run(name, func(t *testing.T) {
			page, failure := served().Request(c.url, night.Add(c.after))
			if page.Status != c.status || failure != c.failure {
				t.Errorf("got %d and %q, want %d and %q", page.Status, failure, c.status, c.failure)
			}
		})
	}
}

func TestProcessesAreThereWhileTheirServiceRuns(t *testing.T) {
	if early, later := served().Running("w3wp", night), served().Running("w3WP", night.Add(time.Hour)); early != 1 || later != 3 {
		t.Errorf("%d, and later %d", early, later)
	}
}

func TestErrorsComeSomeTimeAfterTheBoot(t *testing.T) {
	early, readable := served().ErrorsSinceBoot("system", night)
	later, _ := served().ErrorsSinceBoot("System", night.Add(time.Minute))
	if len(early) != 0 || !readable || len(later) != 1 {
		t.Errorf("%v, and later %v", early, later)
	}
	if _, readable := served().ErrorsSinceBoot("application", night); readable {
		t.Error("a log that can't be read was read")
	}
}

func TestURLs(t *testing.T) {
	for address, want := range map[string]bool{
		"http://a": true, "https://a:1/b?c": true, "http://": false, "http://a:0/": false, "http://a:65536/": false,
		"http://a:x/": false, "ftp://a/": false, "a": false, "": false, "http://a/%zz": false,
	} {
		if got := WellFormed(address); got != want {
			t.Errorf("%q: %v", address, got)
		}
	}
}
