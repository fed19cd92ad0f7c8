package power_test

import (
	"errors"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"patchline/internal/power"
)

var launched = time.Date(2026, 11, 24, 22, 0, 0, 0, time.UTC)

func TestStatesAreReadByFilterInAsFewCallsAsItTakes(t *testing.T) {
	for name, test := range map[string]struct{ instances, page, calls int }{
		"none at all":              {0, 0, 0},
		"one filter":               {200, 0, 1},
		"one more than a filter":   {201, 0, 2},
		"three filters":            {450, 0, 3},
		"pages within a filter":    {200, 90, 3},
		"an empty page at the end": {0, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			f := &fleet{instances: map[string]types.Instance{}, page: test.page}
			for _, id := range ids(test.instances) {
				f.instances[id] = types.Instance{InstanceId: aws.String(id), LaunchTime: &launched, State: &types.InstanceState{Name: types.InstanceStateNameRunning}}
			}
			states, err := power.States(t.Context(), f, ids(test.instances))
			if err != nil || len(states) != test.instances || f.calls != test.calls {
				t.Fatalf("%d states in %d calls, %v", len(states), f.calls, err)
			}
			for id, s := range states {
				if s.State != types.InstanceStateNameRunning || !s.Launched.Equal(launched) || s.Reason != "" {
					t.Errorf("%s is %+v", id, s)
				}
			}
		})
	}
}

func TestAnInstanceThatIsGoneIsMissingAndTheOthersAreThere(t *testing.T) {
	f := &fleet{instances: map[string]types.Instance{id(1): {
		InstanceId: aws.String(id(1)), State: &types.InstanceState{Name: types.InstanceStateNameStopped},
		StateReason: &types.StateReason{Message: aws.String("Client.UserInitiatedShutdown")},
	}}}
	states, err := power.States(t.Context(), f, []string{id(0), id(1)})
	if err != nil || len(states) != 1 || states[id(1)].Reason != "(Client.UserInitiatedShutdown)" {
		t.Errorf("got %+v, %v", states, err)
	}
	if got := power.Name(states[id(0)].State); got != "not there (EC2 shows no such instance)" {
		t.Errorf("it is said to be %s", got)
	}
	if got := power.Name(states[id(1)].State); got != "stopped" {
		t.Errorf("the other is said to be %s", got)
	}
}

func TestAnInstanceWithoutItsFieldsIsNoPanic(t *testing.T) {
	f := &fleet{instances: map[string]types.Instance{id(0): {InstanceId: aws.String(id(0))}}}
	if states, err := power.States(t.Context(), f, ids(1)); err != nil || states[id(0)] != (power.State{}) {
		t.Errorf("got %+v, %v", states, err)
	}
}

func TestAStateThatCannotBeReadIsAnError(t *testing.T) {
	broken := errors.New("broken")
	if _, err := power.States(t.Context(), &fleet{fail: broken}, ids(1)); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}
