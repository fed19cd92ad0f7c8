package limits_test

import (
	"testing"
	"time"

	"patchline/internal/awslimits"
	"patchline/internal/sim/limits"
)

func TestABucketStartsFullRefillsAndNeverOverflows(t *testing.T) {
	start := time.Date(2026, 11, 24, 22, 0, 0, 0, time.UTC)
	rate := awslimits.Rate{Burst: 3, Refill: 2}
	buckets := limits.Buckets{}
	take := func(at time.Duration) bool { return buckets.Take("a", rate, 1, start.Add(at)) }

	for i := range 3 {
		if !take(0) {
			t.Fatalf("call %d of a full bucket of 3 was refused", i+1)
		}
	}
	if take(0) {
		t.Error("a fourth call at the same moment was let through")
	}
	if take(400 * time.Millisecond) {
		t.Error("0.8 tokens were enough for a call")
	}
	if !take(500 * time.Millisecond) {
		t.Error("a whole token after half a second was not enough")
	}
	if !buckets.Take("b", rate, 3, start) {
		t.Error("another bucket was not full")
	}
	if buckets.Take("a", rate, 4, start.Add(time.Hour)) {
		t.Error("a bucket of 3 gave 4 tokens after an hour")
	}
	if !buckets.Take("a", rate, 3, start.Add(time.Hour)) {
		t.Error("a bucket of 3 was not full after an hour")
	}
}
