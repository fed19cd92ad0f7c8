package agent

import (
	"maps"
	"strings"
	"testing"
	"time"

	"patchline/internal/run"
	"patchline/internal/sim/faults"
	"patchline/internal/sim/windows"
)

func (f *fixture) agentUpdate() *Job {
	job := f.job(run.DocUpdateAgent)
	job.Action = "aws:updateSsmAgent"
	job.Inputs = map[string]any{"agentName": "amazon-ssm-agent", "allowDowngrade": "false"}
	return job
}

func TestUpdatingTheAgent(t *testing.T) {
	for name, c := range map[string]struct {
		inputs  map[string]any
		version string // there before; empty: 3.3.2299.0
		want    string // version after
		code    int
		says    string
	}{
		"to the latest":            {want: LatestVersion, says: "updated successfully to " + LatestVersion},
		"to a given one":           {inputs: map[string]any{"targetVersion": "3.3.2746.0"}, want: "3.3.2746.0", says: "updated successfully to 3.3.2746.0"},
		"when it is the latest":    {version: LatestVersion, want: LatestVersion, says: "has already been installed, update skipped"},
		"to an older one, refused": {inputs: map[string]any{"targetVersion": "3.3.987.0"}, want: "3.3.2299.0", code: 1, says: "enable allow downgrade"},
		"to an older one, allowed": {
			inputs: map[string]any{"targetVersion": "3.3.987.0", "allowDowngrade": "true"},
			want:   "3.3.987.0", says: "updated successfully to 3.3.987.0",
		},
		"to what is no version": {inputs: map[string]any{"targetVersion": "latest"}, want: "3.3.2299.0", code: 1, says: `"latest" is not a version`},
	} {
		t.Run(name, func(t *testing.T) {
			inTheNight(t, nil, func(f *fixture) {
				if c.version != "" {
					f.instance.Agent.Version = c.version
				}
				job := f.agentUpdate()
				maps.Copy(job.Inputs, c.inputs)
				p := f.do(job)
				if p.ExitCode != c.code || !strings.Contains(p.Stdout+p.Stderr, c.says) || f.instance.Agent.Version != c.want {
					t.Errorf("ended with %+v and version %s; want %d, %q, %s", p, f.instance.Agent.Version, c.code, c.says, c.want)
				}
				if !f.instance.AgentUp() {
					t.Error("the agent is not up at the end")
				}
			})
		})
	}
}

func TestTheAgentIsAwayForAMomentWhileItIsUpdated(t *testing.T) {
	inTheNight(t, nil, func(f *fixture) {
		away := false
		f.do(f.agentUpdate(), func() bool {
			away = away || !f.instance.AgentUp()
			return false
		})
		if !away {
			t.Error("the agent was up all the time")
		}
	})
}

func TestAnAgentThatDiesWithItsUpdateNeverReports(t *testing.T) {
	inTheNight(t, nil, func(f *fixture) {
		f.strike(faults.Rule{Kind: faults.AgentLostAfterUpdate})
		p := f.do(f.agentUpdate())
		if p.Done || !p.Outside || !f.instance.Agent.Lost {
			t.Errorf("ended with %+v, agent %+v", p, f.instance.Agent)
		}
		time.Sleep(24 * time.Hour)
		f.world.Do(func() {})
		if f.instance.AgentUp() || f.instance.Agent.Version != LatestVersion {
			t.Errorf("a day later: %+v", f.instance.Agent)
		}
	})
}

func TestTheMarkerOfTheAgentsUpdateHasTheNewVersion(t *testing.T) {
	inTheNight(t, nil, func(f *fixture) {
		f.machine.Services = append(f.machine.Services, windows.Service{Name: agentService, StartType: windows.Automatic, Running: true})
		f.succeed(f.agentUpdate())
		f.succeed(f.job(run.DocUpdateAgent))
		if m := f.marker(run.DocUpdateAgent); m.AgentVersion != LatestVersion || m.Outcome != run.Success {
			t.Errorf("marker %+v", m)
		}
		if keys := f.store.keys("/csv/"); len(keys) > 0 {
			t.Errorf("wrote %q", keys)
		}
	})
}

func TestTheMarkerWaitsForTheAgent(t *testing.T) {
	for name, c := range map[string]struct {
		service []windows.Service
		seconds float64 // that it takes at least
		error   string
	}{
		"that comes up late": {
			service: []windows.Service{{Name: "amazonssmagent", Running: true, StartsIn: 2 * time.Minute}}, seconds: 120,
		},
		"that doesn't come up": {
			service: []windows.Service{{Name: agentService}}, seconds: 1500,
			error: "the SSM agent is not back from its update: its service is Stopped",
		},
		"that is gone": {seconds: 1500, error: "the SSM agent is not back from its update: its service is not installed"},
	} {
		t.Run(name, func(t *testing.T) {
			inTheNight(t, nil, func(f *fixture) {
				f.machine.BootTime = begin
				f.machine.Services = c.service
				job := f.job(run.DocUpdateAgent)
				job.Inputs["timeoutSeconds"] = "1800"
				p := f.do(job)
				m := f.marker(run.DocUpdateAgent)
				if m.Error != c.error || m.Seconds < c.seconds || m.Seconds > c.seconds+20 || (p.ExitCode == 1) != (c.error != "") {
					t.Errorf("exit code %d, marker %+v", p.ExitCode, m)
				}
			})
		})
	}
}

func TestVersionsCompareByNumber(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"3.3.987.0", "3.3.2299.0", -1},
		{"3.10.0.0", "3.9.9.9", 1},
		{"3.3", "3.3.0.0", 0},
	} {
		if got, err := compareVersions(c.a, c.b); err != nil || got != c.want {
			t.Errorf("%s and %s: %d, %v", c.a, c.b, got, err)
		}
	}
	for _, bad := range []string{"", "3", "x", "1.2.3.4.5", "-1.0.0.0", "4294967296.0.0.0"} {
		if _, err := compareVersions(bad, "3.3.0.0"); (err == nil) != (bad == "3") {
			t.Errorf("%q: %v", bad, err)
		}
	}
}
