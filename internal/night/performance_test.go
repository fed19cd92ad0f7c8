package night_test

import (
	"flag"
	"testing"
)

// write has the tables of docs/performance.md measured anew, which takes
// minutes, and memory those of the processes, which take an hour.
var (
	write  = flag.Bool("write", false, "measure nights and binaries, and write the tables of docs/performance.md")
	memory = flag.Bool("memory", false, "measure the memory of the binaries through a real night of 10,000 instances, and write its table in docs/performance.md")
)

// sizes are how many instances the measured nights have.
func sizes() []int { return []int{300, 2400, 10000} }

func TestPerformanceTable(t *testing.T) {
	if !*write {
		t.Skip("it takes minutes: go test ./internal/night -run TestPerformanceTable -write")
	}
	var nights []measured
	for _, n := range sizes() {
		m := measure(t, n)
		t.Log("\n" + m.String())
		nights = append(nights, m)
	}
	page := openPage(t)
	page.put("machine", machine(t))
	page.put("nights", nightTable(nights))
	page.put("stages", stageTable(nights))
	page.put("actions", actionTable(nights))
	page.put("binaries", binaryTable(t))
	page.save()
}

func BenchmarkNight300(b *testing.B)   { benchmark(b, 300) }
func BenchmarkNight2400(b *testing.B)  { benchmark(b, 2400) }
func BenchmarkNight10000(b *testing.B) { benchmark(b, 10000) }

// benchmark measures nights. What it takes of real time is the stand-in's and
// the stages' together.
func benchmark(b *testing.B, n int) {
	b.Helper()
	var m measured
	for b.Loop() {
		// A bubble of virtual time wants a test.
		night := testing.InternalTest{Name: b.Name(), F: func(t *testing.T) { m = measure(t, n) }}
		if !testing.RunTests(func(string, string) (bool, error) { return true, nil }, []testing.InternalTest{night}) {
			b.Fatal("the night has failed")
		}
	}
	calls, elapsed, best := m.all()
	b.ReportMetric(float64(calls)/float64(n), "calls/instance")
	b.ReportMetric(elapsed.Minutes(), "min/night")
	b.ReportMetric(elapsed.Seconds()/best.Seconds(), "of-best")
}
