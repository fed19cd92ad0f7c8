package awsx

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Look is what one poll saw.
type Look struct {
	Done    int
	Total   int
	Pending []string // what is not done; named in a time-out
	// Within is the longest time to the next poll, for a poll that has begun
	// something or knows when it can; 0: the wait decides.
	Within time.Duration
}

// Wait polls until nothing is pending.
type Wait struct {
	What string // for the time-out, such as "snapshots to complete"
	// First and Longest bound the time between two polls.
	First, Longest time.Duration
}

// TimeoutError is a wait that ended before its end.
type TimeoutError struct {
	What    string
	Pending []string
	After   time.Duration
}

func (e *TimeoutError) Error() string {
	const shown = 10
	names, more := e.Pending, ""
	if len(names) > shown {
		names, more = names[:shown], ", …"
	}
	return fmt.Sprintf("gave up after %s waiting for %s: %d pending: %s%s",
		e.After.Round(time.Second), e.What, len(e.Pending), strings.Join(names, ", "), more)
}

// Until polls until a Look has nothing pending or poll fails; a Look beside an
// error says what is pending then. Where the context's deadline comes first,
// that is a TimeoutError; a context that is cancelled gives its own error.
func (w Wait) Until(ctx context.Context, poll func(context.Context) (Look, error)) error {
	began := time.Now()
	var between time.Duration
	var last Look
	for {
		look, err := poll(ctx)
		if err != nil {
			if look.Total > 0 {
				last = look
			}
			return w.ended(err, last, began)
		}
		if len(look.Pending) == 0 {
			return nil
		}
		between = w.next(between, look, look.Done > last.Done, time.Since(began))
		last = look
		timer := time.NewTimer(between)
		select {
		case <-ctx.Done():
			timer.Stop()
			return w.ended(context.Cause(ctx), last, began) // a signal, by its name
		case <-timer.C:
		}
	}
}

func (w Wait) ended(err error, last Look, began time.Time) error {
	if errors.Is(err, context.DeadlineExceeded) {
		return &TimeoutError{What: w.What, Pending: last.Pending, After: time.Since(began)}
	}
	return err
}

const (
	// pollsToEnd is how many polls the time that the rest will take is cut into.
	pollsToEnd = 4
	// finest is the part of the time waited so far that is the least between two
	// polls: seeing the end by two parts in a hundred late is soon enough.
	finest = 0.02
)

// next is the time to the next poll: a part of what the rest will take by the
// rate so far, or twice the last while nothing more gets done. The few that are
// last are so not asked for at the pace of the many before them.
func (w Wait) next(last time.Duration, look Look, more bool, elapsed time.Duration) time.Duration {
	next := 2 * last
	if more {
		rest := time.Duration(float64(elapsed) * float64(len(look.Pending)) / float64(look.Done))
		next = rest / pollsToEnd
	}
	next = max(next, time.Duration(finest*float64(elapsed)))
	if look.Within > 0 {
		next = min(next, look.Within)
	}
	return min(max(next, w.First), w.Longest)
}
