package agent

import (
	"cmp"
	"time"

	"patchline/internal/run"
)

// Memory is what a document of the patch day has to know from one phase to the
// next. It is data, so that a saved state can go on with it.
type Memory struct {
	// Phase is the phase that is under way, and Tries how often its upload was
	// refused, or how many of its rounds are over.
	Phase int
	Tries int
	// Refused is the S3 call that Tries counts; empty where it counts rounds.
	Refused string `json:",omitempty"`
	// Labels are the instance's owner and application, for the CSV.
	Labels run.Labels
	// Plan are the UpdateIDs that are still to be installed, in order.
	Plan []string
	// Checks are those of DocVerifyApplication, as far as they are, and Next is the
	// one that comes next in this round.
	Checks []Check `json:",omitempty"`
	Next   int     `json:",omitempty"`
	// Rows are the CSV's, so far; Saved is when they were written last.
	Rows  [][]string
	Saved time.Time `json:",omitzero"`
	// Counts are the marker's.
	Counts map[string]int
	// Compared are the marker's.
	Compared []string `json:",omitempty"`
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
