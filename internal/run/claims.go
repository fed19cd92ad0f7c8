package run

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
)

// claims says which live run holds which instances. One object for all runs:
// taking instances is one compare-and-swap, so that of two runs that want the
// same one at the same moment just one gets it.
type claims struct {
	Schema int              `json:"schema"`
	Runs   map[string]claim `json:"runs"`
}

type claim struct {
	Since     time.Time `json:"since"`
	Instances []string  `json:"instances"` // ids, in order
}

// HeldError is a claim on instances that another live run holds.
type HeldError struct {
	Run       string    // the other run
	Since     time.Time // of its claim
	Instances []string  // the common instances, in order
}

func (e *HeldError) Error() string {
	return fmt.Sprintf("run %q holds %d of these instances since %s (%s): let it end, or end it with: release --run %s",
		e.Run, len(e.Instances), e.Since.UTC().Format(time.RFC3339), some(e.Instances), e.Run)
}

// Claim takes instances for the run, in place of what it held before. It is a
// HeldError when another run holds one of them; then nothing is taken.
func (r Run) Claim(ctx context.Context, instances []string, now time.Time) error {
	sorted := slices.Clone(instances)
	slices.Sort(sorted)
	sorted = slices.Compact(sorted)
	return r.changeClaims(ctx, func(all *claims) (bool, error) {
		if err := r.check(all, sorted); err != nil {
			return false, err
		}
		mine, held := all.Runs[r.Keys.Run]
		if held && slices.Equal(mine.Instances, sorted) {
			return false, nil
		}
		all.Runs[r.Keys.Run] = claim{Since: now.UTC(), Instances: sorted}
		return true, nil
	})
}

// CheckClaim is Claim that takes nothing.
func (r Run) CheckClaim(ctx context.Context, instances []string) error {
	all, _, err := r.readClaims(ctx)
	if err != nil {
		return err
	}
	return r.check(&all, slices.Sorted(slices.Values(instances)))
}

// check is a HeldError when another run holds one of the instances.
func (r Run) check(all *claims, instances []string) error {
	for _, other := range slices.Sorted(maps.Keys(all.Runs)) {
		if other == r.Keys.Run {
			continue
		}
		if common := intersect(instances, all.Runs[other].Instances); len(common) > 0 {
			return &HeldError{Run: other, Since: all.Runs[other].Since, Instances: common}
		}
	}
	return nil
}

// Claimed gives the instances that the run holds.
func (r Run) Claimed(ctx context.Context) ([]string, error) {
	all, _, err := r.readClaims(ctx)
	return all.Runs[r.Keys.Run].Instances, err
}

// Release gives back everything that the run holds, and says how many
// instances that were. A run that holds nothing is no error.
func (r Run) Release(ctx context.Context) (int, error) {
	held := 0
	err := r.changeClaims(ctx, func(all *claims) (bool, error) {
		mine, found := all.Runs[r.Keys.Run]
		held = len(mine.Instances)
		delete(all.Runs, r.Keys.Run)
		return found, nil
	})
	return held, err
}

// How often and how far apart a lost compare-and-swap is tried again: enough
// for a hundred runs that begin at the same moment.
const (
	claimTries   = 100
	claimBackOff = 100 * time.Millisecond
)

// changeClaims reads, changes and swaps until no one came in between.
func (r Run) changeClaims(ctx context.Context, change func(*claims) (bool, error)) error {
	for range claimTries {
		all, etag, err := r.readClaims(ctx)
		if err != nil {
			return err
		}
		changed, err := change(&all)
		if err != nil || !changed {
			return err
		}
		body, err := encode(all)
		if err != nil {
			return err
		}
		if etag == "" {
			_, err = r.Store.Create(ctx, r.Keys.Claims(), body)
		} else {
			_, err = r.Store.Replace(ctx, r.Keys.Claims(), body, etag)
		}
		if !errors.Is(err, ErrExists) && !errors.Is(err, ErrChanged) {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(rand.N(claimBackOff)):
		}
	}
	return fmt.Errorf("%s changed under each of %d tries to write it: try again", r.Keys.Claims(), claimTries)
}

func (r Run) readClaims(ctx context.Context) (claims, string, error) {
	all := claims{Schema: Schema}
	etag, err := read(ctx, r.Store, r.Keys.Claims(), &all)
	if errors.Is(err, ErrNotFound) {
		err = nil
	}
	if all.Runs == nil {
		all.Runs = map[string]claim{}
	}
	for _, held := range all.Runs {
		slices.Sort(held.Instances) // a person may have edited it
	}
	return all, etag, err
}

// intersect gives what two sorted lists have in common.
func intersect(a, b []string) []string {
	var common []string
	for _, id := range a {
		if _, found := slices.BinarySearch(b, id); found {
			common = append(common, id)
		}
	}
	return common
}

// some names up to three of many.
func some(ids []string) string {
	const shown = 3
	if len(ids) <= shown {
		return strings.Join(ids, ", ")
	}
	return strings.Join(ids[:shown], ", ") + ", …"
}
