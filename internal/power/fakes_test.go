package power_test

import (
	"context"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/smithy-go"
)

// id is the nth instance of a fleet.
func id(n int) string { return fmt.Sprintf("i-%017x", n) }

func ids(n int) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = id(i)
	}
	return all
}

func refusal(code string) error { return &smithy.GenericAPIError{Code: code, Message: "refused"} }

// fleet is EC2 as far as it describes instances. page is the size of its
// pages, whatever is asked for: EC2 may give fewer than that.
type fleet struct {
	instances map[string]ec2types.Instance
	statuses  map[string]ec2types.InstanceStatus
	page      int
	calls     int
	fail      error
}

func (f *fleet) DescribeInstances(_ context.Context, in *ec2.DescribeInstancesInput, _ ...func(*ec2.Options)) (*ec2.DescribeInstancesOutput, error) {
	f.calls++
	if f.fail != nil {
		return nil, f.fail
	}
	if len(in.Filters) != 1 || aws.ToString(in.Filters[0].Name) != "instance-id" || len(in.InstanceIds) > 0 || aws.ToInt32(in.MaxResults) != 1000 {
		return nil, refusal("InvalidParameterValue")
	}
	if len(in.Filters[0].Values) > 200 {
		return nil, refusal("FilterLimitExceeded")
	}
	var found []string
	for _, id := range in.Filters[0].Values {
		if _, there := f.instances[id]; there {
			found = append(found, id)
		}
	}
	slices.Sort(found)
	from, next := cut(found, aws.ToString(in.NextToken), f.page)
	out := &ec2.DescribeInstancesOutput{NextToken: next}
	for _, id := range from {
		out.Reservations = append(out.Reservations, ec2types.Reservation{Instances: []ec2types.Instance{f.instances[id]}})
	}
	return out, nil
}

func (f *fleet) DescribeInstanceStatus(_ context.Context, in *ec2.DescribeInstanceStatusInput, _ ...func(*ec2.Options)) (*ec2.DescribeInstanceStatusOutput, error) {
	f.calls++
	if f.fail != nil {
		return nil, f.fail
	}
	if len(in.InstanceIds) > 100 || in.MaxResults != nil {
		return nil, refusal("InvalidParameterValue")
	}
	out := &ec2.DescribeInstanceStatusOutput{}
	for _, id := range in.InstanceIds {
		status, found := f.statuses[id]
		if !found {
			return nil, refusal("InvalidInstanceID.NotFound")
		}
		if status.InstanceId != nil {
			out.InstanceStatuses = append(out.InstanceStatuses, status)
		}
	}
	return out, nil
}

// cut gives the page of a sorted list that begins at a token, and the token of
// the next.
func cut(all []string, token string, size int) ([]string, *string) {
	at, _ := slices.BinarySearch(all, token)
	all = all[at:]
	if size == 0 || len(all) <= size {
		return all, nil
	}
	return all[:size], aws.String(all[size])
}
