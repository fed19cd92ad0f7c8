package sim_test

import (
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"patchline/internal/sim/world"
)

var snapshotError = faultTest{
	plan: `
faults:
  - {fault: snapshot-error, percent: 80, tags: {Application: payroll}, times: 1}`,
	see: func(x *sdk) {
		_, err := x.ec2.CreateSnapshots(x.Context(), snapshotsOf(databases))
		x.must(err)
		_, err = x.ec2.CreateSnapshots(x.Context(), snapshotsOf(filesID))
		x.must(err)
		time.Sleep(3 * time.Hour)
		x.wantSnapshots(map[string]int{"error 80%": 3, "completed 100%": 2})
		// Another try succeeds, since the plan says once.
		_, err = x.ec2.CreateSnapshots(x.Context(), snapshotsOf(databases))
		x.must(err)
		time.Sleep(3 * time.Hour)
		x.wantSnapshots(map[string]int{"error 80%": 3, "completed 100%": 5})
	},
}

var snapshotStuck = faultTest{
	plan: `
faults:
  - {fault: snapshot-stuck, percent: 40, instances: [` + struckID + `]}`,
	see: func(x *sdk) {
		for _, id := range []string{struckID, sparedID} {
			_, err := x.ec2.CreateSnapshots(x.Context(), snapshotsOf(id))
			x.must(err)
		}
		time.Sleep(24 * time.Hour)
		x.wantSnapshots(map[string]int{"pending 40%": 1, "completed 100%": 1})
	},
}

var noCapacity = faultTest{
	plan: `
faults:
  - {fault: no-capacity, instances: [` + stoppedID + `], times: 2}`,
	see: func(x *sdk) {
		start := func(ids ...string) error {
			_, err := x.ec2.StartInstances(x.Context(), &ec2.StartInstancesInput{InstanceIds: ids})
			return err
		}
		x.refusedWith(start(stoppedID, stoppedTo), "InsufficientInstanceCapacity", http.StatusInternalServerError)
		x.wantState(world.Stopped, stoppedID, stoppedTo)
		// One half of the batch still starts.
		x.refused(start(stoppedID), "InsufficientInstanceCapacity")
		x.must(start(stoppedTo))
		time.Sleep(time.Minute)
		x.wantState(world.Running, stoppedTo)
		x.wantState(world.Stopped, stoppedID)
		x.must(start(stoppedID))
		time.Sleep(time.Minute)
		x.wantState(world.Running, stoppedID)
	},
}

var stopStuck = faultTest{
	plan: `
faults:
  - {fault: stop-stuck, delay: 25m, instances: [` + struckID + `]}
  - {fault: stop-stuck, instances: [` + filesID + `], times: 1}`,
	see: func(x *sdk) {
		stop := func(force bool, ids ...string) {
			_, err := x.ec2.StopInstances(x.Context(), &ec2.StopInstancesInput{InstanceIds: ids, Force: &force})
			x.must(err)
		}
		stop(false, struckID, sparedID, filesID)
		time.Sleep(25*time.Minute - 1)
		x.wantState(world.Stopping, struckID, filesID)
		x.wantState(world.Stopped, sparedID)
		time.Sleep(time.Nanosecond)
		x.wantState(world.Stopped, struckID)
		time.Sleep(24 * time.Hour)
		x.wantState(world.Stopping, filesID)
		stop(true, filesID)
		time.Sleep(2 * time.Minute)
		x.wantState(world.Stopped, filesID)
	},
}

var noBoot = faultTest{
	plan: `
faults:
  - {fault: no-boot, instances: [` + struckID + `], times: 1}`,
	see: func(x *sdk) {
		before := x.instance(struckID).Windows.BootTime
		x.reboot(struckID, sparedID)
		time.Sleep(time.Hour)
		x.wantState(world.Running, struckID, sparedID)
		x.wantStatus(struckID, types.SummaryStatusImpaired)
		x.wantStatus(sparedID, types.SummaryStatusOk)
		x.wantPing(struckID, "ConnectionLost")
		x.wantPing(sparedID, "Online")
		if shown := x.instance(struckID); shown.OSUp || !shown.Windows.BootTime.Equal(before) {
			x.Errorf("Windows is up: %t, booted at %v", shown.OSUp, shown.Windows.BootTime)
		}
		// The next reboot brings it up, since the plan says once.
		x.reboot(struckID)
		time.Sleep(time.Hour)
		x.wantStatus(struckID, types.SummaryStatusOk)
		x.wantPing(struckID, "Online")
	},
}

// snapshotsOf asks for the snapshots of one instance.
func snapshotsOf(instance string) *ec2.CreateSnapshotsInput {
	return &ec2.CreateSnapshotsInput{InstanceSpecification: &types.InstanceSpecification{InstanceId: &instance}}
}

func (x *sdk) snapshots() []types.Snapshot {
	x.Helper()
	out, err := x.ec2.DescribeSnapshots(x.Context(), &ec2.DescribeSnapshotsInput{})
	x.must(err)
	return out.Snapshots
}

// wantSnapshots compares how many snapshots are at "state progress".
func (x *sdk) wantSnapshots(want map[string]int) {
	x.Helper()
	got := map[string]int{}
	for _, s := range x.snapshots() {
		got[string(s.State)+" "+*s.Progress]++
	}
	for state, count := range want {
		if got[state] != count || len(got) != len(want) {
			x.Errorf("snapshots %v, want %v", got, want)
		}
	}
}

func (x *sdk) wantState(want world.State, ids ...string) {
	x.Helper()
	for _, id := range ids {
		out, err := x.ec2.DescribeInstances(x.Context(), &ec2.DescribeInstancesInput{InstanceIds: []string{id}})
		x.must(err)
		if got := out.Reservations[0].Instances[0].State.Name; string(got) != string(want) {
			x.Errorf("%s is %s, want %s", id, got, want)
		}
	}
}

// wantStatus compares the instance's status check; the system's is ok.
func (x *sdk) wantStatus(id string, want types.SummaryStatus) {
	x.Helper()
	out, err := x.ec2.DescribeInstanceStatus(x.Context(), &ec2.DescribeInstanceStatusInput{InstanceIds: []string{id}, IncludeAllInstances: aws.Bool(true)})
	x.must(err)
	got := out.InstanceStatuses[0]
	if got.InstanceStatus.Status != want || got.SystemStatus.Status != types.SummaryStatusOk {
		x.Errorf("%s: the instance's check is %s, the system's %s, want %s and ok", id, got.InstanceStatus.Status, got.SystemStatus.Status, want)
	}
}

func (x *sdk) reboot(ids ...string) {
	x.Helper()
	_, err := x.ec2.RebootInstances(x.Context(), &ec2.RebootInstancesInput{InstanceIds: ids})
	x.must(err)
}

func (x *sdk) start(ids ...string) {
	x.Helper()
	_, err := x.ec2.StartInstances(x.Context(), &ec2.StartInstancesInput{InstanceIds: ids})
	x.must(err)
}
