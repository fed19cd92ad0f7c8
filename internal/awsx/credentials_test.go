package awsx_test

import (
	"context"
	"errors"
	"testing"

	"patchline/internal/awsx"
	"patchline/internal/run"
)

// nobody is the environment of a user who has never used AWS.
func nobody(t *testing.T) {
	t.Helper()
	for name, value := range map[string]string{
		"AWS_CONFIG_FILE": "none", "AWS_SHARED_CREDENTIALS_FILE": "none", "AWS_EC2_METADATA_DISABLED": "true",
		"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "", "AWS_SESSION_TOKEN": "", "AWS_PROFILE": "",
		"AWS_REGION": "", "AWS_DEFAULT_REGION": "", "AWS_WEB_IDENTITY_TOKEN_FILE": "",
		"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "", "AWS_CONTAINER_CREDENTIALS_FULL_URI": "",
	} {
		t.Setenv(name, value)
	}
}

func TestWhoConnectsWithoutCredentialsIsToldAtOnce(t *testing.T) {
	nobody(t)
	_, err := awsx.Options{}.Connector()(t.Context(), run.Target{Region: "eu-west-1"})
	if _, none := errors.AsType[*awsx.CredentialsError](err); !none || errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("without credentials: %v", err)
	}
	stopped, stop := context.WithCancelCause(t.Context())
	cause := errors.New("a signal")
	stop(cause)
	if _, err := (awsx.Options{}).Connector()(stopped, run.Target{Region: "eu-west-1"}); !errors.Is(err, cause) {
		t.Errorf("after a signal: %v", err)
	}
}

func TestAConfigurationThatCantBeReadIsToldApart(t *testing.T) {
	nobody(t)
	_, err := awsx.Options{Profile: "nobody"}.Connector()(t.Context(), run.Target{Region: "eu-west-1"})
	if _, bad := errors.AsType[*awsx.ConfigError](err); !bad {
		t.Errorf("a profile that is not there: %v", err)
	}
	// Who has neither is told of the Region, which needs no one's answer.
	cfg, err := awsx.Options{}.Connector()(t.Context(), run.Target{})
	if err != nil || cfg.Region != "" {
		t.Errorf("without a Region: %q, %v", cfg.Region, err)
	}
}
