package fleet

import (
	"runtime"
	"testing"
	"time"

	"patchline/internal/sim/clock"
	"patchline/internal/sim/faults"
	"patchline/internal/sim/world"
)

// night is a moment at which rehearsals of these tests begin.
var night = time.Date(2025, 10, 18, 22, 0, 0, 0, time.UTC)

func newWorld() *world.World {
	return world.New(clock.New(night, 1), 7, &faults.Plan{Start: night})
}

// BenchmarkGenerate50000 makes a large fleet and puts it into a world, and
// tells how much memory the world then holds. The project wants it within 3 s
// and 1.5 GiB.
func BenchmarkGenerate50000(b *testing.B) {
	var before, after runtime.MemStats
	for b.Loop() {
		runtime.GC()
		runtime.ReadMemStats(&before)
		w := newWorld()
		fill(b, w)
		b.StopTimer()
		runtime.GC()
		runtime.ReadMemStats(&after)
		b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/(1<<20), "MB")
		runtime.KeepAlive(w)
		b.StartTimer()
	}
}

// fill generates a fleet and leaves nothing of it but the world.
func fill(b *testing.B, w *world.World) {
	b.Helper()
	f, err := Generate(50_000, 7)
	if err != nil {
		b.Fatal(err)
	}
	if err := f.Build(w); err != nil {
		b.Fatal(err)
	}
}
