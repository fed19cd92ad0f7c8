// Package world is the state that the stand-in's APIs show: places,
// instances, volumes and snapshots, and the events that change them in
// simulated time. It has no goroutines: what is due is done when someone looks.
package world

import (
	"sync"
	"time"

	"patchline/internal/sim/chance"
	"patchline/internal/sim/clock"
	"patchline/internal/sim/faults"
	"patchline/internal/sim/windows"
)

// World is everything simulated but S3, behind one lock. Use it in Do only.
type World struct {
	mu    sync.Mutex
	clock *clock.Clock

	now      time.Time
	queue    queue
	handlers map[string]Handler
	onDown   []func(*Instance)
	onAgent  []func(*Instance)

	sites map[Place]*Site

	Seed      chance.Seed
	Faults    *faults.Plan
	Catalogue windows.Catalogue
	minted    uint64
}

// New is an empty world.
func New(c *clock.Clock, seed chance.Seed, plan *faults.Plan) *World {
	w := &World{
		clock:     c,
		now:       c.Now(),
		handlers:  map[string]Handler{},
		sites:     map[Place]*Site{},
		Seed:      seed,
		Faults:    plan,
		Catalogue: windows.Catalogue{},
	}
	w.handlePower()
	w.handleVolumes()
	return w
}

// Do brings the world up to the present and runs f under the lock. f must not
// keep what it saw: copy it.
func (w *World) Do(f func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.advance(w.clock.Now())
	f()
}

// Still runs f under the lock without bringing the world up to the present: for
// those that restore what its events are about.
func (w *World) Still(f func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	f()
}

// Now is the moment of the event or call at hand. For use in Do.
func (w *World) Now() time.Time { return w.now }

// Clock is the world's clock, for waits outside Do.
func (w *World) Clock() *clock.Clock { return w.clock }

// OnDown registers what else happens when an instance's Windows goes down:
// whatever ran on it is cut off.
func (w *World) OnDown(f func(*Instance)) { w.onDown = append(w.onDown, f) }

// OnAgentUp registers what else happens when an instance's SSM agent comes up:
// it reports, goes on and takes what waits for it.
func (w *World) OnAgentUp(f func(*Instance)) { w.onAgent = append(w.onAgent, f) }

// Site gives what lives in a place; it makes an empty one where there was none.
func (w *World) Site(p Place) *Site {
	site, found := w.sites[p]
	if !found {
		site = newSite(p)
		w.sites[p] = site
	}
	return site
}

// Sites gives every place that holds something, in order.
func (w *World) Sites() []*Site { return sortedSites(w.sites) }

// MintID makes a new id of EC2's form, such as MintID("snap") = "snap-0f3…".
func (w *World) MintID(kind string) string {
	w.minted++
	return kind + "-0" + w.Seed.Hex(16, "id", kind, uintText(w.minted))
}
