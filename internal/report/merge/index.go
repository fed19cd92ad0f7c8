// Package merge reads the CSVs that a run's instances have uploaded, a few
// instances at a time, and writes them as one of each kind.
package merge

import (
	"context"
	"fmt"
	"slices"

	"patchline/internal/run"
)

// Kinds are those that instances upload, in the order of a patch day. It is
// never written to.
var Kinds = []run.CSVKind{
	run.UpdatesBefore, run.UpdateResults, run.UpdatesAfter, run.UpdatesInstalled, run.UpdatesFailed,
	run.Software, run.Confirmed, run.Checks,
}

// Index is which CSVs a run has.
type Index struct {
	keys map[run.CSVKind]map[string]string // kind → instance → key
	// Doubled are the instances that have uploaded as two callers, in order: a
	// role was changed in the night. The last by name counts.
	Doubled []string
}

// List lists the CSVs of some kinds: a call for 1,000 of them.
func List(ctx context.Context, r run.Run, kinds ...run.CSVKind) (*Index, error) {
	x := &Index{keys: map[run.CSVKind]map[string]string{}}
	for _, kind := range kinds {
		x.keys[kind] = map[string]string{}
		for key, err := range r.Store.List(ctx, r.Keys.CSVPrefix(kind), "") {
			if err != nil {
				return nil, fmt.Errorf("listing the CSVs of %s: %w", kind, err)
			}
			id, ok := r.Keys.ParseCSV(key, kind)
			if !ok {
				continue
			}
			if _, twice := x.keys[kind][id]; twice {
				x.Doubled = append(x.Doubled, id)
			}
			x.keys[kind][id] = key
		}
	}
	slices.Sort(x.Doubled)
	x.Doubled = slices.Compact(x.Doubled)
	return x, nil
}

// Any tells whether any instance has a CSV of the kind.
func (x *Index) Any(kind run.CSVKind) bool { return len(x.keys[kind]) > 0 }
