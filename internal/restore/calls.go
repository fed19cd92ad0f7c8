package restore

import (
	"context"
	"errors"
	"fmt"

	"patchline/internal/awsx"
)

// inBatches makes a power call for ids. Every id has an answer: nil, or why EC2
// has not done it; unclear tells those apart that it may have. The error is
// none of a single instance: the context's, or that of the credentials.
func inBatches(ctx context.Context, ids []string, call func(batch []string) error) (map[string]error, error) {
	var fatal error
	answers := awsx.Each(ids, awsx.PowerBatch, func(batch []string) error {
		if fatal == nil {
			fatal = ctx.Err()
		}
		if fatal != nil {
			return fatal
		}
		err := call(batch)
		if awsx.IsExpired(err) {
			fatal = err
		}
		return err
	}, awsx.OfSome)
	if fatal == nil {
		fatal = ctx.Err()
	}
	return answers, fatal
}

// unclear tells whether a power call may have been done all the same, or was
// not for AWS being too busy: the states and boot times of the next looks say.
func unclear(err error) bool { return awsx.Ambiguous(err) || awsx.IsThrottled(err) }

// onItsWay tells whether an instance has refused a call for being between two
// states, so that a later look finds it in one.
func onItsWay(err error) bool { return awsx.Is(err, "IncorrectInstanceState", "IncorrectState") }

// dryAnswer makes the answer to a call with DryRun one that is nil where the
// call would work.
func dryAnswer(err error) error {
	switch {
	case awsx.IsDryRun(err):
		return nil
	case err == nil:
		return errors.New("EC2 answered a dry run as if it were none")
	default:
		return fmt.Errorf("asking by a dry run: %w", err)
	}
}
