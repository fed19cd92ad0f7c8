package awsx

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// ConfigError is an AWS configuration that can't be read: a profile that is not
// there, a file that is none, a variable out of range. Nothing was called.
type ConfigError struct{ Err error }

func (e *ConfigError) Error() string { return "loading the AWS configuration: " + e.Err.Error() }

// Unwrap gives the SDK's error.
func (e *ConfigError) Unwrap() error { return e.Err }

// CredentialsError is credentials that none of the SDK's sources gave. It has no
// Unwrap: a source that did not answer in its time, such as the metadata service
// on a machine that has none, is no time-out of the caller's.
type CredentialsError struct{ Err error }

func (e *CredentialsError) Error() string { return "looking for AWS credentials: " + e.Err.Error() }

// present makes sure that there are credentials, which the clients then share.
// A client without would take their lack for a bad connection, and try it again
// for minutes.
func present(ctx context.Context, cfg aws.Config) error {
	_, err := cfg.Credentials.Retrieve(ctx)
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return context.Cause(ctx)
	default:
		return &CredentialsError{err}
	}
}
