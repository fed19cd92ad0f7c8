package agent

import (
	"fmt"
	"time"

	"patchline/internal/sim/windows"
)

// searchingTakes is how long an update search takes; one that hangs is given
// up at its deadline, or at the document's.
func searchingTakes(x *work) time.Duration {
	if x.m.SearchOutcome().Hangs {
		return min(searchDeadline, max(x.deadline().Sub(x.w.Now()), 0))
	}
	return draw(x.w, x.i, x.job, "search", searchTakes)
}

// search is what the search for updates that are not installed has found.
func (x *work) search() ([]*windows.Update, error) {
	switch fault := x.m.SearchOutcome(); {
	case fault.Hangs:
		return nil, fmt.Errorf("the search for updates gave no answer in %.0f minutes, and was given up", searchDeadline.Minutes())
	case fault.HResult != 0:
		return nil, &windowsError{"the search for updates failed", fault.HResult}
	default:
		return x.m.Applicable(), nil
	}
}

// history is whether the history can be read.
func (x *work) history() error {
	if x.m.HistoryHResult != 0 {
		return &windowsError{"the history of updates could not be read", x.m.HistoryHResult}
	}
	return nil
}
