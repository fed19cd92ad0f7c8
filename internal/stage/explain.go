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

// Explain adds what to do to the errors that an operator can mend, and marks
// the refusal of a claim. It may be called on the same error again.
func (w *Work) Explain(err error) error {
	if _, done := errors.AsType[explained](err); done || err == nil {
		return err
	}
	var held *run.HeldError
	if errors.As(err, &held) || errors.Is(err, run.ErrTaken) {
		return explained{cli.Refused(err)}
	}
	if advice := w.advice(err); advice != "" {
		return explained{fmt.Errorf("%w: %s", err, advice)}
	}
	return err
}

func (w *Work) advice(err error) string {
	switch {
	case awsx.IsExpired(err):
		return "the credentials have expired: renew them (aws sso login, or the role of this agent) and start the same command again"
	case awsx.IsAssumeRole(err):
		return "the role can't be assumed: let it trust these credentials, or name another in the file of --targets"
	case awsx.Is(err, "NoSuchBucket"):
		return fmt.Sprintf("the bucket of --store %s does not exist: create it, or mend --store", w.Store)
	case awsx.Is(err, "PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException"):
		return fmt.Sprintf("the bucket of --store %s is in another Region: set --region to it", w.Store)
	case awsx.IsDenied(err):
		return "these credentials may not: give them what the README lists, or use another --profile"
	default:
		return ""
	}
}

// Sentence makes a reason of an error: one line.
func Sentence(err error) string {
	return strings.Join(strings.Fields(err.Error()), " ")
}
