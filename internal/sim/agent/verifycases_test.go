package agent

import (
	"slices"
	"strings"
	"time"

	"patchline/internal/run"
	"patchline/internal/sim/windows"
)

// application is what the machine of these tests shows.
var application = windows.Application{
	Ports: []windows.Port{{Port: 443, Service: "W3SVC"}, {Host: "db1", Port: 1433}},
	Pages: []windows.Page{
		{URL: "http://localhost/health", Status: 200, Text: "all is ready", Service: "W3SVC"},
		{URL: "http://localhost/broken", Status: 500},
		{URL: "http://localhost/moved", Status: 302},
		{URL: "http://localhost/hangs", Hangs: true},
	},
	Processes: []windows.Process{{Name: "w3wp", Count: 2, Service: "W3SVC"}},
	Errors: []windows.Error{
		{Log: "System", Provider: "Service Control Manager", ID: 7000, Count: 2},
		{Log: "System", Provider: "DCOM", ID: 10016, Count: 1},
	},
}

// verifyCase is a verification: its parameters in pairs, what comes before it, the
// lines that it finds, and how its marker's error ends.
type verifyCase struct {
	parameters []string
	prepare    func(*fixture)
	want       string
	error      string
}

func verifyCases() map[string]verifyCase {
	return map[string]verifyCase{
		"every service that starts by itself": {
			parameters: []string{run.ParamServices, "*"},
			want:       "service W3SVC Passed Running",
		},
		"a service that is stopped": {
			parameters: []string{run.ParamServices, "*"},
			prepare:    func(f *fixture) { f.machine.Services[0].Running = false },
			want:       "service W3SVC NotPassed Stopped", error: "1 of 1 checks did not pass: service W3SVC",
		},
		"named services, one of which is unknown": {
			parameters: []string{run.ParamServices, "w3svc, MSSQL$TEST"},
			want:       "service w3svc Passed Running\nservice MSSQL$TEST NotPassed not installed",
			error:      "1 of 2 checks did not pass: service MSSQL$TEST",
		},
		"a service that is on its way": {
			parameters: []string{run.ParamServices, "W3SVC"},
			prepare:    func(f *fixture) { f.machine.Services[0].StartsIn = 30 * 24 * time.Hour },
			want:       "service W3SVC NotPassed StartPending", error: "service W3SVC",
		},
		"ports": {
			parameters: []string{run.ParamTCPPorts, "443,LOCALHOST:80,EC2AMAZ-1:81,db1:1433,db1:1,nowhere:443"},
			want: "tcp 443 Passed open\ntcp LOCALHOST:80 Passed open\ntcp EC2AMAZ-1:81 NotPassed ConnectionRefused\n" +
				"tcp db1:1433 Passed open\ntcp db1:1 NotPassed ConnectionRefused\ntcp nowhere:443 NotPassed HostNotFound",
			error: "3 of 6 checks did not pass: tcp EC2AMAZ-1:81, tcp db1:1, tcp nowhere:443",
		},
		"a port whose service is stopped": {
			parameters: []string{run.ParamTCPPorts, "443"},
			prepare:    func(f *fixture) { f.machine.Services[0].Running = false },
			want:       "tcp 443 NotPassed ConnectionRefused", error: "tcp 443",
		},
		"URLs": {
			parameters: []string{run.ParamURLs, "http://localhost/health,http://localhost/health 200 ready,http://localhost/health all is,http://localhost/moved 302"},
			want: "http http://localhost/health Passed status 200\nhttp http://localhost/health Passed status 200\n" +
				"http http://localhost/health Passed status 200\nhttp http://localhost/moved Passed status 302",
		},
		"URLs that don't answer as expected": {
			parameters: []string{run.ParamURLs, "http://localhost/broken,http://localhost/health 204,http://localhost/health 200 absent,http://localhost/hangs,http://localhost/none,https://nowhere/,http://localhost/moved"},
			want: "http http://localhost/broken NotPassed status 500, and not 200 to 299\n" +
				"http http://localhost/health NotPassed status 200, and not 204\n" +
				"http http://localhost/health NotPassed status 200, and its first 65536 bytes are without the text 'absent'\n" +
				"http http://localhost/hangs NotPassed no answer in 10 s\n" +
				"http http://localhost/none NotPassed status 404, and not 200 to 299\n" +
				"http https://nowhere/ NotPassed HostNotFound\n" +
				"http http://localhost/moved NotPassed status 302, and not 200 to 299",
			error: "7 of 7 checks did not pass: http http://localhost/broken, http http://localhost/health, http http://localhost/health, http http://localhost/hangs, http http://localhost/none",
		},
		"processes": {
			parameters: []string{run.ParamProcesses, "W3WP,w3wp.exe,java"},
			want:       "process W3WP Passed 2 running\nprocess w3wp.exe Passed 2 running\nprocess java NotPassed not running",
			error:      "1 of 3 checks did not pass: process java",
		},
		"errors in an event log": {
			parameters: []string{run.ParamEventLogs, "System,Application"},
			want:       "events System NotPassed 3 errors since the boot: DCOM/10016 (1), Service Control Manager/7000 (2)\nevents Application Passed no errors since the boot",
			error:      "events System",
		},
		"errors that don't count": {
			parameters: []string{run.ParamEventLogs, "System", run.ParamIgnoredEvents, "dcom,Service Control Manager/7000"},
			want:       "events System Passed no errors since the boot",
		},
		"errors of which another id counts": {
			parameters: []string{run.ParamEventLogs, "System", run.ParamIgnoredEvents, "DCOM/1,Service Control Manager"},
			want:       "events System NotPassed 1 errors since the boot: DCOM/10016 (1)", error: "events System",
		},
		"more errors than are looked at": {
			parameters: []string{run.ParamEventLogs, "System", run.ParamIgnoredEvents, "DCOM,Service Control Manager"},
			prepare:    func(f *fixture) { f.machine.Application.Errors[0].Count = 999 },
			want:       "events System NotPassed 1000 errors since the boot, or more", error: "events System",
		},
		"many kinds of errors": {
			parameters: []string{run.ParamEventLogs, "Application"},
			prepare: func(f *fixture) {
				for n := range 7 {
					f.machine.Application.Errors = append(f.machine.Application.Errors, windows.Error{Log: "Application", Provider: "=P\n", ID: n, Count: 1})
				}
			},
			want:  "events Application NotPassed 7 errors since the boot: =P /0 (1), =P /1 (1), =P /2 (1), =P /3 (1), =P /4 (1) and 2 other kinds",
			error: "events Application",
		},
		"an error that comes only later": {
			parameters: []string{run.ParamEventLogs, "System", run.ParamIgnoredEvents, "DCOM"},
			prepare:    func(f *fixture) { f.machine.Application.Errors[0].After = 30 * 24 * time.Hour },
			want:       "events System Passed no errors since the boot",
		},
		"an event log that can't be read": {
			parameters: []string{run.ParamEventLogs, "System"},
			prepare:    func(f *fixture) { f.machine.Application.UnreadableLogs = []string{"System"} },
			want:       "events System NotPassed Attempted to perform an unauthorized operation.", error: "events System",
		},
	}
}

// begin prepares a case's instance.
func (c verifyCase) begin(f *fixture) {
	f.machine.Application = application
	f.machine.Application.Errors = slices.Clone(application.Errors)
	if c.prepare != nil {
		c.prepare(f)
	}
}

// hangingPages are 14 checks that take 120 s each: more than a step of 1800 s has
// time for.
func hangingPages() []string {
	return []string{
		run.ParamURLs, strings.Repeat("http://localhost/hangs,", 14), run.ParamEventLogs, "System",
		run.ParamCheckSeconds, "120", run.ParamRetries, "99",
	}
}

// unreadable are values of parameters, and what is said of them.
func unreadable() map[string]map[string]string {
	return map[string]map[string]string{
		run.ParamServices:      {"a'b": "'a'b' is not a service's name", "W3SVC,*": "'*' is not a service's name"},
		run.ParamTCPPorts:      {"0": "'0' is neither a port, such as 443, nor host:port", "65536": "'65536' is neither", "http": "'http' is neither", "a:b:1": "'a:b:1' is neither"},
		run.ParamURLs:          {"localhost": "'localhost' is not a URL with", "http://a/ü": "is not a URL with", "http://user@a/": "is not a URL with", "http://a:99999/": "is not a URL with", "http://a/%zz": "is not a URL with", "ftp://a/": "is not a URL with"},
		run.ParamProcesses:     {"a/b": "'a/b' is not a process's name"},
		run.ParamEventLogs:     {"Security": "'Security' is neither System nor Application"},
		run.ParamIgnoredEvents: {"a/b": "'a/b' is neither a provider nor provider/id"},
		run.ParamScript:        {"Check.ps1": "'Check.ps1' is not SHA-256/name.ps1"},
		run.ParamCheckSeconds:  {"0": "'0' is not a whole number from 1 to 120", "": "'' is not", "121": "'121' is not", "1e2": "'1e2' is not", "+5": "'+5' is not"},
		run.ParamScriptSeconds: {"1201": "'1201' is not a whole number from 1 to 1200"},
		run.ParamRetries:       {"100": "'100' is not a whole number from 0 to 99", "-1": "'-1' is not"},
		run.ParamRetrySeconds:  {"99999999999999999999": "is not a whole number from 1 to 300"},
	}
}
