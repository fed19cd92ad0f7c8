package cli

import (
	"context"
	"errors"
	"fmt"
)

// ending is how Run ended.
type ending struct {
	outcome      Outcome
	err          error
	interruption error // the signal that came while Run was at it, or nil
	abandoned    bool  // Run did not return in time
}

// conclude gives the exit code and the error to report.
//
// A signal doesn't undo what can be concluded: a stage that was done, was refused
// or had too many failures says so. It is the reason where nothing can be
// concluded or work remains.
func (e ending) conclude(server bool) (Code, error) {
	code := CodeOf(e.err)
	if e.err == nil {
		code = e.outcome.Code()
	}
	if e.interruption == nil {
		return code, e.err
	}
	if server && !e.abandoned {
		if e.err == nil || errors.Is(e.err, context.Canceled) || errors.Is(e.err, ErrInterrupted) {
			return CodeOK, nil
		}
		return code, e.err
	}
	if code != CodeError && code != CodeUnfinished && code != CodeInterrupted {
		return code, e.err
	}
	if e.err == nil || errors.Is(e.err, ErrInterrupted) {
		return CodeInterrupted, e.interruption
	}
	return CodeInterrupted, fmt.Errorf("%w: %w", e.interruption, e.err)
}
