package chance_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"patchline/internal/sim/chance"
)

func TestADrawDependsOnSeedAndNamesAlone(t *testing.T) {
	if chance.Seed(1).Float("i-1", "boot") != chance.Seed(1).Float("i-1", "boot") {
		t.Error("the same draw came out differently")
	}
	for name, other := range map[string]float64{
		"another seed":              chance.Seed(2).Float("i-1", "boot"),
		"another name":              chance.Seed(1).Float("i-2", "boot"),
		"names that join the same":  chance.Seed(1).Float("i-1b", "oot"),
		"the same names in reverse": chance.Seed(1).Float("boot", "i-1"),
	} {
		if other == chance.Seed(1).Float("i-1", "boot") {
			t.Errorf("%s gave the same draw", name)
		}
	}
}

func TestDrawsAreSpreadEvenly(t *testing.T) {
	const draws, buckets = 20000, 10
	var seen [buckets]int
	for i := range draws {
		seen[chance.Seed(7).Intn(buckets, fmt.Sprintf("i-%017x", i), "boot")]++
	}
	for bucket, n := range seen {
		// Five standard deviations of a fair draw.
		if off := math.Abs(float64(n) - draws/buckets); off > 5*math.Sqrt(draws*0.1*0.9) {
			t.Errorf("bucket %d holds %d of %d draws", bucket, n, draws)
		}
	}
}

func TestBetweenStaysInside(t *testing.T) {
	for i := range 1000 {
		d := chance.Seed(3).Between(time.Minute, 2*time.Minute, fmt.Sprint(i))
		if d < time.Minute || d >= 2*time.Minute || d%time.Millisecond != 0 {
			t.Fatalf("drew %v", d)
		}
	}
}

func TestHexGivesTheLengthAskedForAndFewDoubles(t *testing.T) {
	seen := map[string]bool{}
	for i := range 10000 {
		id := chance.Seed(1).Hex(17, "i", fmt.Sprint(i))
		if len(id) != 17 || seen[id] {
			t.Fatalf("id %q: wrong length, or drawn twice", id)
		}
		seen[id] = true
	}
	if long := chance.Seed(1).Hex(64, "x"); len(long) != 64 || long[:16] == long[16:32] {
		t.Errorf("64 digits came out as %q", long)
	}
}
