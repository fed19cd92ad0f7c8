package ec2_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

// forms are calls of each action that would work.
func (f fixture) forms() map[string]string {
	f.t.Helper()
	snapshot := f.before(web)
	free := *f.create(spareVolume).VolumeId
	if err := f.stop(db); err != nil {
		f.t.Fatal(err)
	}
	wait()
	return map[string]string{
		"DescribeRegions":                "RegionName.1=eu-central-1",
		"DescribeInstances":              "InstanceId.1=" + web,
		"DescribeInstanceStatus":         "",
		"DescribeVolumes":                "VolumeId.1=" + webData,
		"DescribeSnapshots":              "SnapshotId.1=" + snapshot,
		"DescribeTags":                   "MaxResults=5",
		"DescribeReplaceRootVolumeTasks": "",
		"StartInstances":                 "InstanceId.1=" + batch,
		"StopInstances":                  "InstanceId.1=" + web,
		"RebootInstances":                "InstanceId.1=" + web,
		"CreateVolume":                   "Size=1&AvailabilityZone=" + zone,
		"AttachVolume":                   "Device=xvdz&InstanceId=" + web + "&VolumeId=" + free,
		"DetachVolume":                   "VolumeId=" + webData,
		"DeleteVolume":                   "VolumeId=" + free,
		"CreateSnapshot":                 "VolumeId=" + webData,
		"CreateSnapshots":                "InstanceSpecification.InstanceId=" + web,
		"DeleteSnapshot":                 "SnapshotId=" + snapshot,
		"CreateTags":                     "ResourceId.1=" + web + "&Tag.1.Key=New&Tag.1.Value=x",
		"DeleteTags":                     "ResourceId.1=" + web,
		"CreateReplaceRootVolumeTask":    "InstanceId=" + web + "&SnapshotId=" + snapshot,
	}
}

// everything is the world and EC2's own state, as they are saved.
func (f fixture) everything() string {
	f.t.Helper()
	var world, own []byte
	f.world.Do(func() {
		var err error
		if world, err = f.world.Save(); err != nil {
			f.t.Fatal(err)
		}
		if own, err = json.Marshal(f.service.State()); err != nil {
			f.t.Fatal(err)
		}
	})
	return string(world) + string(own)
}

func TestADryRunOfAnyActionChangesNothing(t *testing.T) {
	inTime(t, func(t *testing.T, f fixture) {
		f.fleet()
		forms := f.forms()
		for action, form := range forms {
			before := f.everything()
			status, body := f.post("Action=" + action + "&DryRun=true&" + form + versioned)
			if status != 412 || !strings.Contains(body, "<Code>DryRunOperation</Code>") {
				t.Errorf("%s: got %d %s", action, status, body)
			}
			if f.everything() != before {
				t.Errorf("%s: the dry run has changed something", action)
			}
		}
		// Without it each of them works, and those that change something do.
		for action, form := range forms {
			other := newFixture(t, f.world)
			_ = other
			before := f.everything()
			status, body := f.post("Action=" + action + "&" + form + versioned)
			describes := strings.HasPrefix(action, "Describe")
			if conflicts := []string{"AttachVolume", "DeleteVolume", "DetachVolume", "RebootInstances", "CreateReplaceRootVolumeTask", "DeleteSnapshot", "CreateSnapshot", "CreateSnapshots", "StopInstances", "DescribeVolumes", "DescribeSnapshots"}; slices.Contains(conflicts, action) {
				continue // they are in each other's way
			}
			if status != 200 || (f.everything() == before) != describes {
				t.Errorf("%s: got %d %s", action, status, body)
			}
		}
	})
}
