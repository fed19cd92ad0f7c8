package cli

import (
	"fmt"

	"patchline/internal/cli/option"
)

// Counts are the instances of a stage by what became of them. Total is the sum
// of the others.
type Counts struct {
	Total     int `json:"total"`
	Succeeded int `json:"succeeded"`
	Failed    int `json:"failed"`
	// LeftOut counts those that the stage did not touch, because an earlier
	// stage failed for them or because they must not be patched.
	LeftOut int `json:"leftOut"`
	// Pending counts those whose end the stage did not see.
	Pending int `json:"pending"`
}

// Outcome is what a command has to say when it ends, also beside an error.
type Outcome struct {
	Counts Counts
	// Run is how the whole run stands. A command without one leaves it zero.
	Run RunCounts
	// MaxFailed is the limit that the failures of Run are held against, as a
	// share of its instances; without a run, those of Counts.
	MaxFailed option.MaxFailed
	// Details are the stage's own part of the result, encoded as JSON; nil for
	// none.
	Details any
	// Summary is what people read on standard error at the end, some lines; ""
	// for none.
	Summary string
}

// RunCounts are the instances of a run, and those of them that have failed in
// any of its stages so far, this one among them.
type RunCounts struct {
	Total  int `json:"total"`
	Failed int `json:"failed"`
}

// Code is the exit code of an outcome without an error. Too many failures come
// before pending instances, since waiting for the others can't mend that.
func (o Outcome) Code() Code {
	failed, total := o.Run.Failed, o.Run.Total
	if total == 0 {
		failed, total = o.Counts.Failed, o.Counts.Total
	}
	switch {
	case o.MaxFailed.Exceeded(failed, total):
		return CodeTooManyFailed
	case o.Counts.Pending > 0:
		return CodeUnfinished
	case o.Counts.Failed > 0:
		return CodeSomeFailed
	}
	return CodeOK
}

// String sums the outcome up, with the failures of other stages if there are
// some: they may be what an exit code is about.
func (o Outcome) String() string {
	text := o.Counts.String()
	if o.Run.Failed > o.Counts.Failed {
		text += fmt.Sprintf(" (%d of %d have failed in the run so far)", o.Run.Failed, o.Run.Total)
	}
	return text
}

// String sums the counts up: "297 of 300 succeeded, 3 failed".
func (c Counts) String() string {
	text := fmt.Sprintf("%d of %d succeeded, %d failed", c.Succeeded, c.Total, c.Failed)
	if c.LeftOut > 0 {
		text += fmt.Sprintf(", %d left out", c.LeftOut)
	}
	if c.Pending > 0 {
		text += fmt.Sprintf(", %d pending", c.Pending)
	}
	return text
}
