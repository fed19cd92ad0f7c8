package rundoc_test

import (
	"patchline/internal/patchtest"
	"patchline/internal/sim/world"
)

// terminate ends an instance behind the run's back.
func terminate(b *patchtest.Bed, id string) {
	b.Change(id, func(w *world.World, i *world.Instance) { w.Terminate(i) })
}
