package ec2_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsec2 "github.com/aws/aws-sdk-go-v2/service/ec2"

	"patchline/internal/sim/ec2"
)

// forms are calls of each action that would work.
func (f fixture) forms() map[string]string {
	f.t.Helper()
	snapshot := f.before()
	free := *f.create(awsec2.CreateVolumeInput{Size: aws.Int32(1)}).VolumeId
	time.Sleep(15 * time.Second)
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

func TestADryRunChangesNothingAndTheCallItself(t *testing.T) {
	for _, action := range ec2.Actions() {
		t.Run(action, func(t *testing.T) {
			inTime(t, func(t *testing.T, f fixture) {
				f.fleet()
				form := "Action=" + action + "&" + f.forms()[action] + versioned
				before := f.everything()
				status, body := f.post(form + "&DryRun=true")
				if status != http.StatusPreconditionFailed || !strings.Contains(body, "<Code>DryRunOperation</Code>") {
					t.Errorf("the dry run: got %d %s", status, body)
				}
				if f.everything() != before {
					t.Error("the dry run has changed something")
				}
				status, body = f.post(form)
				if status != http.StatusOK || !strings.HasSuffix(body, "</"+action+"Response>") {
					t.Errorf("got %d %s", status, body)
				}
				if changed := f.everything() != before; changed == strings.HasPrefix(action, "Describe") {
					t.Errorf("changed something: %v", changed)
				}
			})
		})
	}
}
