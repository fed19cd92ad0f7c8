package awslimits_test

import (
	"testing"

	"patchline/internal/awslimits"
)

// The figures of "Request throttling for the Amazon EC2 API".
func TestTheDocumentedRates(t *testing.T) {
	for name, test := range map[string]struct {
		service, action string
		unfiltered      bool
		want            awslimits.Rate
	}{
		"a filtered describe":     {"ec2", "DescribeInstances", false, awslimits.Rate{Burst: 100, Refill: 20}},
		"an unfiltered describe":  {"ec2", "DescribeSnapshots", true, awslimits.Rate{Burst: 50, Refill: 10}},
		"multi-volume snapshots":  {"ec2", "CreateSnapshots", false, awslimits.Rate{Burst: 100, Refill: 5}},
		"tags":                    {"ec2", "CreateTags", false, awslimits.Rate{Burst: 100, Refill: 10}},
		"starting":                {"ec2", "StartInstances", false, awslimits.Rate{Burst: 5, Refill: 2}},
		"stopping":                {"ec2", "StopInstances", false, awslimits.Rate{Burst: 50, Refill: 5}},
		"replacing a root volume": {"ec2", "CreateReplaceRootVolumeTask", false, awslimits.Rate{Burst: 50, Refill: 5}},
		"reading objects of S3":   {"s3", "GetObject", false, awslimits.Rate{Burst: 5500, Refill: 5500}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := awslimits.Request(test.service, test.action, test.unfiltered, false); got != test.want {
				t.Errorf("got %+v, want %+v", got, test.want)
			}
		})
	}
	if got := awslimits.Request("s3", "PutObject", false, true); got != (awslimits.Rate{Burst: 3500, Refill: 3500}) {
		t.Errorf("writing to S3: got %+v", got)
	}
	if rate, found := awslimits.Resource("StartInstances"); !found || rate != (awslimits.Rate{Burst: 1000, Refill: 2}) {
		t.Errorf("resources of StartInstances: got %+v", rate)
	}
	if rate, found := awslimits.Resource("StopInstances"); !found || rate != (awslimits.Rate{Burst: 1000, Refill: 20}) {
		t.Errorf("resources of StopInstances: got %+v", rate)
	}
	if _, found := awslimits.Resource("RebootInstances"); found {
		t.Error("RebootInstances takes no resource tokens")
	}
}
