package agent

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"patchline/internal/sim/faults"
	"patchline/internal/sim/world"
)

// LatestVersion is the SSM agent's version that the stand-in calls the latest.
const LatestVersion = "3.3.3050.0"

// The phases of aws:updateSsmAgent, by Job.Cursor.
const (
	agentUnasked = iota
	agentDownloads
	agentRestarts
)

// updateAgent is aws:updateSsmAgent: it downloads and installs, which takes
// the agent away for a moment, and reports when it is back.
func updateAgent(w *world.World, i *world.Instance, job *Job) Progress {
	target := cmp.Or(job.input("targetVersion"), LatestVersion)
	switch job.Cursor {
	case agentUnasked:
		return askForAgent(w, i, job, target)
	case agentDownloads:
		i.Agent.Version = target
		job.Cursor = agentRestarts
		if _, struck := w.Faults.Strikes(faults.AgentLostAfterUpdate, i.FaultTarget(job.Document), w.Now()); struck {
			w.LoseAgent(i)
			return Progress{Outside: true}
		}
		w.RestartAgent(i)
		return Progress{Wait: agentPoll}
	default:
		switch {
		case i.Agent.Lost:
			return Progress{Outside: true}
		case !i.AgentUp():
			return Progress{Wait: agentPoll}
		}
		return Progress{Done: true, Stdout: "amazon-ssm-agent updated successfully to " + i.Agent.Version + "\n"}
	}
}

// askForAgent compares the versions as the agent's own updater does.
func askForAgent(w *world.World, i *world.Instance, job *Job, target string) Progress {
	p := Progress{Stdout: fmt.Sprintf("Updating amazon-ssm-agent from %s to %s\n",
		i.Agent.Version, cmp.Or(job.input("targetVersion"), "latest"))}
	order, err := compareVersions(target, i.Agent.Version)
	switch {
	case err != nil:
		p.Done, p.ExitCode, p.Stderr = true, 1, err.Error()+"\n"
	case order == 0:
		p.Done = true
		p.Stdout += "amazon-ssm-agent " + target + " has already been installed, update skipped\n"
	case order < 0 && !strings.EqualFold(job.input("allowDowngrade"), "true"):
		p.Done, p.ExitCode = true, 1
		p.Stderr = "updating amazon-ssm-agent to an older version, please enable allow downgrade to proceed\n"
	default:
		p.Stdout += "Initiating amazon-ssm-agent update to " + target + "\n"
		p.Wait = draw(w, i, job, "agent", agentDownload)
		job.Cursor = agentDownloads
	}
	return p
}

// compareVersions compares versions of up to four numbers, such as 3.3.2299.0.
func compareVersions(a, b string) (int, error) {
	x, err := versionNumbers(a)
	if err != nil {
		return 0, err
	}
	y, err := versionNumbers(b)
	if err != nil {
		return 0, err
	}
	for n := range x {
		if order := cmp.Compare(x[n], y[n]); order != 0 {
			return order, nil
		}
	}
	return 0, nil
}

func versionNumbers(version string) (numbers [4]uint64, err error) {
	parts := strings.Split(version, ".")
	if len(parts) > len(numbers) {
		return numbers, fmt.Errorf("%q is not a version of the SSM agent", version)
	}
	for n, part := range parts {
		if numbers[n], err = strconv.ParseUint(part, 10, 32); err != nil {
			return numbers, fmt.Errorf("%q is not a version of the SSM agent", version)
		}
	}
	return numbers, nil
}
