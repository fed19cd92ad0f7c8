package stage

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"

	"patchline/internal/awsx"
	"patchline/internal/cli"
	"patchline/internal/cli/option"
	"patchline/internal/run"
)

// Config gives the configuration of a target, the same for each call.
func (w *Work) Config(ctx context.Context, t run.Target) (aws.Config, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if cfg, found := w.configs[t]; found {
		return cfg, nil
	}
	cfg, err := w.Connect(ctx, t)
	if err != nil {
		return cfg, w.connectError(err)
	}
	if err := checkRegion(cfg.Region); err != nil {
		return cfg, err
	}
	w.configs[t] = awsx.Tell(cfg, w.Log)
	return w.configs[t], nil
}

// connectError tells a mistake in the configuration, before any call, from the
// others.
func (w *Work) connectError(err error) error {
	bad, isConfig := errors.AsType[*awsx.ConfigError](err)
	if !isConfig {
		return w.Explain(err)
	}
	if missing, is := errors.AsType[config.SharedConfigProfileNotExistError](err); is {
		p := cli.Problem{Flag: "profile", What: "\"" + missing.Profile + "\" is in none of the AWS configuration files", Do: "give one that aws configure list-profiles shows"}
		if w.Profile == "" {
			p.Flag, p.Where = "", "AWS_PROFILE"
		}
		return cli.Usage(p)
	}
	return cli.Usage(cli.Problem{Where: "the AWS configuration", What: bad.Err.Error(), Do: "mend the AWS configuration files or the variables that begin with AWS_"})
}

// checkRegion refuses what is no Region before a host of that name is looked for.
func checkRegion(region string) error {
	if region == "" {
		return cli.Usage(cli.Problem{Flag: "region", Where: "--region", What: "is not set, and the AWS configuration names no Region", Do: "set --region, AWS_REGION or the profile's region"})
	}
	_, err := option.ParseRegion(region)
	if bad, is := errors.AsType[*option.InvalidError](err); is {
		return cli.Usage(cli.Problem{Where: "the AWS configuration's Region", What: bad.What, Do: bad.Do + " in AWS_REGION or the profile, or set --region"})
	}
	return err
}
