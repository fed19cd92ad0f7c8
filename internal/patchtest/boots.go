package patchtest

import (
	"time"

	"patchline/internal/sim/world"
)

// boots counts how often each Windows has booted. Every boot has a moment of
// its own, and is seen when it ends or, the last one, at the end.
type boots struct{ moments map[string]map[time.Time]bool }

func (b *boots) watch(w *world.World) {
	b.moments = map[string]map[time.Time]bool{}
	w.Do(func() {
		w.OnDown(b.see)
		for _, site := range w.Sites() {
			for instance := range site.Instances.All() {
				b.see(instance)
			}
		}
	})
}

// see notes the boot that an instance is in. For the world's Do.
func (b *boots) see(i *world.Instance) {
	if i.Windows == nil {
		return
	}
	if b.moments[i.ID] == nil {
		b.moments[i.ID] = map[time.Time]bool{}
	}
	b.moments[i.ID][i.Windows.BootTime] = true
}

// of is how often an instance has booted since the test began.
func (b *boots) of(i *world.Instance) int {
	b.see(i)
	return max(len(b.moments[i.ID])-1, 0)
}
