package command

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ssm"

	"patchline/internal/awsx"
	"patchline/internal/run"
)

// errParameters marks parameters that don't fit.
var errParameters = errors.New("the parameters don't fit")

// call makes the call, and gives the command's id.
func (s Sender) call(ctx context.Context, c *run.Command) (string, error) {
	in, err := s.input(c)
	if err != nil {
		return "", err
	}
	out, err := s.Client.SendCommand(ctx, in, func(o *ssm.Options) { o.Retryer = awsx.NewOnceRetryer() })
	if err != nil {
		return "", err
	}
	return aws.ToString(out.Command.CommandId), nil
}

func (s Sender) input(c *run.Command) (*ssm.SendCommandInput, error) {
	parameters, err := s.Parameters(c.Instances)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errParameters, err)
	}
	in := &ssm.SendCommandInput{
		DocumentName:   &c.Document,
		InstanceIds:    c.Instances,
		Comment:        &c.Comment,
		Parameters:     parameters,
		TimeoutSeconds: aws.Int32(int32(s.Delivery.Seconds())),
		// All at once, and none is left out for the failures of others: the
		// defaults are 50 and 0.
		MaxConcurrency: aws.String("100%"),
		MaxErrors:      aws.String("100%"),
	}
	if s.Version != "" {
		in.DocumentVersion = &s.Version
	}
	if s.Hash != "" {
		in.DocumentHash = &s.Hash
		in.DocumentHashType = "Sha256"
	}
	return in, nil
}
