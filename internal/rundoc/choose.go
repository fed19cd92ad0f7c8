package rundoc

import (
	"errors"
	"fmt"
	"strconv"

	"patchline/internal/cli"
	"patchline/internal/run"
	"patchline/internal/stage"
)

// ProofAttempt is the key of the attempt in the proof of a result of run-doc and
// wait-marker.
const ProofAttempt = "attempt"

// choose gives the attempt, the instances that the document goes to in it, and
// the results of those that it does not go to. last is the last attempt that has
// commands.
func choose(w *stage.Work, o Options, last int) (int, []run.Instance, map[string]run.InstanceResult, error) {
	attempt := max(last, 1)
	results := map[string]run.InstanceResult{}
	eligible, leftOut := eligible(w, o)
	for _, result := range leftOut {
		results[result.ID] = result
	}
	var instances []run.Instance
	gated := 0
	for _, i := range eligible {
		if reason := o.skip(i); reason != "" {
			results[i.ID] = run.InstanceResult{ID: i.ID, Status: run.Skipped, Reason: reason}
			continue
		}
		if reason := w.Gate(i.ID); reason != "" {
			gated++
			results[i.ID] = run.InstanceResult{ID: i.ID, Status: run.Failed, Reason: reason}
			continue
		}
		instances = append(instances, i)
	}
	if gated > 0 && len(instances) == 0 {
		return attempt, nil, results, cli.Refused(errors.New("no instance of the run has its snapshots: run snapshot first, or snapshot --without-snapshot to go without on your own responsibility"))
	}
	if o.Retry {
		return retry(w, o, last, instances, results)
	}
	return attempt, instances, results, nil
}

func (o Options) skip(i run.Instance) string {
	if o.Skip == nil {
		return ""
	}
	return o.Skip(i)
}

// eligible gives the instances that have failed no earlier stage; what the
// document itself has come to so far does not count, nor the stage that comes
// after all documents.
func eligible(w *stage.Work, o Options) ([]run.Instance, []run.InstanceResult) {
	return w.Instances(run.StageID{Stage: run.StageWait, Document: o.Document}, run.StageID{Stage: run.StageConfirm})
}

// retry keeps the instances on which the last attempt has failed. Where some
// of them were sent a further attempt already, that is gone on with.
func retry(w *stage.Work, o Options, last int, instances []run.Instance, results map[string]run.InstanceResult) (int, []run.Instance, map[string]run.InstanceResult, error) {
	awaited := w.History.Latest(run.StageID{Stage: run.StageWait, Document: o.Document})
	sent := w.History.Latest(run.StageID{Stage: run.StageSend, Document: o.Document})
	var again []run.Instance
	attempt := last
	for _, i := range instances {
		result, found := awaited[i.ID]
		if refused := sent[i.ID]; refused.Status == run.Failed && (!found || result.Status != run.Failed) {
			results[i.ID] = refused // it was sent nothing, and has failed as before
			continue
		}
		if !found || result.Status != run.Failed {
			results[i.ID] = run.InstanceResult{ID: i.ID, Status: run.Skipped, Reason: "the document has not failed on it"}
			continue
		}
		again = append(again, i)
		if result.Proof[ProofAttempt] == strconv.Itoa(last) {
			attempt = last + 1
		}
	}
	if len(again) == 0 {
		return attempt, nil, results, cli.Refused(fmt.Errorf("there is nothing to retry: wait-marker has recorded no failure of %s in this run", o.Document))
	}
	return attempt, again, results, nil
}
