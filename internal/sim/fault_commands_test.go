package sim_test

import (
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
	ssmtypes "github.com/aws/aws-sdk-go-v2/service/ssm/types"

	"patchline/internal/run"
)

// silence is from the last heartbeat to ConnectionLost.
const silence = 6 * time.Minute

var agentLostAfterUpdate = faultTest{
	plan: `
faults:
  - {fault: agent-lost-after-update, instances: [` + struckID + `]}`,
	see: func(x *sdk) {
		sent := time.Now()
		command := x.send("AWS-UpdateSSMAgent", nil, struckID, sparedID)
		time.Sleep(4 * time.Minute)
		x.wantDetail(command, sparedID, "Success")
		x.wantDetail(command, struckID, "InProgress")
		if !x.instance(struckID).AgentLost || x.instance(sparedID).AgentLost {
			x.Error("it is not one agent that is lost, and the other that is not")
		}
		// Systems Manager takes it for Online until its heartbeat is overdue.
		x.wantPing(struckID, "Online")
		time.Sleep(time.Until(x.lastPing(struckID).Add(silence)))
		x.wantPing(struckID, "Online")
		time.Sleep(time.Nanosecond)
		x.wantPing(struckID, "ConnectionLost")
		x.wantPing(sparedID, "Online")
		x.wantStatus(struckID, types.SummaryStatusOk)
		// TimeoutSeconds is 600, and the step may take 3600.
		time.Sleep(time.Until(sent.Add(4200*time.Second - 1)))
		x.wantDetail(command, struckID, "InProgress")
		time.Sleep(time.Nanosecond)
		x.wantDetail(command, struckID, "DeliveryTimedOut")
	},
}

var agentLostAfterReboot = faultTest{
	plan: `
faults:
  - {fault: agent-lost-after-reboot, instances: [` + struckID + `]}`,
	see: func(x *sdk) {
		x.wantPing(struckID, "Online")
		rebooted := time.Now()
		x.reboot(struckID, sparedID)
		time.Sleep(time.Hour)
		for _, id := range []string{struckID, sparedID} {
			if booted := x.instance(id).Windows.BootTime; !booted.After(rebooted) {
				x.Errorf("%s has booted at %v, before its reboot", id, booted)
			}
			x.wantStatus(id, types.SummaryStatusOk)
		}
		x.wantPing(struckID, "ConnectionLost")
		x.wantPing(sparedID, "Online")
		// The instance runs, so that SendCommand takes it; nobody is there.
		command := x.send("AWS-RunPowerShellScript", map[string][]string{"commands": {"exit 0"}, "executionTimeout": {"60"}}, struckID, sparedID)
		time.Sleep(660*time.Second - 1)
		x.wantDetail(command, sparedID, "Success")
		x.wantDetail(command, struckID, "InProgress")
		time.Sleep(time.Nanosecond)
		x.wantDetail(command, struckID, "DeliveryTimedOut")
	},
}

var neverReports = faultTest{
	plan: `
faults:
  - {fault: command-never-reports, document: ` + run.DocUpdatesBefore + `, instances: [` + struckID + `]}`,
	see: func(x *sdk) {
		other := x.sendDocument(run.DocSoftware, struckID)
		sent := time.Now()
		command := x.sendDocument(run.DocUpdatesBefore, struckID, sparedID)
		time.Sleep(10 * time.Minute)
		x.wantMarker(run.DocUpdatesBefore, struckID, "success")
		x.wantMarker(run.DocUpdatesBefore, sparedID, "success")
		x.wantDetail(command, sparedID, "Success")
		x.wantDetail(command, struckID, "InProgress")
		x.wantDetail(other, struckID, "Success")
		out, err := x.ssm.ListCommands(x.Context(), &ssm.ListCommandsInput{CommandId: &command})
		x.must(err)
		expires := *out.Commands[0].ExpiresAfter
		if !expires.After(sent.Add(10 * time.Minute)) {
			x.Fatalf("the command expires at %v", expires)
		}
		time.Sleep(time.Until(expires.Add(time.Second)))
		x.wantDetail(command, struckID, "DeliveryTimedOut")
		x.wantPing(struckID, "Online")
	},
}

var markerNeverWritten = faultTest{
	plan: `
faults:
  - {fault: marker-never-written, document: ` + run.DocUpdatesBefore + `, instances: [` + struckID + `], times: 1}`,
	see: func(x *sdk) {
		command := x.sendDocument(run.DocUpdatesBefore, struckID, sparedID)
		time.Sleep(10 * time.Minute)
		x.wantDetail(command, struckID, "Success")
		x.wantDetail(command, sparedID, "Success")
		x.wantMarker(run.DocUpdatesBefore, struckID, "")
		x.wantMarker(run.DocUpdatesBefore, sparedID, "success")
		if len(x.csvs("night-1", run.UpdatesBefore)[struckID]) == 0 {
			x.Error("its CSV is missing too")
		}
		x.sendDocument(run.DocUpdatesBefore, struckID)
		time.Sleep(10 * time.Minute)
		x.wantMarker(run.DocUpdatesBefore, struckID, "success")
	},
}

// wantDetail compares the StatusDetails of an invocation.
func (x *sdk) wantDetail(command, id, want string) {
	x.Helper()
	out, err := x.ssm.ListCommandInvocations(x.Context(), &ssm.ListCommandInvocationsInput{CommandId: &command, InstanceId: &id})
	x.must(err)
	if got := *out.CommandInvocations[0].StatusDetails; got != want {
		x.Errorf("the command is %s on %s, want %s", got, id, want)
	}
}

func (x *sdk) node(id string) ssmtypes.InstanceInformation {
	x.Helper()
	out, err := x.ssm.DescribeInstanceInformation(x.Context(), &ssm.DescribeInstanceInformationInput{
		Filters: []ssmtypes.InstanceInformationStringFilter{{Key: aws.String("InstanceIds"), Values: []string{id}}},
	})
	x.must(err)
	return out.InstanceInformationList[0]
}

func (x *sdk) lastPing(id string) time.Time { return *x.node(id).LastPingDateTime }

func (x *sdk) wantPing(id string, want ssmtypes.PingStatus) {
	x.Helper()
	if got := x.node(id).PingStatus; got != want {
		x.Errorf("Systems Manager takes %s for %s, want %s", id, got, want)
	}
}

// wantMarker compares the outcome in a marker's key; "" is no marker.
func (x *sdk) wantMarker(document, id, want string) {
	x.Helper()
	got := ""
	prefix := "patchline/runs/night-1/markers/" + document + "/1/"
	for _, key := range x.keys(prefix) {
		identity, file, _ := strings.Cut(strings.TrimPrefix(key, prefix), "/")
		if instanceOf(identity) == id {
			got = strings.TrimSuffix(file, ".json")
		}
	}
	if got != want {
		x.Errorf("the marker of %s on %s is %q, want %q", document, id, got, want)
	}
}
