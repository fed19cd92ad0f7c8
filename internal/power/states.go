// Package power reads what shows an instance's power: EC2's states and status
// checks, the pings of its SSM agent, and when Windows has booted.
package power

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"patchline/internal/awsx"
)

// State is what EC2 says of an instance's power. The zero value is an instance
// that EC2 does not show.
type State struct {
	State    types.InstanceStateName
	Launched time.Time // the last start
	Reason   string    // of the last change; may be empty
}

// Name is a state for a sentence.
func Name(s types.InstanceStateName) string {
	if s == "" {
		return "not there (EC2 shows no such instance)"
	}
	return string(s)
}

// Describer is what States needs of the SDK's EC2 client.
type Describer interface {
	DescribeInstances(context.Context, *ec2.DescribeInstancesInput, ...func(*ec2.Options)) (*ec2.DescribeInstancesOutput, error)
}

// States reads the states of instances by filter, as many as it takes and in
// the largest pages. An instance that is gone is missing from the answer; by
// id, it would refuse the whole call.
func States(ctx context.Context, client Describer, ids []string) (map[string]State, error) {
	states := make(map[string]State, len(ids))
	for chunk := range slices.Chunk(ids, awsx.FilterValues) {
		pages := ec2.NewDescribeInstancesPaginator(client, &ec2.DescribeInstancesInput{
			Filters:    []types.Filter{{Name: aws.String("instance-id"), Values: chunk}},
			MaxResults: aws.Int32(awsx.Page),
		}, func(o *ec2.DescribeInstancesPaginatorOptions) { o.StopOnDuplicateToken = true })
		for pages.HasMorePages() {
			page, err := pages.NextPage(ctx)
			if err != nil {
				return nil, fmt.Errorf("describing instances: %w", err)
			}
			for _, reservation := range page.Reservations {
				for _, i := range reservation.Instances {
					states[aws.ToString(i.InstanceId)] = state(i)
				}
			}
		}
	}
	return states, nil
}

func state(i types.Instance) State {
	s := State{Launched: aws.ToTime(i.LaunchTime)}
	if i.State != nil {
		s.State = i.State.Name
	}
	if i.StateReason != nil {
		s.Reason = "(" + aws.ToString(i.StateReason.Message) + ")"
	}
	return s
}
