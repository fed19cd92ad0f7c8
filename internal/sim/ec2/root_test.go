package ec2_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsec2 "github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"patchline/internal/sim/windows"
	"patchline/internal/sim/world"
)

// before makes a completed snapshot of web's root while its one update is
// missing, and then installs it and breaks the agent.
func (f fixture) before() string {
	f.t.Helper()
	f.change(web, func(i *world.Instance) {
		i.Windows.Updates = []windows.Update{{ID: "u1", Status: windows.Missing}}
	})
	snapshot := *must[*awsec2.CreateSnapshotOutput](f.t)(f.snapshot(webRoot)).SnapshotId
	time.Sleep(snapshotTime)
	f.change(web, func(i *world.Instance) {
		i.Windows.Updates[0].Status = windows.Installed
		i.Agent.Version = "3.3.9.0"
		f.world.LoseAgent(i)
	})
	return snapshot
}

// wantBefore checks that web is up, as it was at the snapshot.
func (f fixture) wantBefore() {
	f.t.Helper()
	i := f.instance(web)
	if i.Windows.Updates[0].Status != windows.Missing || i.Agent.Version != "3.3.1.0" || !i.AgentUp() || i.Impaired {
		f.t.Errorf("the update is %s, the agent %s, up %v, impaired %v", i.Windows.Updates[0].Status, i.Agent.Version, i.AgentUp(), i.Impaired)
	}
}

func (f fixture) replaceRoot(id, snapshot string, change ...func(*awsec2.CreateReplaceRootVolumeTaskInput)) (types.ReplaceRootVolumeTask, error) {
	in := &awsec2.CreateReplaceRootVolumeTaskInput{InstanceId: &id, SnapshotId: &snapshot}
	for _, do := range change {
		do(in)
	}
	out, err := f.CreateReplaceRootVolumeTask(f.t.Context(), in)
	if err != nil {
		return types.ReplaceRootVolumeTask{}, err
	}
	return *out.ReplaceRootVolumeTask, nil
}

func (f fixture) task(id string) types.ReplaceRootVolumeTask {
	f.t.Helper()
	return must[*awsec2.DescribeReplaceRootVolumeTasksOutput](f.t)(f.DescribeReplaceRootVolumeTasks(f.t.Context(),
		&awsec2.DescribeReplaceRootVolumeTasksInput{ReplaceRootVolumeTaskIds: []string{id}})).ReplaceRootVolumeTasks[0]
}

func TestARootReplacementBringsBackWhatTheSnapshotShows(t *testing.T) {
	inTime(t, func(t *testing.T, f fixture) {
		f.fleet()
		snapshot := f.before()
		asked := f.world.Clock().Now()
		task := must[types.ReplaceRootVolumeTask](t)(f.replaceRoot(web, snapshot, func(in *awsec2.CreateReplaceRootVolumeTaskInput) {
			in.TagSpecifications = tagsFor("replace-root-volume-task", "Run", "r1")
		}))
		if task.TaskState != "pending" || *task.InstanceId != web || *task.SnapshotId != snapshot || *task.Tags[0].Value != "r1" || task.CompleteTime != nil {
			t.Errorf("made as %+v", task)
		}
		seen := map[types.ReplaceRootVolumeTaskState]bool{}
		for range 60 {
			time.Sleep(2 * time.Second)
			seen[f.task(*task.ReplaceRootVolumeTaskId).TaskState] = true
			f.wantState(web, world.Running)
		}
		if len(seen) != 3 || !seen["pending"] || !seen["in-progress"] || !seen["succeeded"] {
			t.Errorf("the states were %v", seen)
		}
		time.Sleep(5 * time.Minute)
		f.wantBefore()
		if boot := f.instance(web).Windows.BootTime; !boot.After(asked) {
			t.Errorf("its boot time is %v", boot)
		}

		i := f.instance(web)
		if root := i.RootVolume(); root.VolumeID == webRoot || !root.DeleteOnTermination || len(i.Attachments) != 2 {
			t.Errorf("it has %+v", i.Attachments)
		}
		if v := f.volume(i.RootVolume().VolumeID); *v.SnapshotId != snapshot || v.State != "in-use" || v.VolumeType != "gp3" {
			t.Errorf("the new root is %+v", v)
		}
		if v := f.volume(webRoot); v.State != "available" {
			t.Errorf("the old root is %s", v.State)
		}
		if done := f.task(*task.ReplaceRootVolumeTaskId); done.CompleteTime == nil || *done.CompleteTime <= *done.StartTime {
			t.Errorf("it took from %v to %v", *done.StartTime, done.CompleteTime)
		}
		// The snapshot is of a former root now, and still good.
		must[types.ReplaceRootVolumeTask](t)(f.replaceRoot(web, snapshot))
	})
}

func TestTheOldRootHoldsWhatItHeld(t *testing.T) {
	inTime(t, func(t *testing.T, f fixture) {
		f.fleet()
		must[types.ReplaceRootVolumeTask](t)(f.replaceRoot(web, f.before()))
		time.Sleep(snapshotTime)
		f.wantBefore()
		// A snapshot of the old root leads forward again.
		after := *must[*awsec2.CreateSnapshotOutput](t)(f.snapshot(webRoot)).SnapshotId
		time.Sleep(snapshotTime)
		must[types.ReplaceRootVolumeTask](t)(f.replaceRoot(web, after))
		time.Sleep(snapshotTime)
		if i := f.instance(web); i.Windows.Updates[0].Status != windows.Installed || i.Agent.Version != "3.3.9.0" || i.AgentUp() {
			t.Errorf("the update is %s, the agent %s, up %v", i.Windows.Updates[0].Status, i.Agent.Version, i.AgentUp())
		}
	})
}

func TestTheOldRootIsDeletedOnDemand(t *testing.T) {
	inTime(t, func(t *testing.T, f fixture) {
		f.fleet()
		must[types.ReplaceRootVolumeTask](t)(f.replaceRoot(web, f.before(), func(in *awsec2.CreateReplaceRootVolumeTaskInput) {
			in.DeleteReplacedRootVolume = aws.Bool(true)
		}))
		time.Sleep(5 * time.Minute)
		_, err := f.DescribeVolumes(t.Context(), &awsec2.DescribeVolumesInput{VolumeIds: []string{webRoot}})
		wantCode(t, err, "InvalidVolume.NotFound")
	})
}

func TestATaskOfTheSameTokenIsTheSameTask(t *testing.T) {
	inTime(t, func(t *testing.T, f fixture) {
		f.fleet()
		snapshot := f.before()
		token := func(in *awsec2.CreateReplaceRootVolumeTaskInput) { in.ClientToken = aws.String("once") }
		first := must[types.ReplaceRootVolumeTask](t)(f.replaceRoot(web, snapshot, token))
		time.Sleep(5 * time.Minute)
		again := must[types.ReplaceRootVolumeTask](t)(f.replaceRoot(web, snapshot, token))
		if *again.ReplaceRootVolumeTaskId != *first.ReplaceRootVolumeTaskId || again.TaskState != "succeeded" {
			t.Errorf("again: %s, %s", *again.ReplaceRootVolumeTaskId, again.TaskState)
		}
		_, err := f.replaceRoot(web, snapshot, token, func(in *awsec2.CreateReplaceRootVolumeTaskInput) { in.DeleteReplacedRootVolume = aws.Bool(true) })
		wantCode(t, err, "IdempotentParameterMismatch")
	})
}

func TestRootReplacementRefusals(t *testing.T) {
	inTime(t, func(t *testing.T, f fixture) {
		f.fleet()
		good := f.before()
		data := *must[*awsec2.CreateSnapshotOutput](t)(f.snapshot(webData)).SnapshotId
		others := *must[*awsec2.CreateSnapshotOutput](t)(f.snapshot(dbRoot)).SnapshotId
		batches := *must[*awsec2.CreateSnapshotOutput](t)(f.snapshot("vol-0000000000000000c")).SnapshotId
		time.Sleep(snapshotTime)
		pending := *must[*awsec2.CreateSnapshotOutput](t)(f.snapshot(webRoot)).SnapshotId
		for _, test := range []struct {
			name, instance, snapshot string
			change                   func(*awsec2.CreateReplaceRootVolumeTaskInput)
			want                     string
		}{
			{"of a data volume", web, data, nil, "InvalidParameterValue"},
			{"of another instance", web, others, nil, "InvalidParameterValue"},
			{"of a stopped instance", batch, batches, nil, "IncorrectInstanceState"},
			{"not completed", web, pending, nil, "IncorrectState"},
			{"unknown", web, absentSnapshot, nil, "InvalidSnapshot.NotFound"},
			{"of an unknown instance", absent, good, nil, "InvalidInstanceID.NotFound"},
			{"of the launch", web, "", func(in *awsec2.CreateReplaceRootVolumeTaskInput) { in.SnapshotId = nil }, "UnsupportedOperation"},
			{"of an image", web, good, func(in *awsec2.CreateReplaceRootVolumeTaskInput) { in.ImageId = aws.String("ami-1") }, "UnsupportedOperation"},
			{"with tags for a volume", web, good, func(in *awsec2.CreateReplaceRootVolumeTaskInput) {
				in.TagSpecifications = tagsFor("volume", "A", "b")
			}, "InvalidParameterValue"},
			{"as a dry run", web, good, func(in *awsec2.CreateReplaceRootVolumeTaskInput) { in.DryRun = aws.Bool(true) }, "DryRunOperation"},
			{"as it should be", web, good, nil, ""},
			{"beside another", web, good, nil, "IncorrectState"},
		} {
			if test.change == nil {
				test.change = func(*awsec2.CreateReplaceRootVolumeTaskInput) {}
			}
			if _, err := f.replaceRoot(test.instance, test.snapshot, test.change); code(err) != test.want {
				t.Errorf("%s: got %v, want %q", test.name, err, test.want)
			}
		}
	})
}

func TestATaskFailsWhenItsInstanceStopsFirst(t *testing.T) {
	inTime(t, func(t *testing.T, f fixture) {
		f.fleet()
		task := must[types.ReplaceRootVolumeTask](t)(f.replaceRoot(web, f.before()))
		if err := f.stop(web); err != nil {
			t.Fatal(err)
		}
		time.Sleep(5 * time.Minute)
		if got := f.task(*task.ReplaceRootVolumeTaskId); got.TaskState != "failed" || got.CompleteTime == nil {
			t.Errorf("the task is %s", got.TaskState)
		}
		if root := f.instance(web).RootVolume().VolumeID; root != webRoot {
			t.Errorf("its root is %s", root)
		}
	})
}

func TestAStopDuringTheSwapLeavesTheNewRootForTheNextStart(t *testing.T) {
	inTime(t, func(t *testing.T, f fixture) {
		f.fleet()
		task := must[types.ReplaceRootVolumeTask](t)(f.replaceRoot(web, f.before()))
		for f.task(*task.ReplaceRootVolumeTaskId).TaskState == "pending" {
			time.Sleep(time.Second)
		}
		if err := f.stop(web); err != nil {
			t.Fatal(err)
		}
		time.Sleep(5 * time.Minute)
		f.wantState(web, world.Stopped)
		if err := f.start(web); err != nil {
			t.Fatal(err)
		}
		time.Sleep(5 * time.Minute)
		f.wantBefore()
	})
}

func TestTasksAreListedInPages(t *testing.T) {
	inTime(t, func(t *testing.T, f fixture) {
		f.add(53)
		f.world.Do(func() {
			for i := range f.world.Site(place).Instances.All() {
				v := f.world.Site(place).Volumes.Get(i.RootVolume().VolumeID)
				f.world.BeginSnapshot(v, i, i.ID, nil)
			}
		})
		time.Sleep(snapshotTime)
		for _, s := range f.snapshots(&awsec2.DescribeSnapshotsInput{}) {
			must[types.ReplaceRootVolumeTask](t)(f.replaceRoot(*s.Description, *s.SnapshotId))
		}
		out := must[*awsec2.DescribeReplaceRootVolumeTasksOutput](t)(f.DescribeReplaceRootVolumeTasks(t.Context(), &awsec2.DescribeReplaceRootVolumeTasksInput{}))
		if len(out.ReplaceRootVolumeTasks) != 50 {
			t.Errorf("a page has %d", len(out.ReplaceRootVolumeTasks))
		}
		rest := must[*awsec2.DescribeReplaceRootVolumeTasksOutput](t)(f.DescribeReplaceRootVolumeTasks(t.Context(), &awsec2.DescribeReplaceRootVolumeTasksInput{NextToken: out.NextToken}))
		if len(rest.ReplaceRootVolumeTasks) != 3 || rest.NextToken != nil {
			t.Errorf("the rest has %d", len(rest.ReplaceRootVolumeTasks))
		}
		one := must[*awsec2.DescribeReplaceRootVolumeTasksOutput](t)(f.DescribeReplaceRootVolumeTasks(t.Context(), &awsec2.DescribeReplaceRootVolumeTasksInput{
			Filters: []types.Filter{where("instance-id", fmt.Sprintf("i-%017x", 7))},
		}))
		if len(one.ReplaceRootVolumeTasks) != 1 {
			t.Errorf("one instance has %d", len(one.ReplaceRootVolumeTasks))
		}
		for most, want := range map[int32]string{0: "InvalidParameterValue", 51: "InvalidParameterValue", 1: ""} {
			_, err := f.DescribeReplaceRootVolumeTasks(t.Context(), &awsec2.DescribeReplaceRootVolumeTasksInput{MaxResults: aws.Int32(most)})
			if code(err) != want {
				t.Errorf("MaxResults of %d: got %v, want %q", most, err, want)
			}
		}
	})
}

// swapRoot does what a rollback does by hand.
func (f fixture) swapRoot(id, root, snapshot string) {
	f.t.Helper()
	step := func(err error, takes time.Duration) {
		f.t.Helper()
		if err != nil {
			f.t.Fatal(err)
		}
		time.Sleep(takes)
	}
	step(f.stop(id), 2*time.Minute)
	step(f.detach(root), 15*time.Second)
	wantCode(f.t, f.start(id), "InvalidParameterValue") // it has no root
	v := *f.create(awsec2.CreateVolumeInput{SnapshotId: &snapshot}).VolumeId
	time.Sleep(15 * time.Second)
	step(f.attach(v, id, "/dev/sda1"), 10*time.Second)
	step(f.start(id), 6*time.Minute)
}

func TestARootSwappedByHandBootsFromTheSnapshot(t *testing.T) {
	inTime(t, func(_ *testing.T, f fixture) {
		f.fleet()
		f.swapRoot(web, webRoot, f.before())
		f.wantBefore()
	})
}

func TestARootOfDataDoesNotBoot(t *testing.T) {
	inTime(t, func(t *testing.T, f fixture) {
		f.fleet()
		good := f.before()
		data := *must[*awsec2.CreateSnapshotOutput](t)(f.snapshot(webData)).SnapshotId
		time.Sleep(snapshotTime)
		f.swapRoot(web, webRoot, data)
		if i := f.instance(web); !i.Impaired || i.AgentUp() || i.State != world.Running {
			t.Errorf("impaired %v, agent up %v, %s", i.Impaired, i.AgentUp(), i.State)
		}
		f.swapRoot(web, f.instance(web).RootVolume().VolumeID, good)
		f.wantBefore()
	})
}
