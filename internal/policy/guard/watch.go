package guard

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"sync"

	"patchline/internal/policy"
	"patchline/internal/sim/world"
)

// Watch stands before the stand-in and asks IAM about every call of the
// binaries. It lets all of them through, and notes what IAM would have refused.
type Watch struct {
	Next     http.Handler
	Fleet    Fleet
	Policies policy.Policies
	policy.Deployment
	policy.Keys

	mu      sync.Mutex
	refused map[string]bool
	made    map[string]bool
	used    map[policy.Grant]bool
}

// ServeHTTP asks IAM, and goes on.
func (w *Watch) ServeHTTP(answer http.ResponseWriter, r *http.Request) {
	if err := w.ask(r); err != nil {
		w.mu.Lock()
		w.refuse(err.Error())
		w.mu.Unlock()
	}
	w.Next.ServeHTTP(answer, r)
}

func (w *Watch) ask(r *http.Request) error {
	c, err := readCall(r)
	if err != nil {
		return err
	}
	requests, err := c.requests(w.Fleet, w.Keys)
	if err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.made == nil {
		w.made, w.used = map[string]bool{}, map[policy.Grant]bool{}
	}
	w.made[c.operation()] = true
	caller := w.caller(c)
	for _, request := range requests {
		decision := w.Policies.Ask(caller, request)
		if !decision.Allowed {
			w.refuse(fmt.Sprintf("%s may not %s, which %s needs (denied by %q)", caller.ARN, request, c.operation(), decision.Denied))
		}
		for _, grant := range decision.Grants {
			w.used[grant] = true
		}
	}
	return nil
}

func (w *Watch) refuse(text string) {
	if w.refused == nil {
		w.refused = map[string]bool{}
	}
	w.refused[text] = true
}

// caller is whose policies count: the role of a target, and Jenkins' otherwise.
func (w *Watch) caller(c call) policy.Caller {
	if c.assumed {
		return policy.Caller{
			Account: c.caller.Account, ARN: w.Targets[c.caller.Account], UserID: c.caller.UserID,
			Policies: []policy.Document{w.Policies.Targets[c.caller.Account]},
		}
	}
	return policy.Caller{Account: c.caller.Account, ARN: w.Jenkins, UserID: c.caller.UserID, Policies: []policy.Document{w.Policies.Jenkins}}
}

// Refused lists what IAM would have refused, in order.
func (w *Watch) Refused() []string { return w.sorted(&w.refused) }

// Made lists the operations that were called, in order.
func (w *Watch) Made() []string { return w.sorted(&w.made) }

func (w *Watch) sorted(set *map[string]bool) []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Sorted(maps.Keys(*set))
}

// Used are the grants that calls have passed by.
func (w *Watch) Used() map[policy.Grant]bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return maps.Clone(w.used)
}

// SimFleet is the Fleet of a stand-in.
type SimFleet struct{ World *world.World }

// Tags are an instance's.
func (f SimFleet) Tags(place world.Place, id string) map[string]string {
	var tags map[string]string
	f.World.Do(func() {
		if i := f.World.Site(place).Instances.Get(id); i != nil {
			tags = i.Tags.Map()
		}
	})
	return tags
}

// Volumes are those that are attached to an instance.
func (f SimFleet) Volumes(place world.Place, id string) []string {
	var ids []string
	f.World.Do(func() {
		if i := f.World.Site(place).Instances.Get(id); i != nil {
			for _, a := range i.Attachments {
				ids = append(ids, a.VolumeID)
			}
		}
	})
	return ids
}
