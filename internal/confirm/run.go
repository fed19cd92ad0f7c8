package confirm

import (
	"context"
	"fmt"
	"time"

	"patchline/internal/cli"
	"patchline/internal/run"
	"patchline/internal/rundoc"
	"patchline/internal/stage"
	"patchline/internal/waitmarker"
)

// delivery is how long the command waits for an agent that is late.
const delivery = 30 * time.Minute

// Run sends the document, waits for it, records what it says of each instance,
// and releases the claim.
func Run(ctx context.Context, o Options) (cli.Outcome, error) {
	ctx, cancel := context.WithTimeout(ctx, o.Timeout)
	defer cancel()
	if err := afterRestore(ctx, o); err != nil {
		return cli.Outcome{}, err
	}
	send := rundoc.Options{Options: o.Options, Document: run.DocConfirm, Delivery: delivery, Skip: skip}
	sent, err := rundoc.Run(ctx, send)
	if err != nil || o.DryRun {
		return sent, err
	}
	if sent.Counts.Succeeded > 0 {
		awaited, err := waitmarker.Run(ctx, waitmarker.Options{Options: o.Options, Document: run.DocConfirm})
		if err != nil {
			return awaited, err
		}
	}
	return record(ctx, o)
}

// afterRestore refuses to confirm, and to let the instances go, where restore
// was never run to an end of its own. Instances that it is still waiting for
// don't keep the others from being confirmed.
func afterRestore(ctx context.Context, o Options) error {
	w, err := stage.Open(ctx, o.Options, run.StageID{Stage: run.StageConfirm})
	if err != nil {
		return err
	}
	if err := w.Load(ctx); err != nil {
		return err
	}
	if len(w.History.Results[run.StageID{Stage: run.StageRestore}]) == 0 {
		return cli.Refused(fmt.Errorf("run %q was not restored: restore comes first", o.Run))
	}
	return nil
}

// skip leaves out what was stopped again.
func skip(i run.Instance) string {
	if i.State == run.StateStopped {
		return "it was stopped again: its updates take effect at its next start, and nothing confirms them until then"
	}
	return ""
}

// record makes the stage's own result of what the document's two stages have
// recorded.
func record(ctx context.Context, o Options) (cli.Outcome, error) {
	w, err := stage.Open(ctx, o.Options, run.StageID{Stage: run.StageConfirm})
	if err != nil {
		return cli.Outcome{}, err
	}
	if err := w.Load(ctx); err != nil {
		return cli.Outcome{}, err
	}
	restored := w.History.Latest(run.StageID{Stage: run.StageRestore})
	sent := w.History.Latest(run.StageID{Stage: run.StageSend, Document: run.DocConfirm})
	awaited := w.History.Latest(run.StageID{Stage: run.StageWait, Document: run.DocConfirm})
	end := stage.End{Told: true}
	for _, i := range w.Manifest.Instances {
		result, found := awaited[i.ID]
		if !found || result.Status == run.Skipped {
			result = sent[i.ID]
		}
		result.ID = i.ID
		if _, seen := restored[i.ID]; i.State == run.StateStopped && result.Status == run.Skipped && !seen {
			result.Reason = "it was stopped at discovery, and restore has not seen it stopped again: nothing was confirmed"
		}
		end.Results = append(end.Results, result)
	}
	outcome, err := w.Finish(ctx, end, nil)
	if err != nil {
		return outcome, err
	}
	released, err := w.Run.Release(ctx)
	if err != nil {
		return outcome, w.Explain(err)
	}
	w.Log.Info("the run has let its instances go", "instances", released)
	return outcome, nil
}
