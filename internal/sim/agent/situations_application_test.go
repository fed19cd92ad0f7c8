package agent

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"patchline/internal/run"
	"patchline/internal/sim/windows"
	"patchline/internal/sim/world"
)

// applicationSituations are those of the software inventory, of the agent's
// update and of the application's checks.
func applicationSituations() map[string]Situation {
	all := map[string]Situation{
		"software/2000 programs": {large: true, jobs: []situationJob{{run.DocSoftware, func(f *fixture, _ *Job) {
			for n := range 2000 {
				f.machine.Software = append(f.machine.Software, windows.Program{Name: fmt.Sprintf("App %d", n), Version: "1", Wow6432: n%2 == 1})
			}
		}}}},
		"update-agent/it comes up late": {jobs: []situationJob{{run.DocUpdateAgent, func(f *fixture, _ *Job) {
			f.machine.BootTime = begin
			f.machine.Services = []windows.Service{{Name: agentService, StartType: windows.Automatic, Running: true, StartsIn: 2 * time.Minute}}
		}}}},
		"update-agent/it does not come up": {jobs: []situationJob{{run.DocUpdateAgent, func(f *fixture, _ *Job) {
			f.machine.Services = []windows.Service{{Name: agentService, StartType: windows.Automatic}}
		}}}},
		"update-agent/it is there, twice": {jobs: []situationJob{
			{run.DocUpdateAgent, func(f *fixture, _ *Job) {
				f.machine.Services = []windows.Service{{Name: agentService, StartType: windows.Automatic, Running: true}}
			}},
			{run.DocUpdateAgent, again},
		}},
		"verify/it comes up late": {jobs: []situationJob{{run.DocVerifyApplication, func(f *fixture, j *Job) {
			f.machine.Application = application
			f.machine.BootTime = begin
			f.machine.Services[0].StartsIn = 90 * time.Second
			j.with(run.ParamTCPPorts, "443").with(run.ParamURLs, "http://localhost/health")
		}}}},
		"verify/no time is left": {jobs: []situationJob{verifyingIn(func(f *fixture) []string {
			f.machine.Application = application
			return hangingPages()
		})}},
		"update-agent/labels that can't be read": {jobs: []situationJob{{run.DocUpdateAgent, func(f *fixture, j *Job) {
			f.machine.Services = []windows.Service{{Name: agentService, StartType: windows.Automatic, Running: true}}
			j.with(run.ParamInstances, "e30")
		}}}},
		"update-agent/S3 refuses, then allows": {jobs: []situationJob{{run.DocUpdateAgent, func(f *fixture, _ *Job) {
			f.machine.Services = []windows.Service{{Name: agentService, StartType: windows.Automatic, Running: true}}
			f.store.refuse = refuseFirst(3)
		}}}},
		"verify/nothing is asked for": {jobs: []situationJob{{run.DocVerifyApplication, func(_ *fixture, j *Job) {
			j.with(run.ParamServices, "")
		}}}},
		"verify/S3 refuses the script, then allows": {jobs: []situationJob{verifyingIn(func(f *fixture) []string {
			place := f.storeScript("exit 0")
			f.store.refuse = refuseFirst(2)
			return []string{run.ParamScript, place}
		})}},
		"verify/S3 refuses the script": {jobs: []situationJob{verifyingIn(func(f *fixture) []string {
			place := f.storeScript("exit 0")
			f.store.refuse = func(_, key string) string {
				if strings.HasSuffix(key, place) {
					return "AccessDenied"
				}
				return ""
			}
			return []string{run.ParamScript, place}
		})}},
	}
	for name, c := range softwareCases() {
		all["software/"+name] = Situation{jobs: []situationJob{{run.DocSoftware, func(f *fixture, _ *Job) { f.machine.Software = c.there }}}}
	}
	for name, c := range verifyCases() {
		all["verify/"+name] = Situation{jobs: []situationJob{verifyingIn(func(f *fixture) []string {
			c.begin(f)
			return c.parameters
		})}}
	}
	for name, c := range scriptCases() {
		if strings.Contains(c.want, "beyond the Go agent") || strings.Contains(c.want, "no end") {
			continue // ByEndlessScript has the second, since the clock of situations makes waits follow each other
		}
		all["verify-script/"+name] = Situation{jobs: []situationJob{verifyingIn(func(f *fixture) []string {
			return []string{run.ParamScript, c.lay(f)}
		})}}
	}
	for parameter, values := range unreadable() {
		var jobs []situationJob
		for n, value := range slices.Sorted(maps.Keys(values)) {
			if strings.Contains(value, "'") {
				continue // it would end the text that it stands in; no allowedPattern lets it pass
			}
			jobs = append(jobs, verifyingIn(func(*fixture) []string {
				return []string{run.ParamAttempt, fmt.Sprint(n + 1), run.ParamServices, "W3SVC", parameter, value}
			}))
		}
		all["verify-unreadable/"+parameter] = Situation{jobs: jobs}
	}
	return all
}

// verifyingIn is a verification as fixture.verifying has it. The parameters, in
// pairs, are asked for on the instance.
func verifyingIn(parameters func(*fixture) []string) situationJob {
	return situationJob{run.DocVerifyApplication, func(f *fixture, j *Job) {
		maps.Copy(j.Parameters, f.verifying(parameters(f)...).Parameters)
		j.Inputs["timeoutSeconds"] = "1800" // as the document has it
	}}
}

// ByEndlessScript is what DocVerifyApplication's script finds of a script of the
// application's that never ends, and of which the Go agent knows nothing.
func ByEndlessScript(t *testing.T, documents Documents, bucket string, do func(*world.World, *world.Instance, *Job, *Bucket) Progress) string {
	t.Helper()
	const endless = "while ($true) { Start-Sleep -Seconds 1 }"
	s := Situation{jobs: []situationJob{verifyingIn(func(f *fixture) []string { return []string{run.ParamScript, f.storeScript(endless)} })}}
	left, _ := s.ByScripts(t, documents, bucket, do)
	return left
}
