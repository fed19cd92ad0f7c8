package tally

import (
	"cmp"
	"maps"
	"slices"
)

// mostKept bounds how many different things are counted. Instances name them,
// so that somebody may name millions; a fleet of thousands has some hundred
// updates and some thousand programs.
const mostKept = 20_000

// top counts things.
type top[K comparable] struct {
	counts map[K]int
	over   bool // some were not counted
}

func (t *top[K]) add(key K) {
	if t.counts == nil {
		t.counts = map[K]int{}
	}
	if _, known := t.counts[key]; !known && len(t.counts) >= mostKept {
		t.over = true
		return
	}
	t.counts[key]++
}

// counted is one thing and how often it was counted.
type counted[K any] struct {
	key   K
	count int
}

// most gives the things that were counted most, at most so many; compare
// orders those of equal count.
func (t *top[K]) most(limit int, compare func(a, b K) int) []counted[K] {
	all := make([]counted[K], 0, len(t.counts))
	for key := range maps.Keys(t.counts) {
		all = append(all, counted[K]{key, t.counts[key]})
	}
	slices.SortFunc(all, func(a, b counted[K]) int {
		return cmp.Or(cmp.Compare(b.count, a.count), compare(a.key, b.key))
	})
	return all[:min(len(all), limit)]
}
