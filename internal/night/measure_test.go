package night_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"patchline/internal/cli"
	"patchline/internal/patchtest"
	"patchline/internal/run"
)

// latency is what every call takes in a measured night. AWS' own take from
// some milliseconds (S3) to seconds (a full page of EC2's).
const latency = 100 * time.Millisecond

// measured is what a night of n instances has cost.
type measured struct {
	n, stopped int
	stages     []measuredStage
	throttled  int
}

type measuredStage struct {
	id      run.StageID
	elapsed time.Duration
	calls   map[string]int // by action
	// best is what AWS' limits and the slowest instance would have let it take.
	best time.Duration
}

// measure goes through a night of n instances in one account and Region, of
// which about a tenth is stopped and none is ill.
func measure(t *testing.T, n int) measured {
	t.Helper()
	m := measured{n: n}
	setup := patchtest.Setup{Fleet: well(t, n), Faults: fmt.Sprintf("faults: [{fault: slow, delay: %s}]", latency)}
	patchtest.Run(t, setup, func(b *patchtest.Bed) {
		w := newWatch(b)
		at, before := time.Now(), b.Calls()
		long := func(run.Stage) time.Duration { return 24 * time.Hour }
		tried := goThrough(b, steps(monthly, long), func(s step) {
			now, calls := time.Now(), b.Calls()
			one := measuredStage{id: s.id, elapsed: now.Sub(at), calls: map[string]int{}}
			for action, count := range calls {
				if count > before[action] {
					one.calls[action] = count - before[action]
				}
			}
			one.best = w.best(s.id, at)
			m.stages = append(m.stages, one)
			at, before = now, b.Calls()
		})
		for id, ends := range tried {
			if len(ends) > 1 || ends[0].Code() != cli.CodeOK {
				t.Errorf("%s ended with %v: %s, %v", id, tried.codes(id), ends[0].Outcome, ends[0].Err)
			}
		}
		m.stopped, m.throttled = w.stopped, b.Throttled()
	})
	return m
}

func (s measuredStage) total() int {
	total := 0
	for _, count := range s.calls {
		total += count
	}
	return total
}

// all sums a night up.
func (m measured) all() (calls int, elapsed, best time.Duration) {
	for _, s := range m.stages {
		calls += s.total()
		elapsed += s.elapsed
		best += s.best
	}
	return calls, elapsed, best
}

// String is for the log: every stage with its calls.
func (m measured) String() string {
	var text strings.Builder
	for _, s := range m.stages {
		fmt.Fprintf(&text, "%-50s %6d calls %10s best %10s %v\n", s.id, s.total(), s.elapsed.Round(time.Second), s.best.Round(time.Second), s.calls)
	}
	calls, elapsed, best := m.all()
	fmt.Fprintf(&text, "%d instances (%d stopped): %d calls, %.3f an instance, %s of at best %s (%.3f), %d throttled\n",
		m.n, m.stopped, calls, float64(calls)/float64(m.n), elapsed.Round(time.Second), best.Round(time.Second), elapsed.Seconds()/best.Seconds(), m.throttled)
	return text.String()
}
