package limits_test

import (
	"testing"
	"time"

	"patchline/internal/sim/limits"
)

func TestABucketStartsFullRefillsAndNeverOverflows(t *testing.T) {
	start := time.Date(2026, 11, 24, 22, 0, 0, 0, time.UTC)
	rate := limits.Rate{Burst: 3, Refill: 2}
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

// The figures of "Request throttling for the Amazon EC2 API".
func TestTheDocumentedRates(t *testing.T) {
	for name, test := range map[string]struct {
		service, action string
		unfiltered      bool
		want            limits.Rate
	}{
		"a filtered describe":     {"ec2", "DescribeInstances", false, limits.Rate{Burst: 100, Refill: 20}},
		"an unfiltered describe":  {"ec2", "DescribeSnapshots", true, limits.Rate{Burst: 50, Refill: 10}},
		"multi-volume snapshots":  {"ec2", "CreateSnapshots", false, limits.Rate{Burst: 100, Refill: 5}},
		"tags":                    {"ec2", "CreateTags", false, limits.Rate{Burst: 100, Refill: 10}},
		"starting":                {"ec2", "StartInstances", false, limits.Rate{Burst: 5, Refill: 2}},
		"stopping":                {"ec2", "StopInstances", false, limits.Rate{Burst: 50, Refill: 5}},
		"replacing a root volume": {"ec2", "CreateReplaceRootVolumeTask", false, limits.Rate{Burst: 50, Refill: 5}},
		"reading objects of S3":   {"s3", "GetObject", false, limits.Rate{Burst: 5500, Refill: 5500}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := limits.Request(test.service, test.action, test.unfiltered, false); got != test.want {
				t.Errorf("got %+v, want %+v", got, test.want)
			}
		})
	}
	if got := limits.Request("s3", "PutObject", false, true); got != (limits.Rate{Burst: 3500, Refill: 3500}) {
		t.Errorf("writing to S3: got %+v", got)
	}
	if rate, found := limits.Resource("StartInstances"); !found || rate != (limits.Rate{Burst: 1000, Refill: 2}) {
		t.Errorf("resources of StartInstances: got %+v", rate)
	}
	if rate, found := limits.Resource("StopInstances"); !found || rate != (limits.Rate{Burst: 1000, Refill: 20}) {
		t.Errorf("resources of StopInstances: got %+v", rate)
	}
	if _, found := limits.Resource("RebootInstances"); found {
		t.Error("RebootInstances takes no resource tokens")
	}
}
