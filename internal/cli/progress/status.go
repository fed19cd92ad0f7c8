package progress

import (
	"fmt"
	"math"
	"time"
)

// Status is how far a piece of work is at one moment.
type Status struct {
	// Done, Failed and Total count instances (or whatever Verb speaks of). Done
	// leaves the failed ones out.
	Done, Failed, Total int
	// Verb says what those that are done have reached: "completed".
	Verb string
	// Left is the estimated time until all are done or failed. It is negative
	// when nothing is known yet.
	Left time.Duration
}

// finished is how many need no more work.
func (s Status) finished() int { return s.Done + s.Failed }

// String is the status in words: "120 of 300 completed, 3 failed, about 4 min
// left".
func (s Status) String() string {
	text := fmt.Sprintf("%d of %d %s, %d failed", s.Done, s.Total, s.Verb, s.Failed)
	if s.finished() >= s.Total {
		return text
	}
	return text + ", " + leftText(s.Left)
}

// leftText rounds up, since an estimate that is too short is the worse one.
func leftText(left time.Duration) string {
	minutes := int(math.Ceil(left.Minutes()))
	switch {
	case left < 0:
		return "time left not known yet"
	case left < time.Minute:
		return "less than 1 min left"
	case minutes < 60:
		return fmt.Sprintf("about %d min left", minutes)
	}
	return fmt.Sprintf("about %d h %d min left", minutes/60, minutes%60)
}

// unknown is the Left of a Status without an estimate.
const unknown time.Duration = -1

// longestEstimate is the most that is worth telling: a patch day doesn't last a
// week, so a longer estimate only says that next to nothing has happened yet.
const longestEstimate = 7 * 24 * time.Hour

// estimate takes the average speed since the phase began. Work that was done
// before that (by an earlier attempt, in a replay) tells nothing of the speed:
// it is the baseline. Snapshots complete in bursts, so a moving average over a
// short window would jump about.
func estimate(elapsed time.Duration, baseline, finished, total int) time.Duration {
	gained, remaining := finished-baseline, total-finished
	if remaining <= 0 {
		return 0
	}
	if gained <= 0 || elapsed <= 0 {
		return unknown
	}
	seconds := elapsed.Seconds() / float64(gained) * float64(remaining)
	if seconds > longestEstimate.Seconds() {
		return unknown
	}
	return time.Duration(seconds * float64(time.Second))
}
