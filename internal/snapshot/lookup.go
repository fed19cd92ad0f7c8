package snapshot

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"patchline/internal/awsx"
)

// lookUp reads every snapshot of a run in a target, by instance: by the run's
// tag and in pages, so that the number of calls grows with pages and not with
// instances.
func lookUp(ctx context.Context, client Client, runID string) (map[string][]taken, error) {
	all := map[string][]taken{}
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
			instance := tag(s.Tags, TagInstance)
			all[instance] = append(all[instance], taken{
				id: aws.ToString(s.SnapshotId), volume: aws.ToString(s.VolumeId),
				call: tag(s.Tags, TagSet), consistent: tag(s.Tags, tagConsistent),
				state: string(s.State), progress: aws.ToString(s.Progress), message: aws.ToString(s.StateMessage),
				started: aws.ToTime(s.StartTime),
			})
		}
	}
	return all, nil
}
