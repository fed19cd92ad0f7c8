package sim_test

import (
	"slices"
	"time"

	"patchline/internal/run"
	"patchline/internal/sim/agent"
	"patchline/internal/sim/control"
	"patchline/internal/sim/fleet"
	"patchline/internal/sim/windows"
	"patchline/internal/sim/world"
)

// tick is the smallest step of .NET's DateTime, in which Windows tells its boot
// time.
const tick = 100 * time.Nanosecond

// compareWith compares what became of the fleet with what its description
// lets one expect of each instance.
func (n *night) compareWith(described *fleet.Fleet) {
	n.Helper()
	shown := n.instances()
	if len(shown) != len(described.Instances) || len(n.found) != len(shown) {
		n.Fatalf("%d instances were described, %d found, %d are left", len(described.Instances), len(n.found), len(shown))
	}
	rows := n.csvs(n.run, run.UpdateResults)
	patched := 0
	for _, is := range shown {
		was := &described.Instances[slices.IndexFunc(described.Instances, func(i fleet.Instance) bool { return i.ID == is.ID })]
		if want := n.stateAtDawn(was); is.State != want {
			n.Errorf("%s (%s) is %s, want %s", was.ID, was.Name, is.State, want)
		}
		if can := was.Windows != nil && was.Agent.Installed && !was.Agent.Lost; can != slices.Contains(n.reached, was.ID) {
			n.Errorf("%s (%s) can take commands is %t", was.ID, was.Name, can)
		} else if can && n.compareOne(was, is, resultsOf(rows[is.ID])) {
			patched++
		}
	}
	n.Logf("%d of %d instances are patched", patched, len(shown))
	if patched < len(shown)*9/10 {
		n.Errorf("only %d instances are patched", patched)
	}
}

// stateAtDawn: everything is as it was found, but what may not be stopped.
func (n *night) stateAtDawn(i *fleet.Instance) world.State {
	if i.State == world.Stopped && i.StopProtection {
		return world.Running
	}
	return i.State
}

// compareOne tells whether an instance that takes commands was patched, and
// compares what its markers and CSVs have told with what is so.
func (n *night) compareOne(was *fleet.Instance, is control.Instance, results map[string]string) bool {
	n.Helper()
	wasRunning := was.State == world.Running
	booted := is.Windows.BootTime
	if booted.After(n.rebooted) != wasRunning || booted.Before(n.dusk) {
		n.Errorf("%s (%s) was %s and booted at %v; the night began at %v and the reboots at %v", was.ID, was.Name, was.State, booted, n.dusk, n.rebooted)
	}
	if told := n.bootTimes[is.ID]; wasRunning && !told.Equal(booted.Truncate(tick)) {
		n.Errorf("%s: Run Command has told the boot time %v, and it is %v", is.ID, told, booted)
	}
	if is.AgentVersion != agent.LatestVersion {
		n.Errorf("%s (%s) has the agent %s", is.ID, was.Name, is.AgentVersion)
	}
	succeeded := count(results, run.ResultSucceeded)
	installed := n.markers[run.DocInstall][is.ID] == string(run.Success)
	if want := n.installs(was, results); installed != want {
		n.Errorf("%s (%s): the marker of the installation is a success is %t, want %t: %v", is.ID, was.Name, installed, want, results)
	}
	if wasRunning {
		n.compareUpdates(was, is, results)
		confirmed := n.markers[run.DocConfirm][is.ID] == string(run.Success)
		// What the search fails on is not confirmed either.
		want := was.Windows.Search == windows.SearchFault{} && !undone(was)
		if confirmed != want {
			n.Errorf("%s (%s): confirmed is %t, want %t", is.ID, was.Name, confirmed, want)
		}
	}
	return installed && (succeeded > 0 || was.Windows.Profile == windows.UpToDate)
}

// installs tells whether the installation can be a success: the search works,
// no reboot was pending already, and not everything failed. What was stopped
// has had its boot before.
func (n *night) installs(was *fleet.Instance, results map[string]string) bool {
	pending := was.Windows.Pending.Any() && was.State == world.Running && len(results) > 0
	failed := count(results, run.ResultFailed) > 0 && count(results, run.ResultSucceeded) == 0
	return was.Windows.Search == windows.SearchFault{} && !pending && !failed
}

// compareUpdates compares the results that an instance has told with its
// updates after the reboot.
func (n *night) compareUpdates(was *fleet.Instance, is control.Instance, results map[string]string) {
	n.Helper()
	now := map[string]windows.Status{}
	for _, update := range is.Windows.Updates {
		now[update.ID] = update.Status
		if update.Status == windows.PendingReboot {
			n.Errorf("%s (%s): %s still waits for a reboot", is.ID, was.Name, update.Title)
		}
	}
	for id, result := range results {
		want := []windows.Status{windows.Missing}
		if result == run.ResultSucceeded && !rollsBack(was, id) {
			want = []windows.Status{windows.Installed, windows.Superseded}
		}
		if !slices.Contains(want, now[id]) {
			n.Errorf("%s (%s): the update %s was told as %s and is %s", is.ID, was.Name, id, result, now[id])
		}
	}
}

// rollsBack tells whether the fleet's description has a boot undo an update.
func rollsBack(i *fleet.Instance, id string) bool {
	return slices.ContainsFunc(i.Windows.Changes, func(c windows.Change) bool { return c.RollsBack && c.Definition.ID == id })
}

// undone tells whether a boot has undone any.
func undone(i *fleet.Instance) bool {
	return i.State == world.Running && slices.ContainsFunc(i.Windows.Changes, func(c windows.Change) bool { return rollsBack(i, c.Definition.ID) })
}

// resultsOf are what the installation has told of each update of an instance.
func resultsOf(rows [][]string) map[string]string {
	results := map[string]string{}
	for _, row := range rows {
		results[row[run.UpdateResults.Column(run.ColUpdateID)]] = row[run.UpdateResults.Column(run.ColResult)]
	}
	return results
}

func count(results map[string]string, result string) int {
	count := 0
	for _, each := range results {
		if each == result {
			count++
		}
	}
	return count
}

// compareCalls compares the stand-in's count with what the night has called:
// the cost grows with pages and batches.
func (n *night) compareCalls() {
	n.Helper()
	counts := n.sim.Ledger().Counts()
	batches := func(things int) int { return (things + batch - 1) / batch }
	sent := 0
	for _, commands := range n.sent {
		sent += commands
	}
	for operation, want := range map[[2]string]int{
		{"ec2", "DescribeInstances"}: (len(n.found) + 299) / 300,
		{"ec2", "CreateSnapshots"}:   len(n.found),
		{"ec2", "StartInstances"}:    batches(len(n.started)),
		{"ec2", "RebootInstances"}:   batches(len(n.running)),
		{"ssm", "SendCommand"}:       sent,
		{"s3", "ListObjectsV2"}:      n.lists,
	} {
		got := counts[operation[0]][operation[1]]
		if served := got.Calls - got.Throttled - got.Errors; served != want {
			n.Errorf("%v: %+v, want %d that were served", operation, got, want)
		}
	}
	if documents := len(n.markers); sent != (documents+2)*batches(len(n.reached)) {
		n.Errorf("%d commands for %d documents, two looks at boot times and %d instances", sent, documents, len(n.reached))
	}
	if counts["ec2"]["CreateSnapshots"].Throttled == 0 {
		n.Error("CreateSnapshots never met RequestLimitExceeded")
	}
	n.Logf("calls: %v", counts)
}
