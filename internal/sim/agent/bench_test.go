package agent

import (
	"testing"

	"patchline/internal/run"
)

// BenchmarkDocument is one document of one instance from its start to its
// marker, without the time that it waits: a rehearsal of 50,000 instances does
// it 400,000 times.
func BenchmarkDocument(b *testing.B) {
	f := newFixture(b, []string{"net", "critical", "cumulative"})
	template := *f.job(run.DocUpdatesBefore)
	for b.Loop() {
		job := template
		done := false
		for !done {
			f.world.Do(func() { done = f.agent.Step(f.world, f.instance, &job).Done })
		}
	}
}
