package stage

import (
	"cmp"
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
	// Waiting says what pending instances wait for, where the stage knows.
	Waiting map[string]string
	// Told: the failures among Results were logged by another stage.
	Told    bool
	Details any
}

// Settle adds the results of instances; those that have none are pending.
func (e *End) Settle(instances []run.Instance, results map[string]run.InstanceResult) {
	for _, i := range instances {
		if result, found := results[i.ID]; found {
			e.Results = append(e.Results, result)
		} else {
			e.Pending = append(e.Pending, i.ID)
		}
	}
}

// Finish records the end and makes the command's outcome of it. stopped is why
// the stage ended early: a time-out, a signal or an error; nil when it didn't.
// What was done is recorded all the same, on a context that a signal leaves a
// moment to; so is what is pending at a time-out, which may be for good.
func (w *Work) Finish(ctx context.Context, end End, stopped error) (cli.Outcome, error) {
	outcome := cli.Outcome{Counts: end.counts(), Run: w.runCounts(end), MaxFailed: w.MaxFailed, Details: end.Details}
	cutOff := stopped != nil && !timedOut(stopped)
	stopped = w.Ended(stopped)
	w.tell(end)
	if w.DryRun || (len(end.Results) == 0 && cutOff) {
		return outcome, stopped
	}
	recording, cancel := cli.Recording(ctx)
	defer cancel()
	recorded, err := w.Run.Record(recording, run.StageResult{
		Stage: w.ID.Stage, Document: w.ID.Document, Attempt: len(w.History.Results[w.ID]) + 1,
		StartedAt: w.Began, FinishedAt: time.Now().UTC(),
		Complete: stopped == nil && len(end.Pending) == 0, Instances: end.Results, Pending: end.waiting(), Notes: end.Notes,
	})
	if err == nil && w.History.Results != nil {
		w.History.Results[w.ID] = append(w.History.Results[w.ID], recorded)
	}
	return outcome, errors.Join(stopped, w.Explain(err))
}

// tell logs what an operator wants to know at once: what failed and why, and in
// a dry run all that would be done.
func (w *Work) tell(end End) {
	for _, r := range end.Results {
		switch {
		case r.Status == run.Failed && !end.Told:
			w.Log.Warn("failed", "instance", r.ID, "reason", r.Reason)
		case w.DryRun:
			w.Log.Info("dry run", "instance", r.ID, "reason", r.Reason)
		}
	}
}

// waiting gives the pending instances, each with what it waits for.
func (e End) waiting() map[string]string {
	all := make(map[string]string, len(e.Pending))
	for _, id := range e.Pending {
		all[id] = cmp.Or(e.Waiting[id], "its end was not seen")
	}
	return all
}

func (e End) counts() cli.Counts {
	counts := cli.Counts{Total: len(e.Results) + len(e.Pending), Pending: len(e.Pending)}
	for _, result := range e.Results {
		switch result.Status {
		case run.OK:
			counts.Succeeded++
		case run.Failed:
			counts.Failed++
		case run.Skipped:
			counts.LeftOut++
		}
	}
	return counts
}

// runCounts counts the instances that have failed in the run, also in other
// stages. What this stage has come to earlier is over with its new results.
func (w *Work) runCounts(end End) cli.RunCounts {
	failures := w.History.Failures(append([]run.StageID{w.ID}, w.apart...)...)
	own := w.History.Latest(w.ID)
	for _, result := range end.Results {
		own[result.ID] = result
	}
	counts := cli.RunCounts{Total: len(w.Manifest.Instances)}
	for _, i := range w.Manifest.Instances {
		if _, failed := failures[i.ID]; failed || own[i.ID].Status == run.Failed {
			counts.Failed++
		}
	}
	return counts
}

// Ended explains an error and marks it as unfinished if it is nothing but
// time-outs: then the same command goes on.
func (w *Work) Ended(err error) error {
	if timedOut(err) {
		return cli.Unfinished(err)
	}
	return w.Explain(err)
}

func timedOut(err error) bool {
	//nolint:errorlint // it walks the whole tree itself: every part must be a time-out
	switch e := err.(type) {
	case nil:
		return false
	case *awsx.TimeoutError:
		return true
	case interface{ Unwrap() []error }:
		for _, part := range e.Unwrap() {
			if !timedOut(part) {
				return false
			}
		}
		return true
	case interface{ Unwrap() error }:
		return timedOut(e.Unwrap())
	default:
		return e == context.DeadlineExceeded
	}
}
