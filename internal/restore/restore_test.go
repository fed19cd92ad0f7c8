package restore_test

import (
	"testing"
	"time"

	"patchline/internal/patchtest"
	"patchline/internal/restore"
	"patchline/internal/run"
)

func TestWhatRanIsRebootedAndWhatWasStoppedIsStopped(t *testing.T) {
	onNight(t, "", func(b *patchtest.Bed) {
		before := map[string]time.Time{}
		for _, id := range running() {
			before[id] = bootOf(b, id)
		}
		began := time.Now()
		must(b)
		if took := time.Since(began); took > 7*time.Minute {
			t.Errorf("it took %s", took)
		}
		wantBack(b, b.Seen())
		for id, result := range results(b) {
			switch {
			case before[id].IsZero():
				if result.Proof[restore.ProofState] != run.StateStopped {
					t.Errorf("%s has the proof %v", id, result.Proof)
				}
			case result.Proof[restore.ProofBootBefore] != before[id].Format(time.RFC3339Nano),
				result.Proof[restore.ProofBootAfter] != bootOf(b, id).Format(time.RFC3339Nano):
				t.Errorf("%s has the proof %v, and was up since %s", id, result.Proof, before[id])
			}
		}
		if calls := b.Calls(); calls["ec2:RebootInstances"] != 1 || calls["ec2:StopInstances"] != 1 || calls["ec2:StartInstances"] != 0 {
			t.Errorf("it called %v", calls)
		}
	})
}
