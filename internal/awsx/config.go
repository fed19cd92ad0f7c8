// Package awsx is what every binary needs of AWS: clients for a target, the
// retryer, limiters, error codes, one waiter, batches.
package awsx

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go/logging"

	"patchline/internal/run"
)

// Connector gives the configuration of a target's clients. Its clients share
// their limits, so ask once for each target.
type Connector func(context.Context, run.Target) (aws.Config, error)

// Options are where credentials come from, beyond the SDK's own chain
// (environment, profile and SSO, web identity, container, instance).
type Options struct {
	Profile string
	// SessionName is the RoleSessionName of assumed roles; it shows in
	// CloudTrail. 2 to 64 characters of [\w+=,.@-].
	SessionName string
	Version     string // for the user agent
}

// Connector connects by the SDK's own chain and, for a target with a role, by
// assuming it. Errors are a ConfigError, a CredentialsError or the context's. A
// configuration without a Region is of no use.
func (o Options) Connector() Connector {
	return func(ctx context.Context, t run.Target) (aws.Config, error) {
		load := []func(*config.LoadOptions) error{
			config.WithAppID("patchline-" + o.Version),
			config.WithLogger(logging.Nop{}), // of the metadata service's client: see Prepare
		}
		if t.Region != "" {
			load = append(load, config.WithRegion(t.Region))
		}
		if o.Profile != "" {
			load = append(load, config.WithSharedConfigProfile(o.Profile))
		}
		cfg, err := config.LoadDefaultConfig(ctx, load...)
		if err != nil {
			return cfg, &ConfigError{err}
		}
		if cfg.Region == "" {
			return cfg, nil // which is the first thing to mend
		}
		if err := present(ctx, cfg); err != nil {
			return cfg, err
		}
		if t.Role == "" {
			return Prepare(cfg), nil
		}
		return Assume(cfg, t.Role, o.SessionName), nil
	}
}

// Assume gives the prepared configuration of a role, which is assumed at the
// first call and again before its credentials expire. cfg is that of the caller
// and not prepared: limits are the role's account's own.
func Assume(cfg aws.Config, role, session string) aws.Config {
	assumed := cfg.Copy()
	provider := stscreds.NewAssumeRoleProvider(sts.NewFromConfig(Prepare(cfg)), role, func(a *stscreds.AssumeRoleOptions) {
		a.RoleSessionName = session
	})
	assumed.Credentials = aws.NewCredentialsCache(provider)
	return Prepare(assumed)
}

// Prepare gives a configuration the project's retryer and a fresh set of
// limiters. Do it once: a client takes one set.
func Prepare(cfg aws.Config) aws.Config {
	cfg = cfg.Copy()
	cfg.Retryer = NewRetryer
	// The SDK's own log goes to standard error as it likes; its errors reach us.
	cfg.Logger = logging.Nop{}
	cfg.APIOptions = append(slices.Clip(cfg.APIOptions), newLimiter().register)
	return cfg
}

// NewS3 is an S3 client. With an endpoint of its own it uses path-style
// addresses: a local server and a VPC endpoint have no host name for each
// bucket.
func NewS3(cfg aws.Config) *s3.Client {
	return s3.NewFromConfig(cfg, func(o *s3.Options) { o.UsePathStyle = o.BaseEndpoint != nil })
}
