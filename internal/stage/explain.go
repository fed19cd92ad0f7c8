package stage

import (
	"errors"
	"fmt"
	"strings"

	"patchline/internal/awsx"
	"patchline/internal/cli"
	"patchline/internal/run"
)

// explained is an error that says already what to do.
type explained struct{ error }

func (e explained) Unwrap() error { return e.error }

// Explain says what to do about the errors that an operator can mend, before
// what AWS says of them, and marks the refusal of a claim. It may be called on
// the same error again.
func (w *Work) Explain(err error) error {
	if _, done := errors.AsType[explained](err); done || err == nil {
		return err
	}
	var held *run.HeldError
	if errors.As(err, &held) || errors.Is(err, run.ErrTaken) {
		return explained{cli.Refused(err)}
	}
	if advice := w.advice(err); advice != "" {
		return explained{fmt.Errorf("%s (%w)", advice, err)}
	}
	return err
}

func (w *Work) advice(err error) string {
	_, none := errors.AsType[*awsx.CredentialsError](err)
	switch {
	case none:
		return "there are no AWS credentials: log in (aws sso login), name a --profile, or run where a role is at hand"
	case awsx.Unreachable(err):
		return "AWS can't be reached: look at the network, its proxy, --region and AWS_ENDPOINT_URL"
	case awsx.IsExpired(err):
		return "the credentials have expired: renew them (aws sso login, or the role of this agent) and start the same command again"
	case awsx.IsAssumeRole(err):
		return "the role can't be assumed: let it trust these credentials, or name another in the file of --targets"
	case awsx.Is(err, "NoSuchBucket"):
		return fmt.Sprintf("the bucket of --store %s does not exist: create it, or mend --store", w.Store)
	case awsx.Is(err, "PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException"):
		return fmt.Sprintf("the bucket of --store %s is in another Region: set --region to it", w.Store)
	case awsx.IsUnknown(err):
		return "AWS does not know these credentials: mend them (aws sts get-caller-identity tries them), or use another --profile"
	case awsx.IsDenied(err):
		return w.permission(awsx.Action(err))
	default:
		return ""
	}
}

// permission says which one is missing. S3 denies also to say that an object is
// not there, where the caller may not list the bucket.
func (w *Work) permission(action string) string {
	const also = "give them what the README lists, or use another --profile"
	switch action {
	case "":
		return "these credentials may not: " + also
	case "s3:GetObject":
		action += fmt.Sprintf(" below %s, or not s3:ListBucket on its bucket", w.Store)
	case "s3:PutObject":
		action += fmt.Sprintf(" below %s", w.Store)
	}
	return "these credentials may not call " + action + ": " + also
}

// Sentence makes a reason of an error: one line.
func Sentence(err error) string {
	return strings.Join(strings.Fields(err.Error()), " ")
}
