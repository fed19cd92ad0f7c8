package patchtest

import (
	"encoding/json"
	"slices"

	"patchline/internal/sim/world"
)

// Seen is what a test looks at: the state of fleet and claims. Two can be
// compared by String.
type Seen struct {
	Instances map[string]Instance `json:"instances"`
	// Claims are the instances that each run holds.
	Claims map[string][]string `json:"claims"`
}

// Instance is what has become of one instance.
type Instance struct {
	State world.State `json:"state"`
	Boots int         `json:"boots"` // since the test began
	// Snapshots are the states of each volume's, oldest first.
	Snapshots map[string][]string `json:"snapshots"`
	// Commands is how often each document was sent to it.
	Commands map[string]int `json:"commands"`
}

// Seen looks at the world as it is now. It makes no AWS call on EC2 and SSM.
func (b *Bed) Seen() Seen {
	b.T.Helper()
	seen := Seen{Instances: map[string]Instance{}, Claims: b.claims()}
	w := b.Sim.World()
	w.Do(func() {
		for _, site := range w.Sites() {
			for i := range site.Instances.All() {
				seen.Instances[i.ID] = Instance{
					State: i.State, Boots: b.boots.of(i), Snapshots: map[string][]string{}, Commands: map[string]int{},
				}
			}
			for s := range site.Snapshots.All() {
				of := seen.Instances[s.InstanceID].Snapshots
				if of != nil {
					of[s.VolumeID] = append(of[s.VolumeID], s.State(w.Now()))
				}
			}
			for _, c := range b.Sim.Commands().Book(site.Place).Before(0) {
				for _, i := range c.Invocations {
					if of := seen.Instances[i.InstanceID].Commands; of != nil {
						of[c.Document]++
					}
				}
			}
		}
	})
	return seen
}

func (b *Bed) claims() map[string][]string {
	b.T.Helper()
	var kept struct {
		Runs map[string]struct {
			Instances []string `json:"instances"`
		} `json:"runs"`
	}
	store := b.Store("")
	object, err := store.Store.Get(b.T.Context(), store.Keys.Claims())
	if err == nil {
		err = json.Unmarshal(object.Body, &kept)
	}
	claims := map[string][]string{}
	if err != nil {
		return claims // none yet
	}
	for run, claim := range kept.Runs {
		claims[run] = slices.Clone(claim.Instances)
	}
	return claims
}

// String is for comparing and for reading: JSON in a fixed order.
func (s Seen) String() string {
	text, err := json.MarshalIndent(s, "", " ")
	if err != nil {
		return err.Error()
	}
	return string(text)
}

// Snapshots gives the ids of each instance's snapshots by volume, oldest first.
func (b *Bed) Snapshots() map[string]map[string][]string {
	all := map[string]map[string][]string{}
	w := b.Sim.World()
	w.Do(func() {
		for _, site := range w.Sites() {
			for s := range site.Snapshots.All() {
				if all[s.InstanceID] == nil {
					all[s.InstanceID] = map[string][]string{}
				}
				all[s.InstanceID][s.VolumeID] = append(all[s.InstanceID][s.VolumeID], s.ID)
			}
		}
	})
	return all
}
