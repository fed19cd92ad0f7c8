// Package awslimits is how fast AWS lets an account call: what the binaries
// keep to and what the stand-in holds them to.
package awslimits

// Rate is a token bucket's size and its refill a second.
type Rate struct {
	Burst  float64
	Refill float64
}

// The documented request buckets of EC2, per account, Region and action:
// "Request throttling for the Amazon EC2 API", and the resource buckets of
// the same page.
var (
	describe           = Rate{Burst: 100, Refill: 20}
	describeUnfiltered = Rate{Burst: 50, Refill: 10}
	snapshotWrite      = Rate{Burst: 100, Refill: 5}
	tagWrite           = Rate{Burst: 100, Refill: 10}
	launch             = Rate{Burst: 5, Refill: 2}
	mutate             = Rate{Burst: 50, Refill: 5}
	otherEC2           = Rate{Burst: 100, Refill: 5}

	startResources = Rate{Burst: 1000, Refill: 2}
	stopResources  = Rate{Burst: 1000, Refill: 20}

	// Systems Manager publishes no rates for these actions (UNCONFIRMED):
	// what accounts are seen to get, on the low side.
	ssmRead  = Rate{Burst: 40, Refill: 20}
	ssmWrite = Rate{Burst: 10, Refill: 5}

	// Security Token Service: 600 requests a second an account and Region.
	sts = Rate{Burst: 600, Refill: 600}

	// S3: 3,500 writes and 5,500 reads a second a partitioned prefix; a
	// bucket counts as one prefix here.
	s3Write = Rate{Burst: 3500, Refill: 3500}
	s3Read  = Rate{Burst: 5500, Refill: 5500}
)

// Request gives the bucket of an API action. unfiltered is for a describe
// with neither filter nor pagination; write tells S3's two kinds apart.
func Request(service, action string, unfiltered, write bool) Rate {
	switch service {
	case "ec2":
		return ec2Request(action, unfiltered)
	case "ssm":
		return ssmRequest(action)
	case "s3":
		if write {
			return s3Write
		}
		return s3Read
	default:
		return sts
	}
}

func ec2Request(action string, unfiltered bool) Rate {
	switch action {
	case "DescribeInstances", "DescribeInstanceStatus", "DescribeSnapshots", "DescribeVolumes":
		if unfiltered {
			return describeUnfiltered
		}
		return describe
	case "DescribeReplaceRootVolumeTasks", "DescribeRegions":
		return describe
	case "CreateSnapshot", "CreateSnapshots", "DeleteSnapshot", "CreateVolume", "DeleteVolume":
		return snapshotWrite
	case "CreateTags", "DeleteTags":
		return tagWrite
	case "StartInstances":
		return launch
	case "StopInstances", "RebootInstances", "CreateReplaceRootVolumeTask", "AttachVolume", "DetachVolume":
		return mutate
	default:
		return otherEC2
	}
}

func ssmRequest(action string) Rate {
	switch action {
	case "SendCommand", "CancelCommand", "CreateDocument", "UpdateDocument", "UpdateDocumentDefaultVersion", "DeleteDocument":
		return ssmWrite
	default:
		return ssmRead
	}
}

// Resource gives the bucket that an EC2 action takes one token an instance
// from, and false where the action has none. Start and stop share no tokens.
func Resource(action string) (Rate, bool) {
	switch action {
	case "StartInstances":
		return startResources, true
	case "StopInstances":
		return stopResources, true
	default:
		return Rate{}, false
	}
}
