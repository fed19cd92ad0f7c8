package snapshot

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/ec2"
)

// Client is what the package needs of the SDK's EC2 client.
type Client interface {
	CreateSnapshots(context.Context, *ec2.CreateSnapshotsInput, ...func(*ec2.Options)) (*ec2.CreateSnapshotsOutput, error)
	DescribeSnapshots(context.Context, *ec2.DescribeSnapshotsInput, ...func(*ec2.Options)) (*ec2.DescribeSnapshotsOutput, error)
}
