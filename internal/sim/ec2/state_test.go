package ec2_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsec2 "github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"patchline/internal/sim/clock"
	"patchline/internal/sim/ec2"
	"patchline/internal/sim/faults"
	"patchline/internal/sim/windows"
	"patchline/internal/sim/world"
)

// restarted saves a world with its EC2, and restores it as a restart does.
func (f fixture) restarted() fixture {
	f.t.Helper()
	var saved, own []byte
	f.world.Do(func() {
		saved = must[[]byte](f.t)(f.world.Save())
		own = must[[]byte](f.t)(json.Marshal(f.service.State()))
	})
	moment := must[time.Time](f.t)(world.SavedMoment(saved))
	again := newFixture(f.t, world.New(clock.New(moment, 1), 1, &faults.Plan{}))
	if err := again.world.Restore(saved); err != nil {
		f.t.Fatal(err)
	}
	again.world.Do(func() {
		if err := json.Unmarshal(own, again.service.State()); err != nil {
			f.t.Fatal(err)
		}
	})
	return again
}

func TestARestartGoesOnWithTasksVolumesAndTokens(t *testing.T) {
	inTime(t, func(t *testing.T, f fixture) {
		f.world.Do(func() { f.world.Catalogue["u1"] = &windows.Definition{ID: "u1"} })
		f.fleet()
		token := func(in *awsec2.CreateReplaceRootVolumeTaskInput) { in.ClientToken = aws.String("once") }
		snapshot := f.before()
		task := must[types.ReplaceRootVolumeTask](t)(f.replaceRoot(web, snapshot, token))
		spare := f.create(awsec2.CreateVolumeInput{Size: aws.Int32(8), ClientToken: aws.String("spare")})

		f = f.restarted()
		if got := f.task(*task.ReplaceRootVolumeTaskId); got.TaskState != "pending" {
			t.Errorf("the task is %s", got.TaskState)
		}
		if _, err := f.replaceRoot(web, snapshot); code(err) != "IncorrectState" {
			t.Errorf("another task beside it: %v", err)
		}
		for f.task(*task.ReplaceRootVolumeTaskId).TaskState == "pending" {
			time.Sleep(time.Second)
		}
		f = f.restarted()
		time.Sleep(10 * time.Minute)
		f.wantBefore()
		if got := must[types.ReplaceRootVolumeTask](t)(f.replaceRoot(web, snapshot, token)); *got.ReplaceRootVolumeTaskId != *task.ReplaceRootVolumeTaskId || got.TaskState != "succeeded" {
			t.Errorf("the same token is %s, %s", *got.ReplaceRootVolumeTaskId, got.TaskState)
		}
		if got := f.create(awsec2.CreateVolumeInput{Size: aws.Int32(8), ClientToken: aws.String("spare")}); *got.VolumeId != *spare.VolumeId || got.State != "available" {
			t.Errorf("the same token is %s, %s", *got.VolumeId, got.State)
		}
	})
}

func TestAPageGoesOnAfterARestart(t *testing.T) {
	inTime(t, func(t *testing.T, f fixture) {
		f.add(20)
		f.world.Do(func() { // so that positions change when they start anew
			for _, id := range []string{"i-00000000000000000", "i-00000000000000003"} {
				f.world.Site(place).Instances.Delete(id)
			}
		})
		in := &awsec2.DescribeInstancesInput{MaxResults: aws.Int32(5)}
		in.NextToken = must[*awsec2.DescribeInstancesOutput](t)(f.DescribeInstances(t.Context(), in)).NextToken
		next := must[*awsec2.DescribeInstancesOutput](t)(f.restarted().DescribeInstances(t.Context(), in))
		if got := *next.Reservations[0].Instances[0].InstanceId; got != "i-00000000000000007" {
			t.Errorf("the second page begins with %s", got)
		}
	})
}

func TestABrokenStateIsRefused(t *testing.T) {
	for name, test := range map[string]struct{ data, want string }{
		"not JSON":              {`<`, "invalid character"},
		"a list":                {`[]`, "ec2 state: "},
		"a place that is none":  {`{"nowhere": {}}`, "account/region"},
		"a place without tasks": {`{"1/r": {"Tasks": null}}`, "1/r: a place without"},
		"tasks that are none":   {`{"1/r": {"Tasks": 7}}`, "ec2 state: 1/r: "},
	} {
		t.Run(name, func(t *testing.T) {
			state := ec2.New(world.New(clock.New(time.Now(), 1), 1, &faults.Plan{})).State()
			if err := json.Unmarshal([]byte(test.data), state); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %s", err, test.want)
			}
		})
	}
}
