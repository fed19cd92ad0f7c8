package sim_test

import (
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"

	"patchline/internal/sim"
	"patchline/internal/sim/chance"
	"patchline/internal/sim/fleet"
)

// What the stand-in promises of large fleets; docs/rehearsal.md has what was
// measured.
const large = 50_000 // instances: start within 3 s, in less than 1.5 GiB

// BenchmarkStart is from nothing to a stand-in that answers. MB is what lives
// on the heap then.
func BenchmarkStart(b *testing.B) {
	b.ReportAllocs()
	var s *sim.Sim
	for n := 0; b.Loop(); n++ {
		s = startLarge(b, chance.Seed(n))
	}
	b.StopTimer()
	b.ReportMetric(liveMB(), "MB")
	runtime.KeepAlive(s)
}

// BenchmarkDescribeInstances is a page of 1,000 by a tag through the whole
// handler; less than 50 ms.
func BenchmarkDescribeInstances(b *testing.B) {
	s := startLarge(b, 1)
	const page = "Action=DescribeInstances&Version=2016-11-15&MaxResults=1000&Filter.1.Name=tag%3APatchGroup&Filter.1.Value.1=monthly"
	served(b, s, page, "<instanceId>", 1000)
}

// BenchmarkDescribeSnapshots is a page of 1,000 where each instance has
// snapshots.
func BenchmarkDescribeSnapshots(b *testing.B) {
	s := startLarge(b, 1)
	s.World().Do(func() {
		for _, site := range s.World().Sites() {
			for i := range site.Instances.All() {
				for _, a := range i.Attachments {
					s.World().BeginSnapshot(site.Volumes.Get(a.VolumeID), i, "", nil)
				}
			}
		}
	})
	served(b, s, "Action=DescribeSnapshots&Version=2016-11-15&MaxResults=1000&Owner.1=self", "<snapshotId>", 1000)
}

// BenchmarkSave writes the state, as the program does every 30 s.
func BenchmarkSave(b *testing.B) {
	s := startLarge(b, 1)
	for b.Loop() {
		state, err := s.Save()
		if err != nil {
			b.Fatal(err)
		}
		b.SetBytes(int64(len(state)))
	}
}

func startLarge(b *testing.B, seed chance.Seed) *sim.Sim {
	b.Helper()
	f, err := fleet.Generate(large, seed)
	if err != nil {
		b.Fatal(err)
	}
	s, err := sim.New(b.Context(), sim.Options{Fleet: f, Seed: seed, Unlimited: true})
	if err != nil {
		b.Fatal(err)
	}
	return s
}

// served measures one EC2 call whose answer has so many of an element.
func served(b *testing.B, s *sim.Sim, body, element string, count int) {
	b.Helper()
	b.ReportAllocs()
	for b.Loop() {
		r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		name, value, _ := strings.Cut(signed("ec2"), ": ")
		r.Header.Set(name, value)
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if got := strings.Count(w.Body.String(), element); w.Code != http.StatusOK || got != count {
			b.Fatalf("%d with %d of %d: %.300s", w.Code, got, count, w.Body)
		}
	}
}

// liveMB is what is in use on the heap.
func liveMB() float64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc) / (1 << 20)
}
