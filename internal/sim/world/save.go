package world

import (
	"container/heap"
	"encoding/json"
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
	Sites     map[string]savedSite // by Place
	Events    []Event              // in order
	Struck    map[string]int
	Start     time.Time // of the plan of faults
}

// savedSite is a place in lists, which encoding/json writes several times as
// fast as Tables: it copies what a MarshalJSON gives once more.
type savedSite struct {
	Instances []*Instance
	Volumes   []*Volume
	Snapshots []*Snapshot
}

// Save writes the world. Call it in Do. The seed and the faults' rules are
// not part of it: New takes them.
func (w *World) Save() ([]byte, error) {
	s := saved{
		Now: w.now, Minted: w.minted, Catalogue: w.Catalogue,
		Sites: map[string]savedSite{}, Struck: w.Faults.Struck, Start: w.Faults.Start,
	}
	for place, site := range w.sites {
		s.Sites[place.String()] = savedSite{site.Instances.list(), site.Volumes.list(), site.Snapshots.list()}
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
	s := saved{Sites: map[string]savedSite{}}
	if err := json.Unmarshal(data, &s); err != nil {
		return fmt.Errorf("saved world: %w", err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now, w.minted, w.Catalogue = s.Now, s.Minted, s.Catalogue
	w.Faults.Struck, w.Faults.Start = s.Struck, s.Start
	for name, kept := range s.Sites {
		place, err := ParsePlace(name)
		if err != nil {
			return fmt.Errorf("saved world: %w", err)
		}
		if kept.Instances == nil || kept.Volumes == nil || kept.Snapshots == nil {
			return fmt.Errorf("saved world: %s comes without its instances, volumes or snapshots", place)
		}
		site := w.Site(place)
		site.Instances.fill(kept.Instances)
		site.Volumes.fill(kept.Volumes)
		site.Snapshots.fill(kept.Snapshots)
		if err := site.link(w.Catalogue); err != nil {
			return fmt.Errorf("saved world: %w", err)
		}
	}
	for _, e := range s.Events {
		w.queue.seq++
		e.seq = w.queue.seq
		heap.Push(&w.queue.events, e)
	}
	return nil
}

// link gives every Windows its updates' definitions back: on instances, and on
// the volumes and snapshots that they may boot from again.
func (s *Site) link(c windows.Catalogue) error {
	for i := range s.Instances.All() {
		if i.Windows == nil {
			continue
		}
		if err := i.Windows.Link(c); err != nil {
			return fmt.Errorf("instance %s: %w", i.ID, err)
		}
	}
	for v := range s.Volumes.All() {
		if err := v.Disk.link(c); err != nil {
			return fmt.Errorf("volume %s: %w", v.ID, err)
		}
	}
	for snapshot := range s.Snapshots.All() {
		if err := snapshot.Disk.link(c); err != nil {
			return fmt.Errorf("snapshot %s: %w", snapshot.ID, err)
		}
	}
	return nil
}
