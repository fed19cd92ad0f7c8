package restore

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/ec2"

	"patchline/internal/command"
	"patchline/internal/power"
)

// EC2 is what the package needs of the SDK's EC2 client.
type EC2 interface {
	power.Describer
	power.StatusReader
	RebootInstances(context.Context, *ec2.RebootInstancesInput, ...func(*ec2.Options)) (*ec2.RebootInstancesOutput, error)
	StartInstances(context.Context, *ec2.StartInstancesInput, ...func(*ec2.Options)) (*ec2.StartInstancesOutput, error)
	StopInstances(context.Context, *ec2.StopInstancesInput, ...func(*ec2.Options)) (*ec2.StopInstancesOutput, error)
}

// SSM is what the package needs of the SDK's SSM client.
type SSM interface {
	command.Client
	power.InformationReader
}
