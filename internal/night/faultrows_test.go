package night_test

import (
	"patchline/internal/run"
	"patchline/internal/sim/faults"
)

// row is one fault of a night, and what has to become of the instances that it
// strikes. Calls are struck whatever they are about, unless the row names an
// operation that names instances.
type row struct {
	kind faults.Kind
	name string
	// rule is the rest of the fault's entry in a file, but for whom it strikes.
	rule string
	// calls: it strikes calls, and no instances of its own.
	calls bool

	running, stopped fate
	// boots and sets are how many more boots and sets of snapshots there are.
	boots, sets int
}

// fate is what becomes of an instance. The zero value: nothing at all.
type fate struct {
	// at is the first stage that fails for it, and why is in the reason.
	at, why string
	// power is in the reason of restore where its power can't be brought back,
	// or can't be proven to be.
	power string
}

// rows has every fault that the stand-in knows.
func rows() []row {
	const (
		send    = "wait-marker-" + run.DocUpdateAgent
		install = "wait-marker-" + run.DocInstall
		confirm = "wait-marker-" + run.DocConfirm
		denied  = "code: UnauthorizedOperation, status: 403"
	)
	both := func(f fate) (fate, fate) { return f, f }
	all := []row{
		{kind: faults.Throttle, name: "a third of all calls", rule: `share: 30%`, calls: true},
		{kind: faults.Slow, name: "every call takes 20 s", rule: `delay: 20s`, calls: true},
		{kind: faults.LostAnswer, name: "a fifth of all calls", rule: `share: 20%`, calls: true},
		{kind: faults.EventualConsistency, name: "for 50 s", rule: `delay: 50s`, calls: true},
		{kind: faults.Error, name: "AWS' own, a tenth of all calls", rule: `code: InternalError, status: 500, share: 10%`, calls: true},
		{kind: faults.Error, name: "S3 is too busy for a third of all calls", rule: `operation: "s3:*", code: SlowDown, status: 503, share: 30%`, calls: true},
		{kind: faults.Error, name: "no start is allowed", rule: `operation: "ec2:StartInstances", ` + denied,
			stopped: fate{at: "start", why: "UnauthorizedOperation"}},
		{kind: faults.Error, name: "no stop is allowed", rule: `operation: "ec2:StopInstances", ` + denied,
			stopped: fate{at: "restore", why: "UnauthorizedOperation", power: "EC2 does not stop it"}},
		{kind: faults.Error, name: "no reboot is allowed", rule: `operation: "ec2:RebootInstances", ` + denied,
			running: fate{at: "restore", why: "UnauthorizedOperation", power: "EC2 does not reboot it"}},
		{kind: faults.StopStuck, name: "for 25 minutes", rule: `delay: 25m`},
		{kind: faults.NoCapacity, name: "at first", rule: `times: 1`},
		{kind: faults.NoCapacity, name: "all night", stopped: fate{at: "start", why: "InsufficientInstanceCapacity"}},
		{kind: faults.SnapshotError, name: "once", rule: `percent: 60, times: 1`, sets: 1},
		{kind: faults.CommandNeverReports, name: "the installation", rule: `document: ` + run.DocInstall},
		{kind: faults.CommandNeverReports, name: "no command at all",
			running: fate{at: "restore", why: "ended as DeliveryTimedOut", power: "not proven: asked to boot"}},
		{kind: faults.MarkerNeverWritten, name: "of the scan after the reboot", rule: `document: ` + run.DocConfirm,
			running: fate{at: confirm, why: "wrote no marker"}},
		{kind: faults.FailedAfterReboot, name: "the installation", rule: `document: ` + run.DocInstall, boots: 1},
		{kind: faults.RollbackAtBoot, name: "all updates", running: fate{at: confirm, why: "RolledBack"}},
	}
	add := func(r row, f fate) {
		r.running, r.stopped = both(f)
		all = append(all, r)
	}
	add(row{kind: faults.Error, name: "no snapshot is allowed", rule: `operation: "ec2:CreateSnapshots", ` + denied, sets: -1},
		fate{at: "snapshot", why: "UnauthorizedOperation"})
	add(row{kind: faults.SnapshotError, name: "each time", rule: `percent: 60`, sets: 1}, fate{at: "snapshot", why: "ended in state error at 60%"})
	add(row{kind: faults.MarkerNeverWritten, name: "of any document"}, fate{at: send, why: "wrote no marker"})
	add(row{kind: faults.UpdateFails, name: "the disk is full", rule: `hresult: 0x80070070`}, fate{at: install, why: "0x80070070 ERROR_DISK_FULL"})
	return append(all,
		row{kind: faults.Error, name: "Run Command does not know them", rule: `operation: "ssm:SendCommand", code: InvalidInstanceId`,
			running: fate{at: "run-doc-" + run.DocUpdateAgent, why: "InvalidInstanceId", power: "not proven: asked to boot"},
			stopped: fate{at: "run-doc-" + run.DocUpdateAgent, why: "InvalidInstanceId"}},
		row{kind: faults.SnapshotStuck, name: "at 60 %", rule: `percent: 60`,
			running: fate{at: "start", why: "it has no snapshot in this run"},
			stopped: fate{at: "start", why: "it has no snapshot in this run"}},
		row{kind: faults.StopStuck, name: "for ever", stopped: fate{power: "still stopping since"}},
		row{kind: faults.AgentLostAfterUpdate,
			running: fate{at: send, why: "DeliveryTimedOut", power: "its SSM agent has not reported since"},
			stopped: fate{at: send, why: "DeliveryTimedOut"}},
		row{kind: faults.AgentLostAfterReboot, name: "once", rule: `times: 1`,
			running: fate{at: "restore", power: "not proven: asked to boot at"},
			stopped: fate{at: "start", why: "its SSM agent has not reported"}},
		row{kind: faults.NoBoot, name: "once", rule: `times: 1`, boots: -1,
			running: fate{at: "restore", power: "Windows does not come back"},
			stopped: fate{at: "start", why: "its SSM agent has not reported"}},
	)
}
