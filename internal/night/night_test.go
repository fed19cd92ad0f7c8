package night_test

import (
	"testing"

	"patchline/internal/discover"
	"patchline/internal/patchtest"
	"patchline/internal/sim/fleet"
	"time"
)

var monthly = discover.Tag{Key: "PatchGroup", Value: "monthly"}

func TestExperiment(t *testing.T) {
	for _, n := range []int{0, 60, 300} {
		began := time.Now()
		var s patchtest.Setup
		if n > 0 {
			f, err := fleet.Generate(n, 7)
			if err != nil {
				t.Fatal(err)
			}
			s.Fleet = f
		}
		patchtest.Run(t, s, func(b *patchtest.Bed) {
			from := time.Now()
			last := from
			before := b.Calls()
			tr := goThrough(b, steps(monthly, limits), func(s step) {
				c := b.Calls()
				d := map[string]int{}
				tot := 0
				for k, v := range c {
					if v != before[k] {
						d[k] = v - before[k]
						tot += v - before[k]
					}
				}
				t.Logf("%-50s %8s %d %v", s.id, time.Since(last).Round(time.Second), tot, d)
				last = time.Now()
				before = c
			})
			t.Logf("%s throttled %d", time.Since(from), b.Throttled())
			t.Log(tr)
		})
		t.Logf("n=%d real %s", n, time.Since(began))
	}
}
