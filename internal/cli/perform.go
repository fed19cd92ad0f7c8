package cli

import (
	"context"
	"errors"
)

// errGaveUp stands for the error that a Run that doesn't return can't give.
var errGaveUp = errors.New("did not stop in time: what was done last may not be recorded")

// perform calls Run, unless the options have problems, and reports how it ended.
func (s *session) perform(ctx context.Context, gaveUp <-chan struct{}) Code {
	if len(s.problems) > 0 {
		return s.end(ending{err: Usage(s.problems...)})
	}
	streams := s.streams()
	ended := make(chan ending, 1)
	go func() {
		outcome, err := call(ctx, s.command, streams)
		ended <- ending{outcome: outcome, err: err}
	}()
	interrupted := ctx.Done()
	for {
		select {
		case e := <-ended:
			e.interruption = interruption(ctx)
			if usage, ok := errors.AsType[*UsageError](e.err); ok {
				for i, problem := range usage.Problems {
					usage.Problems[i] = s.placed(problem)
				}
			}
			return s.end(e)
		case <-interrupted:
			interrupted = nil
			if cause := interruption(ctx); cause != nil {
				s.log.Warn(cause.Error() + ": stopping; a second signal gives up at once")
			}
		case <-gaveUp:
			return s.end(ending{err: errGaveUp, interruption: interruption(ctx), abandoned: true})
		}
	}
}

// interruption is the signal that ended ctx, as an error, or nil.
func interruption(ctx context.Context) error {
	if cause := context.Cause(ctx); errors.Is(cause, ErrInterrupted) {
		return cause
	}
	return nil
}
