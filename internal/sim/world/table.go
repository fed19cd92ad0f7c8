package world

import (
	"encoding/json"
	"slices"
	"sort"
)

// Table keeps things by id and in the order of their creation, which is the
// order of pages: a page token is a position that deletions don't shift.
type Table[T any] struct {
	id   func(*T) string
	byID map[string]row[T]
	rows []row[T]
	next uint64
	gone int // rows that are deleted
}

type row[T any] struct {
	seq  uint64
	item *T // nil once deleted
}

// NewTable is an empty table of things that id names.
func NewTable[T any](id func(*T) string) *Table[T] {
	return &Table[T]{id: id, byID: map[string]row[T]{}}
}

// Add puts a new thing at the end, in place of one of the same id.
func (t *Table[T]) Add(item *T) {
	t.Delete(t.id(item))
	t.next++
	r := row[T]{seq: t.next, item: item}
	t.rows = append(t.rows, r)
	t.byID[t.id(item)] = r
}

// Get finds a thing by id; nil where there is none.
func (t *Table[T]) Get(id string) *T { return t.byID[id].item }

// Position finds a thing's own position; false where there is none of that id.
func (t *Table[T]) Position(id string) (uint64, bool) {
	r, found := t.byID[id]
	return r.seq, found
}

// Len is how many things there are.
func (t *Table[T]) Len() int { return len(t.byID) }

// Delete takes a thing out.
func (t *Table[T]) Delete(id string) {
	r, found := t.byID[id]
	if !found {
		return
	}
	delete(t.byID, id)
	t.rows[t.firstAfter(r.seq-1)].item = nil
	t.gone++
	if t.gone > len(t.rows)/2 {
		t.compact()
	}
}

// After yields what comes after position seq (0: from the start), with each
// thing's own position.
func (t *Table[T]) After(seq uint64) func(yield func(uint64, *T) bool) {
	return func(yield func(uint64, *T) bool) {
		for _, r := range t.rows[t.firstAfter(seq):] {
			if r.item != nil && !yield(r.seq, r.item) {
				return
			}
		}
	}
}

// Before yields what comes before position seq (0: from the end), newest
// first, with each thing's own position.
func (t *Table[T]) Before(seq uint64) func(yield func(uint64, *T) bool) {
	return func(yield func(uint64, *T) bool) {
		end := len(t.rows)
		if seq > 0 {
			end = t.firstAfter(seq - 1)
		}
		for _, r := range slices.Backward(t.rows[:end]) {
			if r.item != nil && !yield(r.seq, r.item) {
				return
			}
		}
	}
}

// All yields everything in order.
func (t *Table[T]) All() func(yield func(*T) bool) {
	return func(yield func(*T) bool) {
		for _, item := range t.After(0) {
			if !yield(item) {
				return
			}
		}
	}
}

func (t *Table[T]) firstAfter(seq uint64) int {
	return sort.Search(len(t.rows), func(i int) bool { return t.rows[i].seq > seq })
}

func (t *Table[T]) compact() {
	kept := make([]row[T], 0, len(t.byID))
	for _, r := range t.rows {
		if r.item != nil {
			kept = append(kept, r)
		}
	}
	t.rows, t.gone = kept, 0
}

// list gives the things in order, never nil.
func (t *Table[T]) list() []*T {
	items := make([]*T, 0, len(t.byID))
	for item := range t.All() {
		items = append(items, item)
	}
	return items
}

// fill adds the things of a list that was read; null is none.
func (t *Table[T]) fill(items []*T) {
	for _, item := range items {
		if item != nil {
			t.Add(item)
		}
	}
}

// MarshalJSON writes the things in order; positions start anew when read.
func (t *Table[T]) MarshalJSON() ([]byte, error) { return json.Marshal(t.list()) }

// UnmarshalJSON reads what MarshalJSON wrote into an empty table of NewTable.
func (t *Table[T]) UnmarshalJSON(data []byte) error {
	var items []*T
	if err := json.Unmarshal(data, &items); err != nil {
		return err
	}
	t.fill(items)
	return nil
}
