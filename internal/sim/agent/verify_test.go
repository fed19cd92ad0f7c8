package agent

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"patchline/internal/run"
	"patchline/internal/sim/windows"
)

// verifying is a command with the checks of some parameters, in pairs, that does
// not look at services and does not try again unless they say so.
func (f *fixture) verifying(parameters ...string) *Job {
	job := f.job(run.DocVerifyApplication).with(run.ParamServices, "").with(run.ParamRetries, "0")
	for n := 0; n < len(parameters); n += 2 {
		job.with(parameters[n], parameters[n+1])
	}
	return job
}

// storeScript lays a script into the store, and gives its place.
func (f *fixture) storeScript(text string) string {
	script := run.Script{SHA256: fmt.Sprintf("%x", sha256.Sum256([]byte(text))), Name: "Check.ps1"}
	f.store.objects[run.Keys{Prefix: "fleet"}.Script(script)] = text
	return script.String()
}

// found is a CSV of checks as lines "check target result detail".
func (f *fixture) found() string {
	var lines []string
	for _, row := range f.rows(run.Checks) {
		lines = append(lines, strings.Join([]string{row[run.ColCheck], row[run.ColTarget], row[run.ColResult], row[run.ColDetail]}, " "))
	}
	return strings.Join(lines, "\n")
}

func TestVerifyingAnApplication(t *testing.T) {
	for name, c := range verifyCases() {
		t.Run(name, func(t *testing.T) {
			inTheNight(t, nil, func(f *fixture) {
				c.begin(f)
				p := f.do(f.verifying(c.parameters...))
				m := f.marker(run.DocVerifyApplication)
				if failed := c.error != ""; failed != (p.ExitCode == 1) || failed != (m.Outcome == run.Failure) || !strings.HasSuffix(m.Error, c.error) {
					t.Errorf("exit code %d, marker %s %q; want %q", p.ExitCode, m.Outcome, m.Error, c.error)
				}
				if got := f.found(); got != c.want {
					t.Errorf("got\n%s\nwant\n%s", got, c.want)
				}
			})
		})
	}
}

func TestTheApplicationsOwnScript(t *testing.T) {
	for name, c := range scriptCases() {
		t.Run(name, func(t *testing.T) {
			inTheNight(t, nil, func(f *fixture) {
				f.do(f.verifying(run.ParamScript, c.lay(f)))
				if got := f.found(); got != "script Check.ps1 "+c.want {
					t.Errorf("got  %s\nwant script Check.ps1 %s", got, c.want)
				}
			})
		})
	}
}

func TestAScriptThatS3RefusesIsTriedFourTimes(t *testing.T) {
	for name, c := range map[string]struct {
		refusals int
		want     string
	}{
		"refused, then allowed": {3, "script Check.ps1 Passed exit code 0"},
		"refused for good":      {4, "script Check.ps1 NotPassed the script Check.ps1 could not be fetched from the store: AccessDenied"},
	} {
		t.Run(name, func(t *testing.T) {
			inTheNight(t, nil, func(f *fixture) {
				place, refused := f.storeScript("exit 0"), 0
				f.store.refuse = func(method, _ string) string {
					if method == "GET" && refused < c.refusals {
						refused++
						return "AccessDenied"
					}
					return ""
				}
				f.do(f.verifying(run.ParamScript, place))
				if got := f.found(); got != c.want || refused != c.refusals {
					t.Errorf("got %s after %d refusals", got, refused)
				}
			})
		})
	}
}

func TestWhatCannotBeReadIsToldBeforeAnythingIsChecked(t *testing.T) {
	for parameter, values := range unreadable() {
		for value, want := range values {
			t.Run(parameter+"="+value, func(t *testing.T) {
				inTheNight(t, nil, func(f *fixture) {
					p := f.do(f.verifying(run.ParamServices, "W3SVC", parameter, value))
					m := f.marker(run.DocVerifyApplication)
					if p.ExitCode != 1 || !strings.HasPrefix(m.Error, "parameter "+parameter+": ") || !strings.Contains(m.Error, want) {
						t.Errorf("exit code %d, error %q; want %q", p.ExitCode, m.Error, want)
					}
					if keys := f.store.keys("/csv/"); len(keys) > 0 || m.Counts != nil {
						t.Errorf("it has left %q and counted %v", keys, m.Counts)
					}
				})
			})
		}
	}
}

func TestAskingForNothingIsAFailure(t *testing.T) {
	inTheNight(t, nil, func(f *fixture) {
		f.do(f.verifying())
		if m := f.marker(run.DocVerifyApplication); m.Error != "there is nothing to check" {
			t.Errorf("marker %+v", m)
		}
	})
}

func TestServicesAreCheckedWhereNoParameterIsGiven(t *testing.T) {
	inTheNight(t, nil, func(f *fixture) {
		f.succeed(f.job(run.DocVerifyApplication))
		if got := f.found(); got != "service W3SVC Passed Running" {
			t.Error(got)
		}
	})
}

func TestAnApplicationThatComesUpLateStillPasses(t *testing.T) {
	inTheNight(t, nil, func(f *fixture) {
		f.machine.Application = application
		f.machine.BootTime = begin
		f.machine.Services[0].StartsIn = 90 * time.Second
		f.succeed(f.job(run.DocVerifyApplication).with(run.ParamTCPPorts, "443").with(run.ParamURLs, "http://localhost/health"))
		if m := f.marker(run.DocVerifyApplication); m.Counts[run.CountPassed] != 3 || m.Seconds < 90 || m.Seconds > 120 {
			t.Errorf("marker %+v", m)
		}
	})
}

func TestChecksEndInTimeForTheMarker(t *testing.T) {
	for name, c := range map[string]struct {
		parameters []string
		seconds    float64
		want       string // how the lines end
	}{
		"hanging ones": {hangingPages(), 1630, "hangs NotPassed no answer in 120 s\nhttp http://localhost/hangs NotPassed not tried: no time was left\n" +
			"events System NotPassed not tried: no time was left"},
		"retries": {
			[]string{run.ParamTCPPorts, "9", run.ParamRetries, "99", run.ParamRetrySeconds, "300"}, 1530,
			"tcp 9 NotPassed ConnectionRefused",
		},
	} {
		t.Run(name, func(t *testing.T) {
			inTheNight(t, nil, func(f *fixture) {
				f.machine.Application = application
				job := f.verifying(c.parameters...)
				job.Inputs["timeoutSeconds"] = "1800"
				f.do(job)
				if m := f.marker(run.DocVerifyApplication); m.Seconds > c.seconds || m.Outcome != run.Failure {
					t.Errorf("marker %+v", m)
				}
				if got := f.found(); !strings.HasSuffix(got, c.want) {
					t.Errorf("got\n%s\nwant at its end\n%s", got, c.want)
				}
			})
		})
	}
}

func TestOnlyWhatMayStillPassIsTriedAgain(t *testing.T) {
	for name, c := range map[string]struct {
		parameters []string
		from, to   float64 // how long it takes, in seconds
	}{
		"a port":                       {[]string{run.ParamTCPPorts, "9"}, 40, 60},
		"a log that can't be read":     {[]string{run.ParamEventLogs, "Application"}, 40, 60},
		"a log with errors":            {[]string{run.ParamEventLogs, "System"}, 0, 20},
		"a script of another hash":     {[]string{run.ParamScript, strings.Repeat("0", 64) + "/Check.ps1"}, 0, 20},
		"what has passed in the first": {[]string{run.ParamServices, "W3SVC"}, 0, 20},
	} {
		t.Run(name, func(t *testing.T) {
			inTheNight(t, nil, func(f *fixture) {
				f.machine.Application = application
				f.machine.Application.UnreadableLogs = []string{"Application"}
				f.do(f.verifying(c.parameters...).with(run.ParamRetries, "2").with(run.ParamRetrySeconds, "20"))
				if m := f.marker(run.DocVerifyApplication); m.Seconds < c.from || m.Seconds > c.to {
					t.Errorf("it took %v s", m.Seconds)
				}
			})
		})
	}
}

func TestASecondVerificationReplacesTheFirst(t *testing.T) {
	inTheNight(t, nil, func(f *fixture) {
		f.machine.Services[0].Running = false
		f.do(f.verifying(run.ParamServices, "W3SVC"))
		f.machine.Services[0].Running = true
		f.succeed(f.verifying(run.ParamServices, "W3SVC").with(run.ParamAttempt, "2"))
		if got := f.found(); got != "service W3SVC Passed Running" {
			t.Error(got)
		}
	})
}

// Parameters come from whoever runs the document, and the rest from the
// application: nothing of it may bring the stand-in down.
func FuzzVerification(f *testing.F) {
	f.Add("*", "443,db1:1", "http://localhost/health 200 ready", "w3wp", "System", "DCOM/1", "throw 'x'", "1", "text\x00")
	f.Add("", "", "http://[::1]:1/", ".exe", "system", "/", "'a' * 9999999", "99", "\xff")
	f.Fuzz(func(t *testing.T, services, ports, urls, processes, logs, ignored, script, retries, text string) {
		synctest.Test(t, func(t *testing.T) {
			fix := newFixture(t, nil)
			fix.machine.Application = windows.Application{
				Ports:     []windows.Port{{Host: text, Port: len(text)}},
				Pages:     []windows.Page{{URL: text, Status: 200, Text: text}},
				Processes: []windows.Process{{Name: text, Count: 1}},
				Errors:    []windows.Error{{Log: "System", Provider: text, ID: 1, Count: 1}},
			}
			fix.do(fix.verifying(run.ParamServices, services, run.ParamTCPPorts, ports, run.ParamURLs, urls, run.ParamProcesses, processes,
				run.ParamEventLogs, logs, run.ParamIgnoredEvents, ignored, run.ParamScript, fix.storeScript(script), run.ParamRetries, retries))
			fix.marker(run.DocVerifyApplication)
		})
	})
}
