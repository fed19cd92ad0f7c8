package stage

import (
	"patchline/internal/run"
)

// Gate says why nothing may be done to an instance: it has no proof of a
// completed snapshot in this run. "" opens the gate.
func (w *Work) Gate(instance string) string {
	snapshot := run.StageID{Stage: run.StageSnapshot}
	result, found := w.History.Latest(snapshot)[instance]
	switch {
	case found && result.Status == run.OK:
		return ""
	case found:
		return "it has no snapshot in this run: " + result.Reason
	default:
		return "it has no snapshot in this run: run the snapshot stage first"
	}
}
