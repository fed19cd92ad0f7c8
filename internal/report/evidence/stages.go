package evidence

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"patchline/internal/confirm"
	"patchline/internal/report/model"
	"patchline/internal/report/plain"
	"patchline/internal/restore"
	"patchline/internal/run"
	"patchline/internal/snapshot"
	"patchline/internal/waitmarker"
)

// takeStages takes what the stages have come to.
func (e *Evidence) takeStages(h run.History) {
	failures := h.Failures()
	_, confirming := h.Results[run.StageID{Stage: run.StageConfirm}]
	for _, i := range e.Instances {
		i.Confirming = confirming
		if failure, failed := failures[i.Base.ID]; failed {
			failure.Reason = plain.Line(failure.Reason, plain.Sentence)
			i.Failure = &failure
		}
	}
	for _, id := range h.Stages() {
		e.takeStage(h, id)
	}
	without := unsent(h)
	e.Missing = missing(h, without)
	if len(without) > 0 {
		e.Notes = append(e.Notes, fmt.Sprintf("This run went on without %s.", strings.Join(without, ", ")))
	}
}

// takeStage takes one stage's last word on each instance.
func (e *Evidence) takeStage(h run.History, id run.StageID) {
	latest, pending := h.Latest(id), h.Pending(id)
	s := overall(h.Results[id])
	for _, i := range e.Instances {
		waits, waiting := pending[i.Base.ID]
		result, found := latest[i.Base.ID]
		switch {
		case waiting:
			s.Pending++
			i.Base.Stages = append(i.Base.Stages, model.Stand{Stage: s.Name, Status: model.Pending, Reason: plain.Line(waits, plain.Sentence)})
		case found:
			s.Counts[result.Status]++
			i.Base.Stages = append(i.Base.Stages, model.Stand{Stage: s.Name, Status: result.Status, Reason: plain.Line(result.Reason, plain.Sentence)})
		}
		if found {
			i.take(id, result)
		}
		if waiting && id.Stage == run.StageRestore {
			i.Base.Reboot = model.Reboot{Status: model.Pending, Reason: plain.Line(waits, plain.Sentence)}
		}
	}
	for _, result := range h.Results[id] {
		for _, note := range result.Notes {
			e.Notes = append(e.Notes, s.Name+": "+plain.Line(note, plain.Sentence))
		}
	}
	e.Stages = append(e.Stages, s)
}

// overall is a stage over its attempts.
func overall(results []run.StageResult) model.Stage {
	first, last := results[0], results[len(results)-1]
	s := model.Stage{
		Name: first.ID().String(), Stage: first.Stage, Document: first.Document, Attempts: len(results),
		StartedAt: first.StartedAt.UTC(), FinishedAt: last.FinishedAt.UTC(), Complete: last.Complete,
		Counts: map[run.Status]int{run.OK: 0, run.Failed: 0, run.Skipped: 0},
	}
	for _, result := range results {
		if result.StartedAt.Before(s.StartedAt) {
			s.StartedAt = result.StartedAt.UTC()
		}
		if result.FinishedAt.After(s.FinishedAt) {
			s.FinishedAt = result.FinishedAt.UTC()
		}
	}
	return s
}

// take keeps what a stage has proven of the instance.
func (i *Instance) take(id run.StageID, result run.InstanceResult) {
	switch id.Stage {
	case run.StageSnapshot:
		for _, what := range slices.Sorted(maps.Keys(result.Proof)) {
			if value := result.Proof[what]; what != snapshot.ProofMoment && strings.HasPrefix(value, "snap-") {
				i.Base.Snapshots = append(i.Base.Snapshots, plain.Line(value, plain.Name))
			}
		}
	case run.StageRestore:
		i.Base.Reboot = model.Reboot{
			Status: result.Status, Reason: plain.Line(result.Reason, plain.Sentence),
			Before: moment(result.Proof[restore.ProofBootBefore]), After: moment(result.Proof[restore.ProofBootAfter]),
		}
	case run.StageWait:
		switch id.Document {
		case run.DocInstall:
			i.Install.Status = result.Proof[waitmarker.ProofStatus]
		case run.DocConfirm:
			i.Confirm.Failed = result.Status == run.Failed
		}
	case run.StageConfirm:
		i.Install.Status = cmp.Or(i.Install.Status, result.Proof[confirm.ProofInstall])
	default: // has proven nothing that a report shows
	}
	if i.Failure != nil && i.Failure.Stage == id {
		i.Unreached = unreached(id, result, i.Base.Snapshots)
	}
}

// unreached tells whether a stage failed since Systems Manager does not reach
// the instance: it was not online after its start, it was refused as a target
// though its snapshots were there, or the command was never delivered.
func unreached(id run.StageID, result run.InstanceResult, snapshots []string) bool {
	switch id.Stage {
	case run.StageStart:
		return true
	case run.StageSend:
		return len(snapshots) > 0
	case run.StageWait:
		return undelivered[result.Proof[waitmarker.ProofStatus]]
	default:
		return false
	}
}

// unsent lists the documents of a patch day that a run which went on to its
// restore has not sent: it was told to do without.
func unsent(h run.History) []string {
	var without []string
	if len(h.Results[run.StageID{Stage: run.StageRestore}]) == 0 {
		return nil
	}
	for _, document := range run.PatchDay {
		if len(h.Results[run.StageID{Stage: run.StageSend, Document: document}]) == 0 {
			without = append(without, document)
		}
	}
	return without
}

// missing says which stages of a patch day the run has not come to, or not to
// the end of; what it was told to do without is not missing.
func missing(h run.History, without []string) []string {
	gaps := []string{}
	for _, id := range patchDay() {
		results := h.Results[id]
		switch {
		case slices.Contains(without, id.Document):
		case len(results) == 0:
			gaps = append(gaps, fmt.Sprintf("%s is not recorded: it has not run, or was cut off before it could say so.", id))
		case !results[len(results)-1].Complete:
			gaps = append(gaps, fmt.Sprintf("%s did not come to its end (instances still waited for: %d).", id, len(results[len(results)-1].Pending)))
		}
	}
	return gaps
}

// patchDay is every stage that a patch day records, in order: discover leaves
// the manifest instead.
func patchDay() []run.StageID {
	all := []run.StageID{{Stage: run.StageSnapshot}, {Stage: run.StageStart}}
	for _, document := range run.PatchDay {
		all = append(all, run.StageID{Stage: run.StageSend, Document: document}, run.StageID{Stage: run.StageWait, Document: document})
	}
	return append(all, run.StageID{Stage: run.StageRestore}, run.StageID{Stage: run.StageConfirm})
}
