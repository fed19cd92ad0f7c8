package stage

import (
	"context"
	"errors"
	"time"

	"patchline/internal/awsx"
	"patchline/internal/cli"
	"patchline/internal/run"
)

// End is what a stage came to.
type End struct {
	Results []run.InstanceResult
	Notes   []string
	// Pending are instances whose end it did not see; they get no result, and
	// the same command goes on with them.
	Pending []string
	Details any
}

// Finish records the end and makes the command's outcome of it. stopped is why
// the stage ended early: a time-out, a signal or an error; nil when it didn't.
// What was done is recorded all the same, on a context that a signal leaves a
// moment to.
func (w *Work) Finish(ctx context.Context, end End, stopped error) (cli.Outcome, error) {
	outcome := cli.Outcome{MaxFailed: w.MaxFailed, Details: end.Details}
	for _, result := range end.Results {
		switch result.Status {
		case run.OK:
			outcome.Counts.Succeeded++
		case run.Failed:
			outcome.Counts.Failed++
		case run.Skipped:
			outcome.Counts.LeftOut++
		}
	}
	outcome.Counts.Pending = len(end.Pending)
	outcome.Counts.Total = len(end.Results) + len(end.Pending)
	var timeout *awsx.TimeoutError
	if errors.As(stopped, &timeout) || errors.Is(stopped, context.DeadlineExceeded) {
		stopped = cli.Unfinished(stopped)
	}
	if w.DryRun || (len(end.Results) == 0 && stopped != nil) {
		return outcome, stopped
	}
	recording, cancel := cli.Recording(ctx)
	defer cancel()
	_, err := w.Run.Record(recording, run.StageResult{
		Stage: w.ID.Stage, Document: w.ID.Document,
		StartedAt: w.Began, FinishedAt: time.Now().UTC(),
		Complete: stopped == nil && len(end.Pending) == 0, Instances: end.Results, Notes: end.Notes,
	})
	return outcome, errors.Join(stopped, err)
}
