package night_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"patchline/internal/cli"
	"patchline/internal/patchtest"
	"patchline/internal/restore"
	"patchline/internal/run"
	"patchline/internal/stage"
)

// What every call of a kind is refused is no fault of the instances': the
// stages end with an error and fail nobody.
func TestWithoutTheRightToSendCommandsNobodyFailsAndTheSameCommandsGoOnOnceItIsGiven(t *testing.T) {
	t.Parallel()
	const denied = `faults: [{fault: error, operation: "ssm:SendCommand", code: AccessDeniedException}]`
	patchtest.Run(t, patchtest.Setup{Faults: denied}, func(b *patchtest.Bed) {
		began := time.Now()
		all := steps(monthly, limits)
		tried := goThrough(b, all)
		for _, document := range run.PatchDay {
			id := run.StageID{Stage: run.StageSend, Document: document}
			if end := tried[id][0]; end.Code() != cli.CodeError || !strings.Contains(end.Err.Error(), "these credentials may not") {
				t.Errorf("%s ended with %d: %v", id, end.Code(), end.Err)
			}
		}
		if codes := tried.codes(run.StageID{Stage: run.StageRestore}); !slices.Equal(codes, []cli.Code{cli.CodeRefused}) {
			t.Errorf("restore ended with %v", codes)
		}
		// By force, what was stopped is stopped at least.
		end := b.Do(patchtest.Process{Run: runID}, func(ctx context.Context, o stage.Options) (cli.Outcome, error) {
			return restore.Run(ctx, restore.Options{Options: o, AgentTimeout: 45 * time.Minute, Force: true})
		})
		if end.Code() != cli.CodeError || !strings.Contains(end.Err.Error(), "SendCommand") || end.Outcome.Counts.Succeeded != 2 {
			t.Errorf("restore by force ended with %d, %s: %v", end.Code(), end.Outcome, end.Err)
		}
		b.NoFaults()
		again := slices.IndexFunc(all, func(s step) bool { return s.id.Stage == run.StageStart })
		t.Log(goThrough(b, all[again:]))
		m := wake(b, began)
		m.keepsItsPromises()
		if failures := m.history.Failures(); len(failures) > 0 {
			t.Errorf("these have failed: %v", failures)
		}
		for _, i := range m.manifest.Instances {
			if wrong := m.wrong(i); wrong != "" {
				t.Errorf("%s is not back: %s", i.ID, wrong)
			}
			m.wantSets(i, 1)
			if confirmed := m.latest(run.StageConfirm, i.ID); i.State == run.StateRunning && confirmed.Status != run.OK {
				t.Errorf("%s is not confirmed: %s", i.ID, confirmed.Reason)
			}
		}
	})
}
