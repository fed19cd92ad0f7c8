// Package moto runs the power side of a patch day against a second opinion:
// EC2, S3 and STS are moto's (PyPI), written by people who know nothing of this
// project, and Systems Manager is the stand-in's.
package moto

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"patchline/internal/cli"
	"patchline/internal/run"
	"patchline/test/script/harness"
)

const (
	region  = "eu-central-1"
	account = "123456789012" // moto's
	bucket  = "patchline-moto"
)

func TestThePowerSideOfAPatchDayAgainstMoto(t *testing.T) {
	m := startMoto(t)
	ids := m.launch(t)
	if _, err := m.s3.CreateBucket(t.Context(), &s3.CreateBucketInput{
		Bucket: aws.String(bucket), CreateBucketConfiguration: locationOf(region),
	}); err != nil {
		t.Fatal(err)
	}
	bin := harness.Build(t, "fleet-sim", "discover", "snapshot", "start", "restore")
	sim := startSim(t, bin, ids)
	mirror := startMirror(t, m.url, sim)
	n := night{t: t, bin: bin, dir: t.TempDir(), env: []string{
		"AWS_ENDPOINT_URL_EC2=" + mirror, "AWS_ENDPOINT_URL_S3=" + m.url, "AWS_ENDPOINT_URL_STS=" + m.url, "AWS_ENDPOINT_URL_SSM=" + sim,
		"AWS_ACCESS_KEY_ID=" + account, "AWS_SECRET_ACCESS_KEY=x", "AWS_REGION=" + region,
		"PATCHLINE_RUN=night", "PATCHLINE_STORE=s3://" + bucket + "/patchline", "PATCHLINE_LOG_LEVEL=warn",
	}}

	n.do("discover", "--tag", "PatchGroup=moto")
	n.do("discover", "--tag", "PatchGroup=moto") // the manifest stands
	n.do("snapshot", "--poll", "100ms")
	n.do("start", "--poll", "100ms")
	m.wantStates(t, map[string]types.InstanceStateName{ids[0]: "running", ids[1]: "running", ids[2]: "running"})
	n.do("restore", "--poll", "100ms")
	m.wantStates(t, map[string]types.InstanceStateName{ids[0]: "running", ids[1]: "running", ids[2]: "stopped"})
	m.wantSnapshots(t, ids)

	// What is on S3 is read by other code than wrote it.
	var manifest run.Manifest
	if err := json.Unmarshal(m.object(t, "patchline/runs/night/manifest.json"), &manifest); err != nil {
		t.Fatal(err)
	}
	if len(manifest.Instances) != 3 || len(manifest.Instances[0].Volumes) == 0 || manifest.Instances[0].Volumes[0].SizeGiB == 0 {
		t.Errorf("the manifest holds %+v", manifest.Instances)
	}
	n.refused("discover", cli.CodeRefused, "--tag", "PatchGroup=another")
}

// night runs the binaries.
type night struct {
	t   *testing.T
	bin string
	dir string
	env []string
}

// do runs a stage that is to go well for all three instances.
func (n night) do(stage string, args ...string) {
	n.t.Helper()
	result, code := n.run(stage, args...)
	if code != cli.CodeOK || result.Outcomes.Succeeded != 3 {
		n.t.Fatalf("%s ended with %d, %+v, %s; want 3 succeeded", stage, code, result.Outcomes, result.Error)
	}
}

func (n night) refused(stage string, want cli.Code, args ...string) {
	n.t.Helper()
	if result, code := n.run(stage, args...); code != want {
		n.t.Errorf("%s ended with %d, %s; want %d", stage, code, result.Error, want)
	}
}

func (n night) run(stage string, args ...string) (cli.Result, cli.Code) {
	n.t.Helper()
	command := exec.CommandContext(n.t.Context(), filepath.Join(n.bin, stage), args...)
	command.Env = append(harness.Environment(n.bin, n.dir), n.env...)
	command.Stderr = os.Stderr
	out, _ := command.Output()
	var result cli.Result
	if err := json.Unmarshal(out, &result); err != nil {
		n.t.Fatalf("%s wrote no result but %q: %v", stage, out, err)
	}
	return result, cli.Code(command.ProcessState.ExitCode())
}

// fleetFile describes the instances of moto's EC2 as a fleet whose agents the
// stand-in plays.
func fleetFile(t *testing.T, ids []string) string {
	t.Helper()
	var text strings.Builder
	fmt.Fprintf(&text, "account: %q\nregion: %s\ninstances:\n", account, region)
	for i, id := range ids {
		state := "running"
		if i == stopped {
			state = "stopped"
		}
		fmt.Fprintf(&text, "  - {name: moto-%d, id: %s, state: %s, windows: {version: \"2022\"}}\n", i, id, state)
	}
	file := filepath.Join(t.TempDir(), "fleet.yaml")
	if err := os.WriteFile(file, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// wantStates compares moto's power states.
func (m moto) wantStates(t *testing.T, want map[string]types.InstanceStateName) {
	t.Helper()
	out, err := m.ec2.DescribeInstances(t.Context(), &ec2.DescribeInstancesInput{})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range out.Reservations {
		for _, i := range r.Instances {
			if id := aws.ToString(i.InstanceId); i.State.Name != want[id] {
				t.Errorf("%s is %s, want %s", id, i.State.Name, want[id])
			}
		}
	}
}
