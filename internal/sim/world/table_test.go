package world_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"patchline/internal/sim/world"
)

func newTable(ids ...string) *world.Table[world.Volume] {
	table := world.NewTable(func(v *world.Volume) string { return v.ID })
	for _, id := range ids {
		table.Add(&world.Volume{ID: id})
	}
	return table
}

func idsOf(table *world.Table[world.Volume]) []string {
	var ids []string
	for v := range table.All() {
		ids = append(ids, v.ID)
	}
	return ids
}

func TestATableKeepsTheOrderOfCreation(t *testing.T) {
	table := newTable("c", "a", "b")
	if got := idsOf(table); !slices.Equal(got, []string{"c", "a", "b"}) {
		t.Errorf("got %v", got)
	}
	table.Delete("a")
	table.Delete("nope")
	if table.Get("a") != nil || table.Get("b").ID != "b" || table.Len() != 2 {
		t.Errorf("after the deletion: %v", idsOf(table))
	}
	table.Add(&world.Volume{ID: "c", SizeGiB: 9}) // in place of the other c, at the end
	if got := idsOf(table); !slices.Equal(got, []string{"b", "c"}) || table.Get("c").SizeGiB != 9 {
		t.Errorf("after the replacement: %v", got)
	}
}

func TestAPositionOutlivesDeletions(t *testing.T) {
	var ids []string
	for n := range 100 {
		ids = append(ids, fmt.Sprint("vol-", n))
	}
	table := newTable(ids...)
	at, found := table.Position("vol-49")
	if !found {
		t.Fatal("vol-49 has no position")
	}
	for n := range 80 { // more than half, so that the table is made smaller
		table.Delete(fmt.Sprint("vol-", n))
	}
	var after []string
	for _, v := range table.After(at) {
		after = append(after, v.ID)
	}
	if !slices.Equal(after, ids[80:]) {
		t.Errorf("after vol-49 come %v", after)
	}
	if _, found := table.Position("vol-49"); found {
		t.Error("a deleted thing has a position")
	}
}

func TestBeforeGoesBackFromAPosition(t *testing.T) {
	table := newTable("a", "b", "c", "d")
	table.Delete("b")
	at, _ := table.Position("d")
	for name, test := range map[string]struct {
		from uint64
		want []string
	}{
		"from the end":   {0, []string{"d", "c", "a"}},
		"from d":         {at, []string{"c", "a"}},
		"from the start": {1, nil},
	} {
		var got []string
		for _, v := range table.Before(test.from) {
			got = append(got, v.ID)
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: got %v, want %v", name, got, test.want)
		}
	}
}

func TestATableIsReadBackInOrder(t *testing.T) {
	table := newTable("c", "a", "b")
	table.Delete("a")
	data, err := json.Marshal(table)
	if err != nil {
		t.Fatal(err)
	}
	again := newTable()
	if err := json.Unmarshal(data, again); err != nil {
		t.Fatal(err)
	}
	if got := idsOf(again); !slices.Equal(got, []string{"c", "b"}) {
		t.Errorf("got %v", got)
	}
	if err := json.Unmarshal([]byte(`[null, {"ID": "x"}]`), again); err != nil || again.Len() != 3 {
		t.Errorf("a list with null: %v, %v", err, idsOf(again))
	}
	if err := json.Unmarshal([]byte(`{}`), again); err == nil {
		t.Error("an object is read as a table")
	}
}

// Whatever is added and deleted, a table holds what a map and a list would.
func TestATableIsAMapInOrder(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	table := newTable()
	var want []string
	for step := range 5000 {
		id := fmt.Sprint("vol-", random.IntN(40))
		want = slices.DeleteFunc(want, func(have string) bool { return have == id })
		if random.IntN(3) > 0 {
			table.Delete(id)
		} else {
			table.Add(&world.Volume{ID: id})
			want = append(want, id)
		}
		if got := idsOf(table); !slices.Equal(got, want) || table.Len() != len(want) {
			t.Fatalf("step %d: got %v, want %v", step, got, want)
		}
		positions := map[uint64]bool{}
		for at, v := range table.After(0) {
			if have, _ := table.Position(v.ID); have != at || positions[at] {
				t.Fatalf("step %d: %s is at %d and %d", step, v.ID, at, have)
			}
			positions[at] = true
		}
		if at := slices.Sorted(maps.Keys(positions)); len(at) > 0 && table.Get(want[0]) == nil {
			t.Fatalf("step %d: %s is listed and not found", step, want[0])
		}
	}
}
