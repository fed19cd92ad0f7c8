package stage_test

import (
	"context"
	"errors"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"

	"patchline/internal/awsx"
	"patchline/internal/cli"
	"patchline/internal/run"
	"patchline/internal/stage"
)

func TestWhatIsWrongWithTheAWSConfigurationIsToldBeforeAnyCall(t *testing.T) {
	for name, test := range map[string]struct {
		cfg     aws.Config
		err     error
		profile string
		code    cli.Code
		want    []string
	}{
		"no Region": {
			code: cli.CodeUsage, want: []string{"--region: is not set", "AWS_REGION"},
		},
		"a Region that is none": {
			cfg: aws.Config{Region: "mars"}, code: cli.CodeUsage, want: []string{`"mars" is not a Region's code`, "--region"},
		},
		"a file that can't be read": {
			err: &awsx.ConfigError{Err: errors.New("line 3")}, code: cli.CodeUsage, want: []string{"the AWS configuration: line 3", "mend"},
		},
		"a profile that is not there": {
			err: &awsx.ConfigError{Err: config.SharedConfigProfileNotExistError{Profile: "x"}}, profile: "x",
			code: cli.CodeUsage, want: []string{`"x" is in none of the AWS configuration files`, "list-profiles"},
		},
		"the profile of a variable": {
			err:  &awsx.ConfigError{Err: config.SharedConfigProfileNotExistError{Profile: "x"}},
			code: cli.CodeUsage, want: []string{`AWS_PROFILE: "x"`},
		},
		"no credentials": {
			err:  &awsx.CredentialsError{Err: context.DeadlineExceeded},
			code: cli.CodeError, want: []string{"there are no AWS credentials", "--profile"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			o := stage.Options{Connect: func(context.Context, run.Target) (aws.Config, error) { return test.cfg, test.err }}
			o.Profile = test.profile
			_, err := stage.Open(t.Context(), o, starts)
			if cli.CodeOf(err) != test.code {
				t.Fatalf("got %v, of code %d", err, cli.CodeOf(err))
			}
			mustSay(t, err.Error(), test.want...)
		})
	}
}
