package agent

import (
	"cmp"

	"patchline/internal/run"
)

// Memory is what a document of the patch day has to know from one phase to the
// next. It is data, so that a saved state can go on with it.
type Memory struct {
	// Phase is the phase that is under way, and Tries how often its upload was
	// refused.
	Phase int
	Tries int
	// Labels are the instance's owner and application, for the CSV.
	Labels run.Labels
	// Plan are the UpdateIDs that are still to be installed, in order.
	Plan []string
	// Rows are the CSV's, so far.
	Rows [][]string
	// Counts are the marker's.
	Counts map[string]int
	// Error is the first thing that went wrong; empty: nothing. HResult is its
	// HRESULT, or that of the first update that failed; empty without one.
	Error   string
	HResult string
}

// fail notes what went wrong, if nothing has before.
func (m *Memory) fail(err error) {
	if m.Error == "" {
		m.Error, m.HResult = err.Error(), cmp.Or(hresultOf(err), m.HResult)
	}
}

func (m *Memory) count(name string, n int) {
	if m.Counts == nil {
		m.Counts = map[string]int{}
	}
	m.Counts[name] += n
}
