package confirm

import (
	"context"
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
// and releases the claim, unless restore still waits for some: another run could
// take them before it has brought them back.
func Run(ctx context.Context, o Options) (cli.Outcome, error) {
	ctx, cancel := context.WithTimeout(ctx, o.Timeout)
	defer cancel()
	w, err := afterRestore(ctx, o)
	if err != nil {
		return cli.Outcome{}, err
	}
	send := rundoc.Options{Options: o.Options, Document: run.DocConfirm, Delivery: delivery, Skip: skip(w)}
	sent, err := rundoc.Send(ctx, w.Next(run.StageID{Stage: run.StageSend, Document: run.DocConfirm}), send)
	if err != nil || o.DryRun {
		return sent, err
	}
	if sent.Counts.Succeeded > 0 {
		wait := waitmarker.Options{Options: o.Options, Document: run.DocConfirm}
		awaited, err := waitmarker.Await(ctx, w.Next(run.StageID{Stage: run.StageWait, Document: run.DocConfirm}), wait)
		if err != nil {
			return awaited, err
		}
	}
	return record(ctx, w)
}

// afterRestore opens the run, and refuses to confirm, and to let the instances
// go, where restore was never run to an end of its own. Instances that it is
// still waiting for don't keep the others from being confirmed.
func afterRestore(ctx context.Context, o Options) (*stage.Work, error) {
	w, err := stage.Open(ctx, o.Options, run.StageID{Stage: run.StageConfirm})
	if err != nil {
		return nil, err
	}
	if err := w.Load(ctx); err != nil {
		return nil, err
	}
	if err := w.AfterRestore(); err != nil {
		return nil, err
	}
	return w, nil
}

// skip leaves out what was stopped again, and what may not have been rebooted
// yet: a scan before the reboot would pass for one after it.
func skip(w *stage.Work) func(run.Instance) string {
	waiting := w.History.Pending(run.StageID{Stage: run.StageRestore})
	return func(i run.Instance) string {
		why, waits := waiting[i.ID]
		switch {
		case i.State == run.StateStopped:
			return "it was stopped again: its updates take effect at its next start, and nothing confirms them until then"
		case waits:
			return "restore still waits for it: " + why + ". Start restore again, then confirm"
		default:
			return ""
		}
	}
}

// record makes the stage's own result of what the document's two stages have
// recorded.
func record(ctx context.Context, w *stage.Work) (cli.Outcome, error) {
	restored := w.History.Latest(run.StageID{Stage: run.StageRestore})
	sent := w.History.Latest(run.StageID{Stage: run.StageSend, Document: run.DocConfirm})
	awaited := w.History.Latest(run.StageID{Stage: run.StageWait, Document: run.DocConfirm})
	installed := installStatuses(ctx, w)
	end := stage.End{Told: true}
	for _, i := range w.Manifest.Instances {
		result, found := awaited[i.ID]
		if !found || result.Status == run.Skipped {
			result = sent[i.ID]
		}
		result.ID = i.ID
		if status, found := installed[i.ID]; found {
			result.Proof = with(result.Proof, ProofInstall, status)
		}
		if _, seen := restored[i.ID]; i.State == run.StateStopped && result.Status == run.Skipped && !seen {
			result.Reason = "it was stopped at discovery, and restore has not seen it stopped again: nothing was confirmed"
		}
		end.Results = append(end.Results, result)
	}
	outcome, err := w.Finish(ctx, end, nil)
	if err != nil {
		return outcome, err
	}
	if waiting := len(w.History.Pending(run.StageID{Stage: run.StageRestore})); waiting > 0 {
		w.Log.Warn("the run keeps its instances: restore still waits for some; start it again, then confirm", "instances", waiting)
		return outcome, nil
	}
	released, err := w.Run.Release(ctx)
	if err != nil {
		return outcome, w.Explain(err)
	}
	w.Log.Info("the run has let its instances go", "instances", released)
	return outcome, nil
}
