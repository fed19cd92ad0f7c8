package world

import (
	"container/heap"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"patchline/internal/sim/windows"
)

// saved is a World as it is kept over a restart.
type saved struct {
	Now       time.Time
	Minted    uint64
	Catalogue windows.Catalogue
	Sites     map[Place]savedSite
	Events    []Event // in order
	Struck    map[string]int
	Start     time.Time // of the plan of faults
}

type savedSite struct {
	Instances *Table[Instance]
	Volumes   *Table[Volume]
	Snapshots *Table[Snapshot]
}

// Save writes the world. Call it in Do. The seed and the faults' rules are
// not part of it: they are given anew at the start.
func (w *World) Save() ([]byte, error) {
	s := saved{
		Now: w.now, Minted: w.minted, Catalogue: w.Catalogue,
		Sites: map[Place]savedSite{}, Struck: w.Faults.Struck, Start: w.Faults.Start,
	}
	for place, site := range w.sites {
		s.Sites[place] = savedSite{site.Instances, site.Volumes, site.Snapshots}
	}
	events := slices.Clone(w.queue.events)
	for len(events) > 0 {
		s.Events = append(s.Events, heap.Pop(&events).(Event))
	}
	return json.Marshal(s)
}

// SavedMoment reads no more than the moment of a saved world, which the clock
// of the restored one starts at.
func SavedMoment(data []byte) (time.Time, error) {
	var s struct{ Now time.Time }
	if err := json.Unmarshal(data, &s); err != nil {
		return time.Time{}, fmt.Errorf("saved world: %w", err)
	}
	return s.Now, nil
}

// Restore fills an empty world with a saved one. Call it before any other use.
func (w *World) Restore(data []byte) error {
	s := saved{Sites: map[Place]savedSite{}}
	if err := json.Unmarshal(data, &s); err != nil {
		return fmt.Errorf("saved world: %w", err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now, w.minted, w.Catalogue = s.Now, s.Minted, s.Catalogue
	w.Faults.Struck, w.Faults.Start = s.Struck, s.Start
	for place, kept := range s.Sites {
		site := w.Site(place)
		site.Instances, site.Volumes, site.Snapshots = kept.Instances, kept.Volumes, kept.Snapshots
		for instance := range site.Instances.All() {
			if instance.Windows == nil {
				continue
			}
			if err := instance.Windows.Link(w.Catalogue); err != nil {
				return fmt.Errorf("saved world: instance %s: %w", instance.ID, err)
			}
		}
	}
	for _, e := range s.Events {
		w.queue.seq++
		e.seq = w.queue.seq
		heap.Push(&w.queue.events, e)
	}
	return nil
}

// UnmarshalJSON makes the tables before they are filled.
func (s *savedSite) UnmarshalJSON(data []byte) error {
	empty := newSite(Place{})
	type plain savedSite
	filled := plain{empty.Instances, empty.Volumes, empty.Snapshots}
	if err := json.Unmarshal(data, &filled); err != nil {
		return err
	}
	if filled.Instances == nil || filled.Volumes == nil || filled.Snapshots == nil {
		return errors.New("a place without its instances, volumes or snapshots")
	}
	*s = savedSite(filled)
	return nil
}
