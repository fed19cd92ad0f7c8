package restore

import (
	"context"
	"fmt"
	"strings"

	"patchline/internal/cli"
	"patchline/internal/run"
	"patchline/internal/snapshot"
	"patchline/internal/stage"
)

// awaited refuses to go on while a document that was sent may still be at work:
// wait-marker has not seen the end of it on every instance.
func awaited(ctx context.Context, w *stage.Work, force bool) error {
	sent, err := w.Run.Documents(ctx)
	if err != nil {
		return w.Explain(err)
	}
	var atWork []string
	for _, document := range sent {
		// The snapshot stage waits for its own, and a reboot takes nothing from
		// snapshots that are begun.
		if document != snapshot.VSSInstall && document != snapshot.VSSCreate && !ended(w.History, document) {
			atWork = append(atWork, document)
		}
	}
	switch {
	case len(atWork) == 0:
		return nil
	case force:
		w.Log.Warn("documents may still be at work, and --force restores all the same", "documents", strings.Join(atWork, ", "))
		return nil
	default:
		return cli.Refused(fmt.Errorf("%s may still be at work: wait for it first (wait-marker --document), or restore with --force and cut it off", strings.Join(atWork, ", ")))
	}
}

// ended tells whether the last send of a document was waited for to the end.
func ended(h run.History, document string) bool {
	sends := h.Results[run.StageID{Stage: run.StageSend, Document: document}]
	waits := h.Results[run.StageID{Stage: run.StageWait, Document: document}]
	if len(waits) == 0 {
		return false
	}
	wait := waits[len(waits)-1]
	return wait.Complete && (len(sends) == 0 || !wait.FinishedAt.Before(sends[len(sends)-1].FinishedAt))
}
