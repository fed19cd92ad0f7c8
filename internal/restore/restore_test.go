package restore_test

import (
	"testing"
	"testing/synctest"
	"time"

	"patchline/internal/restore"
	"patchline/internal/run"
)

func TestWhatRanIsRebootedAndWhatWasStoppedIsStopped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNight(t)
		before := map[string]time.Time{}
		for _, id := range running {
			before[id] = n.see(id).Windows.BootTime
		}
		began := time.Now()
		n.mustRestore()
		n.wantBack()
		if took := time.Since(began); took > 7*time.Minute {
			t.Errorf("it took %s", took)
		}
		for id, result := range n.results() {
			switch {
			case before[id].IsZero():
				if result.Proof[restore.ProofState] != run.StateStopped {
					t.Errorf("%s has the proof %v", id, result.Proof)
				}
			case result.Proof[restore.ProofBootBefore] != before[id].Format(time.RFC3339Nano),
				result.Proof[restore.ProofBootAfter] != n.see(id).Windows.BootTime.Format(time.RFC3339Nano):
				t.Errorf("%s has the proof %v, and was up since %s", id, result.Proof, before[id])
			}
		}
		for _, id := range []string{spare, backup} {
			if n.wire.count("StopInstances", id) != 1 {
				t.Errorf("%s was stopped %d times", id, n.wire.count("StopInstances", id))
			}
		}
		if n.wire.count("StopInstances", idle) != 0 || n.wire.count("StartInstances", web) != 0 {
			t.Error("one was touched that needed nothing")
		}
	})
}
