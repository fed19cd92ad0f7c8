package verdict

import "slices"

// Verdict is what has become of an instance.
type Verdict string

// The verdicts, the good ones first.
const (
	Patched      Verdict = "patched"       // the scan says that all updates are there
	NothingToDo  Verdict = "nothing-to-do" // there was no update to install
	Scanned      Verdict = "scanned"       // the run only looked
	NotConfirmed Verdict = "not-confirmed" // installed, and nothing proves it yet
	Incomplete   Verdict = "incomplete"    // some updates are in and others are not
	Failed       Verdict = "failed"
	Unreachable  Verdict = "unreachable" // no command has reached it
	Unfinished   Verdict = "unfinished"  // the run was cut off
	LeftOut      Verdict = "left-out"    // discover has left it out: no witness is asked
)

// All are the verdicts in the order in which a report shows them. It is never
// written to.
var All = []Verdict{Patched, NothingToDo, Scanned, NotConfirmed, Incomplete, Failed, Unreachable, Unfinished, LeftOut}

// labels are how people read the verdicts. It is never written to.
var labels = map[Verdict]string{
	Patched: "patched", NothingToDo: "nothing to do", Scanned: "scanned only", NotConfirmed: "not confirmed",
	Incomplete: "incomplete", Failed: "failed", Unreachable: "unreachable", Unfinished: "unfinished", LeftOut: "left out",
}

// Label is the verdict as people read it.
func (v Verdict) Label() string { return labels[v] }

// Attention tells whether somebody has to look at an instance of this verdict.
func (v Verdict) Attention() bool {
	return slices.Contains([]Verdict{Incomplete, Failed, Unreachable, Unfinished}, v)
}

// Judgement is a verdict with what the operator reads.
type Judgement struct {
	Verdict  Verdict
	Sentence string
	// Do is what the operator does; "" for nothing.
	Do string
}

// OfLeftOut is the judgement of an instance that discover has left out.
func OfLeftOut() Judgement {
	return Judgement{LeftOut, "It is no part of the run: discover has left it out.", ""}
}

// Of judges by the table. Every combination has its row; one with a value that
// is none of the witnesses' is unfinished.
func Of(w Witnesses) Judgement {
	for _, r := range table {
		if r.covers(w) {
			return r.Judgement
		}
	}
	return Judgement{Unfinished, "The witnesses say what this version does not understand.", "Use the version of patchline that made the run."}
}

// row is one line of the table: it is for each combination of what it lists.
// A list that is nil is for every value.
type row struct {
	markers  []Marker
	commands []Command
	scans    []Scan
	Judgement
}

func (r row) covers(w Witnesses) bool {
	return (r.markers == nil || slices.Contains(r.markers, w.Marker)) &&
		(r.commands == nil || slices.Contains(r.commands, w.Command)) &&
		(r.scans == nil || slices.Contains(r.scans, w.Scan))
}
