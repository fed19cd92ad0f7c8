package rundoc

import (
	"context"
	"slices"
	"strconv"

	"patchline/internal/run"
	"patchline/internal/stage"
)

// unsent gives the instances that no attempt before the last has sent the
// document to, and notes for the others which one has. After a retry, which went
// to some instances only, the command without --retry must not go to the rest
// again. Those of the last attempt stay: what of it was cut off is gone on with.
func unsent(ctx context.Context, w *stage.Work, document string, last int, have []run.Command, instances []run.Instance, results map[string]run.InstanceResult) ([]run.Instance, error) {
	before := map[string]int{}
	for attempt := 1; attempt < last; attempt++ {
		commands, err := w.Run.Commands(ctx, document, attempt)
		if err != nil {
			return nil, err
		}
		for _, c := range commands {
			for _, id := range c.Instances {
				if c.Dropped == "" {
					before[id] = attempt
				}
			}
		}
	}
	for _, c := range have {
		for _, id := range c.Instances {
			delete(before, id)
		}
	}
	return slices.DeleteFunc(instances, func(i run.Instance) bool {
		attempt, sent := before[i.ID]
		if sent {
			results[i.ID] = run.InstanceResult{ID: i.ID, Status: run.OK, Proof: map[string]string{ProofAttempt: strconv.Itoa(attempt)}}
		}
		return sent
	}), nil
}
