package snapshot

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"patchline/internal/awsx"
	"patchline/internal/run"
)

// lookUp reads every snapshot of the run in a target, by its tag and in pages:
// the number of calls grows with pages, not with instances.
func lookUp(ctx context.Context, client Client, runID string, instances []run.Instance) (map[string]*set, error) {
	sets := make(map[string]*set, len(instances))
	for _, i := range instances {
		sets[i.ID] = newSet(i)
	}
	pages := ec2.NewDescribeSnapshotsPaginator(client, &ec2.DescribeSnapshotsInput{
		OwnerIds:   []string{"self"},
		Filters:    []types.Filter{{Name: aws.String("tag:" + TagRun), Values: []string{runID}}},
		MaxResults: aws.Int32(awsx.Page),
	}, func(o *ec2.DescribeSnapshotsPaginatorOptions) { o.StopOnDuplicateToken = true })
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, fmt.Errorf("describing the run's snapshots: %w", err)
		}
		for _, s := range page.Snapshots {
			if set, ours := sets[tag(s.Tags, TagInstance)]; ours {
				set.add(taken{
					id: aws.ToString(s.SnapshotId), volume: aws.ToString(s.VolumeId), state: string(s.State),
					progress: aws.ToString(s.Progress), message: aws.ToString(s.StateMessage), started: aws.ToTime(s.StartTime),
				})
			}
		}
	}
	return sets, nil
}
