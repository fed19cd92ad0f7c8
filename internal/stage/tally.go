package stage

import (
	"sync"

	"patchline/internal/cli/progress"
	"patchline/internal/run"
)

// Tally sums the progress of all targets up.
type Tally struct {
	// Progress may be nil.
	Progress *progress.Progress
	Total    int // instances of all targets

	mu       sync.Mutex
	byTarget map[run.Target][2]int
}

// Show notes how many instances of a target are done, and how many have failed.
func (t *Tally) Show(target run.Target, done, failed int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.byTarget == nil {
		t.byTarget = map[run.Target][2]int{}
	}
	t.byTarget[target] = [2]int{done, failed}
	done, failed = t.sum()
	t.Progress.Update(done, failed, t.Total)
}

// Sum is how many are done, and how many have failed, in all targets.
func (t *Tally) Sum() (done, failed int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.sum()
}

func (t *Tally) sum() (done, failed int) {
	for _, counts := range t.byTarget {
		done += counts[0]
		failed += counts[1]
	}
	return done, failed
}
