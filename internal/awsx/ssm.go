package awsx

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
)

// SSM is the SDK's client cut down to the actions that patchline calls, for the
// size of the binaries: see EC2.
type SSM struct {
	sendCommand                 ssmCall[ssm.SendCommandInput, ssm.SendCommandOutput]
	listCommands                ssmCall[ssm.ListCommandsInput, ssm.ListCommandsOutput]
	listCommandInvocations      ssmCall[ssm.ListCommandInvocationsInput, ssm.ListCommandInvocationsOutput]
	cancelCommand               ssmCall[ssm.CancelCommandInput, ssm.CancelCommandOutput]
	describeDocument            ssmCall[ssm.DescribeDocumentInput, ssm.DescribeDocumentOutput]
	describeInstanceInformation ssmCall[ssm.DescribeInstanceInformationInput, ssm.DescribeInstanceInformationOutput]
}

type ssmCall[In, Out any] func(context.Context, *In, ...func(*ssm.Options)) (*Out, error)

// NewSSM is a client of a target's configuration.
func NewSSM(cfg aws.Config) *SSM {
	c := ssm.NewFromConfig(cfg)
	return &SSM{
		c.SendCommand, c.ListCommands, c.ListCommandInvocations, c.CancelCommand,
		c.DescribeDocument, c.DescribeInstanceInformation,
	}
}

// SendCommand is the SDK's.
func (c *SSM) SendCommand(ctx context.Context, in *ssm.SendCommandInput, o ...func(*ssm.Options)) (*ssm.SendCommandOutput, error) {
	return c.sendCommand(ctx, in, o...)
}

// ListCommands is the SDK's.
func (c *SSM) ListCommands(ctx context.Context, in *ssm.ListCommandsInput, o ...func(*ssm.Options)) (*ssm.ListCommandsOutput, error) {
	return c.listCommands(ctx, in, o...)
}

// ListCommandInvocations is the SDK's.
func (c *SSM) ListCommandInvocations(ctx context.Context, in *ssm.ListCommandInvocationsInput, o ...func(*ssm.Options)) (*ssm.ListCommandInvocationsOutput, error) {
	return c.listCommandInvocations(ctx, in, o...)
}

// CancelCommand is the SDK's.
func (c *SSM) CancelCommand(ctx context.Context, in *ssm.CancelCommandInput, o ...func(*ssm.Options)) (*ssm.CancelCommandOutput, error) {
	return c.cancelCommand(ctx, in, o...)
}

// DescribeDocument is the SDK's.
func (c *SSM) DescribeDocument(ctx context.Context, in *ssm.DescribeDocumentInput, o ...func(*ssm.Options)) (*ssm.DescribeDocumentOutput, error) {
	return c.describeDocument(ctx, in, o...)
}

// DescribeInstanceInformation is the SDK's.
func (c *SSM) DescribeInstanceInformation(ctx context.Context, in *ssm.DescribeInstanceInformationInput, o ...func(*ssm.Options)) (*ssm.DescribeInstanceInformationOutput, error) {
	return c.describeInstanceInformation(ctx, in, o...)
}
