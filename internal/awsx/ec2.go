package awsx

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
)

// EC2 is the SDK's client cut down to the actions that patchline calls.
//
// It is for the size of the binaries. urfave/cli links text/template, which
// calls methods by names that are known at run time only, and so the linker
// keeps every method of whatever is put into an interface: of *ec2.Client some
// 700 actions, 30 MB. Never put that, or *ssm.Client, into one.
type EC2 struct {
	describeInstances      ec2Call[ec2.DescribeInstancesInput, ec2.DescribeInstancesOutput]
	describeInstanceStatus ec2Call[ec2.DescribeInstanceStatusInput, ec2.DescribeInstanceStatusOutput]
	describeVolumes        ec2Call[ec2.DescribeVolumesInput, ec2.DescribeVolumesOutput]
	describeSnapshots      ec2Call[ec2.DescribeSnapshotsInput, ec2.DescribeSnapshotsOutput]
	createSnapshots        ec2Call[ec2.CreateSnapshotsInput, ec2.CreateSnapshotsOutput]
	startInstances         ec2Call[ec2.StartInstancesInput, ec2.StartInstancesOutput]
	stopInstances          ec2Call[ec2.StopInstancesInput, ec2.StopInstancesOutput]
	rebootInstances        ec2Call[ec2.RebootInstancesInput, ec2.RebootInstancesOutput]
}

type ec2Call[In, Out any] func(context.Context, *In, ...func(*ec2.Options)) (*Out, error)

// NewEC2 is a client of a target's configuration.
func NewEC2(cfg aws.Config) *EC2 {
	c := ec2.NewFromConfig(cfg)
	return &EC2{
		c.DescribeInstances, c.DescribeInstanceStatus, c.DescribeVolumes, c.DescribeSnapshots,
		c.CreateSnapshots, c.StartInstances, c.StopInstances, c.RebootInstances,
	}
}

// DescribeInstances is the SDK's.
func (c *EC2) DescribeInstances(ctx context.Context, in *ec2.DescribeInstancesInput, o ...func(*ec2.Options)) (*ec2.DescribeInstancesOutput, error) {
	return c.describeInstances(ctx, in, o...)
}

// DescribeInstanceStatus is the SDK's.
func (c *EC2) DescribeInstanceStatus(ctx context.Context, in *ec2.DescribeInstanceStatusInput, o ...func(*ec2.Options)) (*ec2.DescribeInstanceStatusOutput, error) {
	return c.describeInstanceStatus(ctx, in, o...)
}

// DescribeVolumes is the SDK's.
func (c *EC2) DescribeVolumes(ctx context.Context, in *ec2.DescribeVolumesInput, o ...func(*ec2.Options)) (*ec2.DescribeVolumesOutput, error) {
	return c.describeVolumes(ctx, in, o...)
}

// DescribeSnapshots is the SDK's.
func (c *EC2) DescribeSnapshots(ctx context.Context, in *ec2.DescribeSnapshotsInput, o ...func(*ec2.Options)) (*ec2.DescribeSnapshotsOutput, error) {
	return c.describeSnapshots(ctx, in, o...)
}

// CreateSnapshots is the SDK's.
func (c *EC2) CreateSnapshots(ctx context.Context, in *ec2.CreateSnapshotsInput, o ...func(*ec2.Options)) (*ec2.CreateSnapshotsOutput, error) {
	return c.createSnapshots(ctx, in, o...)
}

// StartInstances is the SDK's.
func (c *EC2) StartInstances(ctx context.Context, in *ec2.StartInstancesInput, o ...func(*ec2.Options)) (*ec2.StartInstancesOutput, error) {
	return c.startInstances(ctx, in, o...)
}

// StopInstances is the SDK's.
func (c *EC2) StopInstances(ctx context.Context, in *ec2.StopInstancesInput, o ...func(*ec2.Options)) (*ec2.StopInstancesOutput, error) {
	return c.stopInstances(ctx, in, o...)
}

// RebootInstances is the SDK's.
func (c *EC2) RebootInstances(ctx context.Context, in *ec2.RebootInstancesInput, o ...func(*ec2.Options)) (*ec2.RebootInstancesOutput, error) {
	return c.rebootInstances(ctx, in, o...)
}
