package run

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Record writes a stage's result as its next attempt, and gives it with
// Attempt and Counts filled in. A caller who has read the history may give the
// next attempt; 0: Record looks which it is.
func (r Run) Record(ctx context.Context, result StageResult) (StageResult, error) {
	if result.Attempt == 0 {
		attempts, err := r.attempts(ctx)
		if err != nil {
			return result, err
		}
		result.Attempt = attempts[result.ID()] + 1
	}
	result.Schema, result.Run = Schema, r.Keys.Run
	result.Counts = map[Status]int{OK: 0, Failed: 0, Skipped: 0}
	for _, instance := range result.Instances {
		result.Counts[instance.Status]++
	}
	slices.SortFunc(result.Instances, func(a, b InstanceResult) int { return strings.Compare(a.ID, b.ID) })
	// Another process may take the number in between: then the next one.
	for ; ; result.Attempt++ {
		body, err := encode(result)
		if err != nil {
			return result, err
		}
		if _, err = r.Store.Create(ctx, r.Keys.Stage(result.ID(), result.Attempt), body); !errors.Is(err, ErrExists) {
			return result, err
		}
	}
}

// attempts lists the stages that have results, each with its last attempt.
func (r Run) attempts(ctx context.Context) (map[StageID]int, error) {
	last := map[StageID]int{}
	for key, err := range r.Store.List(ctx, r.Keys.StagesPrefix(), "") {
		if err != nil {
			return nil, fmt.Errorf("listing the results of run %s: %w", r.Keys.Run, err)
		}
		if id, attempt, ok := r.Keys.ParseStage(key); ok {
			last[id] = max(last[id], attempt)
		}
	}
	return last, nil
}

// History is what the stages of a run have come to.
type History struct {
	// Results are every attempt of every stage, in order.
	Results map[StageID][]StageResult
}

// History reads every stage's results.
func (r Run) History(ctx context.Context) (History, error) {
	return r.HistoryOf(ctx, func(*StageResult) {})
}

// HistoryOf is History for a reader that does not need all of it: keep is given
// each result as it is read, and may empty what is not to be held in memory.
func (r Run) HistoryOf(ctx context.Context, keep func(*StageResult)) (History, error) {
	h := History{Results: map[StageID][]StageResult{}}
	texts := once{}
	last, err := r.attempts(ctx)
	if err != nil {
		return h, err
	}
	for id, attempts := range last {
		for attempt := 1; attempt <= attempts; attempt++ {
			var result StageResult
			if _, err := read(ctx, r.Store, r.Keys.Stage(id, attempt), &result); err != nil {
				return h, err
			}
			keep(&result)
			texts.share(result.Instances)
			h.Results[id] = append(h.Results[id], result)
		}
	}
	return h, nil
}

// once gives equal texts one place in memory: a night of 10,000 instances has
// 200,000 results, and most of them say the same.
type once map[string]string

func (o once) share(results []InstanceResult) {
	for n := range results {
		i := &results[n]
		i.ID, i.Status, i.Reason = o.text(i.ID), Status(o.text(string(i.Status))), o.text(i.Reason)
	}
}

func (o once) text(text string) string {
	if have, found := o[text]; found {
		return have
	}
	o[text] = text
	return text
}

// Latest is the last word of a stage on each instance, by its id. A later
// attempt may be about some of the instances only.
func (h History) Latest(id StageID) map[string]InstanceResult {
	latest := map[string]InstanceResult{}
	for _, result := range h.Results[id] {
		for _, instance := range result.Instances {
			latest[instance.ID] = instance
		}
	}
	return latest
}

// Pending gives the instances whose end the last attempt of a stage did not
// see, and what they waited for.
func (h History) Pending(id StageID) map[string]string {
	results := h.Results[id]
	if len(results) == 0 {
		return nil
	}
	return results[len(results)-1].Pending
}

// Failures gives each instance that has failed a stage, with the first such
// stage and the reason; the stages in except don't count.
func (h History) Failures(except ...StageID) map[string]InstanceFailure {
	failures := map[string]InstanceFailure{}
	for _, id := range h.order() {
		if slices.Contains(except, id) {
			continue
		}
		for instance, result := range h.Latest(id) {
			if _, known := failures[instance]; result.Status == Failed && !known {
				failures[instance] = InstanceFailure{id, result.Reason}
			}
		}
	}
	return failures
}

// FailuresBefore is Failures of the stages that come before one. A stage that
// is done again after later ones must not leave out what has failed in those.
func (h History) FailuresBefore(id StageID, except ...StageID) map[string]InstanceFailure {
	order := h.order()
	at := slices.Index(order, id)
	if at < 0 { // it was not recorded yet
		at = len(order)
		for at > 0 && order[at-1].Stage.rank() > id.Stage.rank() {
			at--
		}
	}
	return h.Failures(slices.Concat(except, order[at:])...)
}

// Stages lists the recorded stages as a patch day has them.
func (h History) Stages() []StageID { return h.order() }

// order lists the recorded stages as a patch day has them: those of documents
// and restore, which may come again and again, by the first record of each.
func (h History) order() []StageID {
	return slices.SortedFunc(maps.Keys(h.Results), func(a, b StageID) int {
		return cmp.Or(
			cmp.Compare(a.Stage.rank(), b.Stage.rank()),
			h.Results[a][0].StartedAt.Compare(h.Results[b][0].StartedAt),
			strings.Compare(a.String(), b.String()))
	})
}

// InstanceFailure is where an instance dropped out of the run.
type InstanceFailure struct {
	Stage  StageID
	Reason string
}
