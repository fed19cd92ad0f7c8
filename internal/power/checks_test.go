package power_test

import (
	"errors"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"patchline/internal/power"
)

func status(id string, instance, system types.SummaryStatus) types.InstanceStatus {
	return types.InstanceStatus{
		InstanceId:     aws.String(id),
		InstanceStatus: &types.InstanceStatusSummary{Status: instance},
		SystemStatus:   &types.InstanceStatusSummary{Status: system},
	}
}

func TestStatusChecksAreReadHundredAtATime(t *testing.T) {
	f := &fleet{statuses: map[string]types.InstanceStatus{}}
	for _, id := range ids(250) {
		f.statuses[id] = status(id, "ok", "ok")
	}
	f.statuses[id(7)] = status(id(7), "impaired", "ok")
	f.statuses[id(8)] = status(id(8), "ok", "impaired")
	f.statuses[id(9)] = types.InstanceStatus{} // it does not run: EC2 shows none
	checks, err := power.StatusChecks(t.Context(), f, ids(250))
	if err != nil || len(checks) != 249 || f.calls != 3 {
		t.Fatalf("%d checks in %d calls, %v", len(checks), f.calls, err)
	}
	for n, want := range map[int]struct {
		impaired bool
		text     string
	}{
		0: {false, "instance ok, system ok"},
		7: {true, "instance impaired, system ok"},
		8: {true, "instance ok, system impaired"},
		9: {false, "none shown"},
	} {
		if c := checks[id(n)]; c.Impaired() != want.impaired || c.String() != want.text {
			t.Errorf("%d: impaired %v, %s", n, c.Impaired(), c)
		}
	}
}

func TestAnInstanceThatIsGoneDoesNotHideTheChecksOfTheOthers(t *testing.T) {
	f := &fleet{statuses: map[string]types.InstanceStatus{}}
	for _, id := range ids(100) {
		f.statuses[id] = status(id, "ok", "ok")
	}
	delete(f.statuses, id(42))
	checks, err := power.StatusChecks(t.Context(), f, ids(100))
	if err != nil || len(checks) != 99 {
		t.Errorf("%d checks, %v", len(checks), err)
	}
	if f.calls > 15 {
		t.Errorf("it took %d calls to find one of a hundred", f.calls)
	}
}

func TestChecksThatCannotBeReadAreAnErrorAfterOneCall(t *testing.T) {
	broken := errors.New("broken")
	f := &fleet{fail: broken}
	if _, err := power.StatusChecks(t.Context(), f, ids(300)); !errors.Is(err, broken) || f.calls != 1 {
		t.Errorf("got %v after %d calls", err, f.calls)
	}
}

func TestAStatusWithoutSummariesIsNoPanic(t *testing.T) {
	f := &fleet{statuses: map[string]types.InstanceStatus{id(0): {InstanceId: aws.String(id(0))}}}
	if checks, err := power.StatusChecks(t.Context(), f, ids(1)); err != nil || checks[id(0)].Impaired() {
		t.Errorf("got %+v, %v", checks, err)
	}
}
