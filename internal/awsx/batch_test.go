package awsx_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"patchline/internal/awsx"
)

func some(n int) []string {
	ids := make([]string, n)
	for i := range ids {
		ids[i] = fmt.Sprintf("i-%04d", i)
	}
	return ids
}

var (
	errBad   = errors.New("one of them is bad")
	errOther = errors.New("nobody's fault")
)

func isBad(err error) bool { return errors.Is(err, errBad) }

func TestTheBadOnesOfABatchAreFoundByHalving(t *testing.T) {
	for name, test := range map[string]struct {
		ids, size int
		bad       []int
		most      int // calls
	}{
		"no id":                           {0, 100, nil, 0},
		"one batch":                       {100, 100, nil, 1},
		"a batch and one more":            {101, 100, nil, 2},
		"one bad one":                     {100, 100, []int{42}, 15},
		"the first and the last":          {100, 100, []int{0, 99}, 27},
		"all of them":                     {8, 100, []int{0, 1, 2, 3, 4, 5, 6, 7}, 15},
		"one of a single":                 {1, 100, []int{0}, 1},
		"two in different batches":        {250, 100, []int{7, 207}, 31},
		"a batch of one, for good or ill": {3, 1, []int{1}, 3},
	} {
		t.Run(name, func(t *testing.T) {
			ids := some(test.ids)
			var bad []string
			for _, n := range test.bad {
				bad = append(bad, ids[n])
			}
			calls := 0
			done := map[string]int{}
			results := awsx.Each(ids, test.size, func(batch []string) error {
				calls++
				if len(batch) == 0 || len(batch) > test.size {
					t.Errorf("a batch of %d", len(batch))
				}
				if slices.ContainsFunc(batch, func(id string) bool { return slices.Contains(bad, id) }) {
					return errBad
				}
				for _, id := range batch {
					done[id]++
				}
				return nil
			}, isBad)
			if calls > test.most {
				t.Errorf("it took %d calls, not %d", calls, test.most)
			}
			if len(results) != len(ids) {
				t.Errorf("%d results for %d ids", len(results), len(ids))
			}
			for _, id := range ids {
				err, found := results[id]
				isBad := slices.Contains(bad, id)
				if !found || isBad != errors.Is(err, errBad) || (!isBad && done[id] != 1) {
					t.Errorf("%s: %v, done %d times", id, err, done[id])
				}
			}
		})
	}
}

func TestAnErrorOfNoSingleOneIsThatOfAllAndNotHalved(t *testing.T) {
	ids := some(150)
	calls := 0
	results := awsx.Each(ids, 100, func(batch []string) error {
		calls++
		if slices.Contains(batch, ids[3]) {
			return errOther
		}
		return nil
	}, isBad)
	if calls != 2 {
		t.Errorf("it took %d calls", calls)
	}
	for n, id := range ids {
		if got := results[id]; (n < 100) != errors.Is(got, errOther) {
			t.Errorf("%s: %v", id, got)
		}
	}
}
