package power

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"patchline/internal/awsx"
)

// Checks are EC2's status checks of an instance: of what is on it, and of the
// host beneath. The zero value is an instance that EC2 shows none of.
type Checks struct {
	Instance, System types.SummaryStatus
}

// Impaired tells whether one of them fails.
func (c Checks) Impaired() bool {
	return c.Instance == types.SummaryStatusImpaired || c.System == types.SummaryStatusImpaired
}

// String is the checks for a sentence: "instance ok, system ok".
func (c Checks) String() string {
	if c == (Checks{}) {
		return "none shown"
	}
	return fmt.Sprintf("instance %s, system %s", c.Instance, c.System)
}

// StatusReader is what StatusChecks needs of the SDK's EC2 client.
type StatusReader interface {
	DescribeInstanceStatus(context.Context, *ec2.DescribeInstanceStatusInput, ...func(*ec2.Options)) (*ec2.DescribeInstanceStatusOutput, error)
}

// statusBatch is the most ids that DescribeInstanceStatus takes.
const statusBatch = 100

// StatusChecks reads the status checks of running instances; others are
// missing. There is no filter by id, and an id that is gone refuses the call:
// then its batch is halved.
func StatusChecks(ctx context.Context, client StatusReader, ids []string) (map[string]Checks, error) {
	all := make(map[string]Checks, len(ids))
	var failed error
	awsx.Each(ids, statusBatch, func(batch []string) error {
		if failed != nil {
			return failed
		}
		out, err := client.DescribeInstanceStatus(ctx, &ec2.DescribeInstanceStatusInput{InstanceIds: batch})
		if err != nil {
			if !awsx.IsNotFound(err) {
				failed = fmt.Errorf("describing status checks: %w", err)
			}
			return err
		}
		for _, s := range out.InstanceStatuses {
			all[aws.ToString(s.InstanceId)] = Checks{Instance: summary(s.InstanceStatus), System: summary(s.SystemStatus)}
		}
		return nil
	}, awsx.IsNotFound)
	return all, failed
}

func summary(s *types.InstanceStatusSummary) types.SummaryStatus {
	if s == nil {
		return ""
	}
	return s.Status
}
