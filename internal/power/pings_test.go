package power_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/aws/aws-sdk-go-v2/service/ssm/types"

	"patchline/internal/power"
)

// agents is Systems Manager as far as it describes agents.
type agents struct {
	known map[string]types.InstanceInformation
	calls int
	fail  error
}

func (a *agents) DescribeInstanceInformation(_ context.Context, in *ssm.DescribeInstanceInformationInput, _ ...func(*ssm.Options)) (*ssm.DescribeInstanceInformationOutput, error) {
	a.calls++
	switch {
	case a.fail != nil:
		return nil, a.fail
	case len(in.Filters) != 1 || aws.ToString(in.Filters[0].Key) != "InstanceIds" || len(in.Filters[0].Values) > 100:
		return nil, refusal("InvalidInstanceInformationFilterValue")
	case aws.ToInt32(in.MaxResults) > 50:
		return nil, refusal("ValidationException")
	}
	var found []string
	for _, id := range in.Filters[0].Values {
		if _, there := a.known[id]; there {
			found = append(found, id)
		}
	}
	page, next := cut(found, aws.ToString(in.NextToken), int(aws.ToInt32(in.MaxResults)))
	out := &ssm.DescribeInstanceInformationOutput{NextToken: next}
	for _, id := range page {
		out.InstanceInformationList = append(out.InstanceInformationList, a.known[id])
	}
	return out, nil
}

func TestPingsAreReadInTheLargestFiltersAndPages(t *testing.T) {
	at := time.Date(2026, 11, 24, 22, 5, 0, 0, time.UTC)
	a := &agents{known: map[string]types.InstanceInformation{}}
	for n, id := range ids(230) {
		a.known[id] = types.InstanceInformation{
			InstanceId: aws.String(id), PingStatus: types.PingStatusOnline, LastPingDateTime: &at,
			AgentVersion: aws.String("3.3.2299.0"), PlatformName: aws.String("Microsoft Windows Server 2022 Datacenter"),
			PlatformVersion: aws.String("10.0.20348"), ComputerName: aws.String("WEB"),
		}
		if n == 3 {
			a.known[id] = types.InstanceInformation{InstanceId: aws.String(id), PingStatus: types.PingStatusConnectionLost}
		}
	}
	delete(a.known, id(4))
	pings, err := power.Pings(t.Context(), a, ids(230))
	if err != nil || len(pings) != 229 || a.calls != 5 { // 2 pages, 2 pages, 1 page
		t.Fatalf("%d pings in %d calls, %v", len(pings), a.calls, err)
	}
	if p := pings[id(0)]; !p.Online || !p.At.Equal(at) || p.Agent.Version != "3.3.2299.0" || p.Agent.OSVersion != "10.0.20348" || p.Agent.ComputerName != "WEB" || p.Agent.PingStatus != "Online" {
		t.Errorf("got %+v", p)
	}
	if p := pings[id(3)]; p.Online || !p.At.IsZero() || p.Agent.PingStatus != "ConnectionLost" {
		t.Errorf("a lost one is %+v", p)
	}
	if _, found := pings[id(4)]; found {
		t.Error("one without a record is there")
	}
}

func TestPingsThatCannotBeReadAreAnError(t *testing.T) {
	broken := errors.New("broken")
	if _, err := power.Pings(t.Context(), &agents{fail: broken}, ids(1)); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}
