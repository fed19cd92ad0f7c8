package stage

import (
	"errors"
	"fmt"

	"patchline/internal/cli"
	"patchline/internal/run"
)

// Instances gives the manifest's instances that go on to this stage, and the
// results of those that are left out of it: they have failed an earlier one.
// What this stage itself has come to does not count, nor do the stages in also.
func (w *Work) Instances(also ...run.StageID) ([]run.Instance, []run.InstanceResult) {
	w.apart = also
	failures := w.History.FailuresBefore(w.ID, also...)
	var eligible []run.Instance
	var out []run.InstanceResult
	for _, instance := range w.Manifest.Instances {
		failure, failed := failures[instance.ID]
		if !failed {
			eligible = append(eligible, instance)
			continue
		}
		out = append(out, run.InstanceResult{
			ID: instance.ID, Status: run.Skipped,
			Reason: fmt.Sprintf("left out since it failed %s: %s", failure.Stage, failure.Reason),
		})
	}
	return eligible, out
}

// Gate says why nothing may be done to an instance: it has no proof of a
// completed snapshot in this run. "" opens the gate.
func (w *Work) Gate(instance string) string {
	snapshot := run.StageID{Stage: run.StageSnapshot}
	if w.snapshots == nil {
		w.snapshots = w.History.Latest(snapshot)
	}
	result, found := w.snapshots[instance]
	switch {
	case found && result.Status == run.OK:
		return ""
	case found:
		return "it has no snapshot in this run: " + result.Reason
	case w.History.Pending(snapshot)[instance] != "":
		return "it has no snapshot in this run: that was not complete when snapshot ended, start snapshot again"
	default:
		return "it has no snapshot in this run: run the snapshot stage first"
	}
}

// AfterRestore refuses what is to look at the instances after their reboot where
// restore was never run to an end of its own.
func (w *Work) AfterRestore() error {
	if len(w.History.Results[run.StageID{Stage: run.StageRestore}]) > 0 {
		return nil
	}
	return cli.Refused(fmt.Errorf("run %q was not restored: restore comes first", w.Run.Keys.Run))
}

// Gated sorts instances by the gate: those that pass it, and the results of
// those that don't. Where none passes, that is a refusal of the whole stage.
func (w *Work) Gated(instances []run.Instance) ([]run.Instance, []run.InstanceResult, error) {
	var open []run.Instance
	var closed []run.InstanceResult
	for _, i := range instances {
		if reason := w.Gate(i.ID); reason != "" {
			closed = append(closed, run.InstanceResult{ID: i.ID, Status: run.Failed, Reason: reason})
			continue
		}
		open = append(open, i)
	}
	if len(open) == 0 && len(closed) > 0 {
		return nil, closed, cli.Refused(errors.New("no instance of the run has its snapshots: run snapshot first, or snapshot --without-snapshot to go without on your own responsibility"))
	}
	return open, closed, nil
}
