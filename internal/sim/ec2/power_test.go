package ec2_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsec2 "github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"patchline/internal/sim/faults"
	"patchline/internal/sim/world"
)

func (f fixture) start(ids ...string) error {
	_, err := f.StartInstances(f.t.Context(), &awsec2.StartInstancesInput{InstanceIds: ids})
	return err
}

func (f fixture) stop(ids ...string) error {
	_, err := f.StopInstances(f.t.Context(), &awsec2.StopInstancesInput{InstanceIds: ids})
	return err
}

func (f fixture) reboot(ids ...string) error {
	_, err := f.RebootInstances(f.t.Context(), &awsec2.RebootInstancesInput{InstanceIds: ids})
	return err
}

func (f fixture) wantState(id string, want world.State) {
	f.t.Helper()
	if got := f.instance(id).State; got != want {
		f.t.Errorf("%s is %s, want %s", id, got, want)
	}
}

func TestAStoppedInstanceStartsAndComesUp(t *testing.T) {
	inTime(t, func(t *testing.T, f fixture) {
		f.fleet()
		out := must[*awsec2.StartInstancesOutput](t)(f.StartInstances(t.Context(), &awsec2.StartInstancesInput{InstanceIds: []string{batch, web, batch}}))
		var changes []string
		for _, c := range out.StartingInstances {
			changes = append(changes, fmt.Sprint(*c.InstanceId, " ", c.PreviousState.Name, *c.PreviousState.Code, " ", c.CurrentState.Name, *c.CurrentState.Code))
		}
		if want := []string{batch + " stopped80 pending0", web + " running16 running16"}; !slices.Equal(changes, want) {
			t.Errorf("got %q, want %q", changes, want)
		}
		time.Sleep(30 * time.Second)
		f.wantState(batch, world.Running)
		if i := f.instance(batch); i.Agent.OSUp {
			t.Error("half a minute later its Windows is up")
		}
		time.Sleep(5 * time.Minute)
		if i := f.instance(batch); !i.AgentUp() {
			t.Error("five minutes later its agent is not up")
		}
	})
}

func TestAnInstanceStopsAndTellsWhy(t *testing.T) {
	inTime(t, func(t *testing.T, f fixture) {
		f.fleet()
		if err := f.stop(web); err != nil {
			t.Fatal(err)
		}
		f.wantState(web, world.Stopping)
		if i := f.instance(web); i.AgentUp() {
			t.Error("its agent is up still")
		}
		if err := f.stop(web); err != nil {
			t.Errorf("stopping it again: %v", err)
		}
		time.Sleep(2 * time.Minute)
		f.wantState(web, world.Stopped)
		i := f.instances(&awsec2.DescribeInstancesInput{InstanceIds: []string{web}})[0]
		if aws.ToString(i.StateReason.Code) != "Client.UserInitiatedShutdown" || aws.ToString(i.StateTransitionReason)[:16] != "User initiated (" {
			t.Errorf("the reason is %v, %v", *i.StateReason.Code, *i.StateTransitionReason)
		}
		if err := f.stop(web); err != nil {
			t.Errorf("stopping it when stopped: %v", err)
		}
	})
}

func TestARebootKeepsTheStateAndMovesTheBootTime(t *testing.T) {
	inTime(t, func(t *testing.T, f fixture) {
		f.fleet()
		asked := f.world.Clock().Now()
		if err := f.reboot(web); err != nil {
			t.Fatal(err)
		}
		if i := f.instance(web); !i.AgentUp() {
			t.Error("the reboot is not queued, but done at once")
		}
		for range 60 {
			time.Sleep(10 * time.Second)
			f.wantState(web, world.Running)
		}
		i := f.instance(web)
		if !i.AgentUp() || !i.Windows.BootTime.After(asked) {
			t.Errorf("ten minutes later: agent up %v, boot time %v", i.AgentUp(), i.Windows.BootTime)
		}
	})
}

func TestPowerRefusals(t *testing.T) {
	set := func(state world.State) func(*world.Instance) { return func(i *world.Instance) { i.State = state } }
	store := func(i *world.Instance) { i.InstanceStore = true }
	for name, test := range map[string]struct {
		do     func(fixture, ...string) error
		change func(*world.Instance)
		want   string
	}{
		"start while stopping":             {fixture.start, set(world.Stopping), "IncorrectInstanceState"},
		"start when terminated":            {fixture.start, set(world.Terminated), "IncorrectInstanceState"},
		"start while pending does nothing": {fixture.start, set(world.Pending), ""},
		"start with an instance store":     {fixture.start, store, "UnsupportedOperation"},
		"start an interrupted Spot": {fixture.start, func(i *world.Instance) {
			i.State, i.Spot, i.StateReasonCode = world.Stopped, true, "Server.SpotInstanceShutdown"
		}, "IncorrectSpotRequestState"},
		"start a Spot that a user stopped": {fixture.start, func(i *world.Instance) {
			i.State, i.Spot, i.StateReasonCode = world.Stopped, true, "Client.UserInitiatedShutdown"
		}, ""},
		"start without a root volume":     {fixture.start, func(i *world.Instance) { i.State, i.Attachments = world.Stopped, i.Attachments[1:] }, "InvalidParameterValue"},
		"stop while pending":              {fixture.stop, set(world.Pending), "IncorrectInstanceState"},
		"stop when terminated":            {fixture.stop, set(world.Terminated), "IncorrectInstanceState"},
		"stop while shutting down":        {fixture.stop, set(world.ShuttingDown), "IncorrectInstanceState"},
		"stop with an instance store":     {fixture.stop, store, "UnsupportedOperation"},
		"stop with stop protection":       {fixture.stop, func(i *world.Instance) { i.StopProtection = true }, "OperationNotPermitted"},
		"reboot when stopped":             {fixture.reboot, set(world.Stopped), "IncorrectInstanceState"},
		"reboot while pending":            {fixture.reboot, set(world.Pending), "IncorrectInstanceState"},
		"reboot when terminated":          {fixture.reboot, set(world.Terminated), ""},
		"reboot with an instance store":   {fixture.reboot, store, ""},
		"stop of an id that is not there": {func(f fixture, _ ...string) error { return f.stop(absent) }, nil, "InvalidInstanceID.NotFound"},
		"reboot of an id that is none":    {func(f fixture, _ ...string) error { return f.reboot(malforms) }, nil, "InvalidInstanceID.Malformed"},
	} {
		t.Run(name, func(t *testing.T) {
			inTime(t, func(t *testing.T, f fixture) {
				f.fleet()
				if test.change != nil {
					f.change(web, test.change)
				}
				wantCode(t, test.do(f, web), test.want)
			})
		})
	}
}

func TestOneWrongIDRefusesAll(t *testing.T) {
	for name, test := range map[string]struct {
		do    func(fixture, ...string) error
		wrong string
		other string
		still world.State
	}{
		"start with an unknown id": {fixture.start, absent, batch, world.Stopped},
		"stop with an unknown id":  {fixture.stop, absent, web, world.Running},
		"stop with a protected":    {fixture.stop, db, web, world.Running},
	} {
		t.Run(name, func(t *testing.T) {
			inTime(t, func(t *testing.T, f fixture) {
				f.fleet()
				f.change(db, func(i *world.Instance) { i.StopProtection = true })
				if test.do(f, test.other, test.wrong) == nil {
					t.Error("it was not refused")
				}
				f.wantState(test.other, test.still)
			})
		})
	}
}

func TestWithoutCapacityNothingStarts(t *testing.T) {
	rule := faults.Rule{Kind: faults.NoCapacity, Instances: []string{db}}
	inTime(t, func(t *testing.T, f fixture) {
		f.fleet()
		f.change(db, stopped)
		err := f.start(batch, db)
		wantCode(t, err, "InsufficientInstanceCapacity")
		f.wantState(batch, world.Stopped)
		_, err = f.StartInstances(t.Context(), &awsec2.StartInstancesInput{InstanceIds: []string{db}, DryRun: aws.Bool(true)})
		wantCode(t, err, "DryRunOperation") // which does not look for capacity
		if err := f.start(batch); err != nil {
			t.Errorf("the other one alone: %v", err)
		}
	}, rule)
}

func TestForceEndsAStopThatIsStuck(t *testing.T) {
	inTime(t, func(t *testing.T, f fixture) {
		f.fleet()
		if err := f.stop(web); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Hour)
		f.wantState(web, world.Stopping)
		must[*awsec2.StopInstancesOutput](t)(f.StopInstances(t.Context(), &awsec2.StopInstancesInput{InstanceIds: []string{web}, Force: aws.Bool(true)}))
		time.Sleep(2 * time.Minute)
		f.wantState(web, world.Stopped)
	}, faults.Rule{Kind: faults.StopStuck})
}

func TestHibernationIsRefused(t *testing.T) {
	inTime(t, func(t *testing.T, f fixture) {
		f.fleet()
		_, err := f.StopInstances(t.Context(), &awsec2.StopInstancesInput{InstanceIds: []string{web}, Hibernate: aws.Bool(true)})
		wantCode(t, err, "UnsupportedHibernationConfiguration")
		f.wantState(web, world.Running)
	})
}

func TestAClientIsThrottledAndGetsThroughByBackingOff(t *testing.T) {
	inTime(t, func(t *testing.T, f fixture) {
		f.fleet()
		f.gateway.Unlimited = false
		before := time.Now()
		// The SDK's own three attempts draw their back-off at random, and may be
		// over within half a second: too soon for the next token.
		patient := func(o *awsec2.Options) { o.RetryMaxAttempts = 10 }
		for range 10 { // a bucket of 5, 2 a second
			if _, err := f.StartInstances(t.Context(), &awsec2.StartInstancesInput{InstanceIds: []string{batch}}, patient); err != nil {
				t.Fatal(err)
			}
		}
		count := f.gateway.Ledger.Counts()["ec2"]["StartInstances"]
		if count.Throttled == 0 || count.Calls != 10+count.Throttled || time.Since(before) == 0 {
			t.Errorf("the ledger says %+v, after %v", count, time.Since(before))
		}
	})
}

func TestIDsAloneTakeFromTheSmallBucket(t *testing.T) {
	inTime(t, func(t *testing.T, f fixture) {
		f.fleet()
		f.gateway.Unlimited = false
		once := func(o *awsec2.Options) { o.RetryMaxAttempts = 1 }
		byFilter := &awsec2.DescribeInstancesInput{Filters: []types.Filter{where("tag:Application", "ledger")}}
		byID := &awsec2.DescribeInstancesInput{InstanceIds: []string{web}}
		for n := range 100 {
			if _, err := f.DescribeInstances(t.Context(), byFilter, once); err != nil {
				t.Fatalf("by filter, call %d: %v", n+1, err)
			}
		}
		for n := range 50 {
			if _, err := f.DescribeInstances(t.Context(), byID, once); err != nil {
				t.Fatalf("by id, call %d: %v", n+1, err)
			}
		}
		_, err := f.DescribeInstances(t.Context(), byID, once)
		wantCode(t, err, "RequestLimitExceeded")
	})
}
