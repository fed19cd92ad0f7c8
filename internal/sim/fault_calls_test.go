package sim_test

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

var throttled = faultTest{
	plan: `
faults:
  - {fault: throttle, operation: "ec2:DescribeVolumes", times: 2}
  - {fault: throttle, operation: "ssm:*", times: 2}
  - {fault: throttle, operation: "sts:*", times: 1}
  - {fault: throttle, operation: "s3:*", skip: 1, times: 1}`,
	see: func(x *sdk) {
		_, err := x.ec2.DescribeVolumes(x.Context(), &ec2.DescribeVolumesInput{})
		x.refusedWith(err, "RequestLimitExceeded", http.StatusServiceUnavailable)
		// The SDK's default retries get past the second one.
		if _, err := x.patient.ec2.DescribeVolumes(x.Context(), &ec2.DescribeVolumesInput{}); err != nil {
			x.Error(err)
		}
		if got := x.sim.Ledger().Counts()["ec2"]["DescribeVolumes"]; got.Calls != 3 || got.Throttled != 2 || got.Errors != 0 {
			x.Errorf("/_sim/calls counts %+v", got)
		}
		_, err = x.ssm.ListCommands(x.Context(), &ssm.ListCommandsInput{})
		x.refusedWith(err, "ThrottlingException", http.StatusBadRequest)
		if _, err := x.patient.ssm.ListDocuments(x.Context(), &ssm.ListDocumentsInput{}); err != nil {
			x.Error(err)
		}
		_, err = x.sts.GetCallerIdentity(x.Context(), &sts.GetCallerIdentityInput{})
		x.refusedWith(err, "Throttling", http.StatusBadRequest)
		put := func(client *s3.Client) error {
			_, err := client.PutObject(x.Context(), &s3.PutObjectInput{Bucket: aws.String(bucket), Key: aws.String("a"), Body: strings.NewReader("a")})
			return err
		}
		x.must(put(x.s3))
		x.refusedWith(put(x.s3), "SlowDown", http.StatusServiceUnavailable)
		x.must(put(x.s3))
	},
}

var refusedByPlan = faultTest{
	plan: `
faults:
  - {fault: error, operation: "ec2:RebootInstances", tags: {Application: payroll}, code: UnauthorizedOperation, status: 403, message: Not here.}
  - {fault: error, operation: "sts:AssumeRole", code: AccessDenied, status: 403}`,
	see: func(x *sdk) {
		_, err := x.patient.ec2.RebootInstances(x.Context(), &ec2.RebootInstancesInput{InstanceIds: []string{filesID, struckID}})
		x.refusedWith(err, "UnauthorizedOperation", http.StatusForbidden)
		if err == nil || !strings.Contains(err.Error(), "Not here.") {
			x.Errorf("the message is %v", err)
		}
		_, err = x.ec2.RebootInstances(x.Context(), &ec2.RebootInstancesInput{InstanceIds: []string{filesID}})
		x.must(err)
		_, err = x.sts.AssumeRole(x.Context(), &sts.AssumeRoleInput{
			RoleArn: aws.String("arn:aws:iam::444455556666:role/Patchline"), RoleSessionName: aws.String("night"),
		})
		x.refusedWith(err, "AccessDenied", http.StatusForbidden)
		time.Sleep(time.Hour)
		if booted := x.instance(struckID).Windows.BootTime; time.Since(booted) < 24*time.Hour {
			x.Errorf("the refused call has rebooted %s at %v", struckID, booted)
		}
	},
}

var slow = faultTest{
	plan: `
faults:
  - {fault: slow, operation: "s3:*", delay: 2s, after: 1h, for: 1h}`,
	see: func(x *sdk) {
		begun := time.Now()
		for _, moment := range []struct{ at, takes time.Duration }{
			{0, 0}, {time.Hour - time.Second, 0}, {time.Hour, 2 * time.Second}, {2*time.Hour - time.Second, 2 * time.Second}, {2*time.Hour + 2*time.Second, 0},
		} {
			time.Sleep(time.Until(begun.Add(moment.at)))
			_, err := x.s3.ListObjectsV2(x.Context(), &s3.ListObjectsV2Input{Bucket: aws.String(bucket)})
			x.must(err)
			if took := time.Since(begun) - moment.at; took != moment.takes {
				x.Errorf("after %v a call takes %v, want %v", moment.at, took, moment.takes)
			}
		}
	},
}

var lostAnswer = faultTest{
	plan: `
faults:
  - {fault: lost-answer, operation: "ssm:SendCommand", skip: 1, times: 1}
  - {fault: lost-answer, operation: "ec2:CreateSnapshots", times: 1}`,
	see: func(x *sdk) {
		send := func(client *ssm.Client) error {
			_, err := client.SendCommand(x.Context(), &ssm.SendCommandInput{
				DocumentName: aws.String("AWS-RunPowerShellScript"), InstanceIds: []string{struckID},
				Parameters: map[string][]string{"commands": {"exit 0"}},
			})
			return err
		}
		x.must(send(x.ssm))
		x.refusedWith(send(x.ssm), "InternalServerError", http.StatusInternalServerError)
		sent, err := x.ssm.ListCommands(x.Context(), &ssm.ListCommandsInput{})
		x.must(err)
		if len(sent.Commands) != 2 {
			x.Errorf("%d commands were sent, want 2: the one without an answer as well", len(sent.Commands))
		}
		// This is what a retry in good faith does: the snapshots are there twice.
		_, err = x.ec2.CreateSnapshots(x.Context(), snapshotsOf(struckID))
		x.refusedWith(err, "InternalError", http.StatusInternalServerError)
		time.Sleep(15 * time.Second) // at once EC2 would refuse it
		_, err = x.ec2.CreateSnapshots(x.Context(), snapshotsOf(struckID))
		x.must(err)
		if got := len(x.snapshots()); got != 2 {
			x.Errorf("%d snapshots are there, want 2", got)
		}
	},
}

var eventual = faultTest{
	plan: `
faults:
  - {fault: eventual-consistency, operation: "ec2:Describe*", delay: 20s}
  - {fault: eventual-consistency, operation: "ssm:*", delay: 30s}`,
	see: func(x *sdk) {
		made, err := x.ec2.CreateSnapshots(x.Context(), snapshotsOf(struckID))
		x.must(err)
		_, err = x.ec2.StopInstances(x.Context(), &ec2.StopInstancesInput{InstanceIds: []string{sparedID}})
		x.must(err)
		command := x.send("AWS-RunPowerShellScript", map[string][]string{"commands": {"exit 0"}}, struckID)
		describe := func() error {
			_, err := x.ec2.DescribeSnapshots(x.Context(), &ec2.DescribeSnapshotsInput{SnapshotIds: []string{*made.Snapshots[0].SnapshotId}})
			return err
		}
		look := func(code string, snapshots int, state string) {
			x.Helper()
			x.refused(describe(), code)
			if got := len(x.snapshots()); got != snapshots {
				x.Errorf("%d snapshots are listed, want %d", got, snapshots)
			}
			out, err := x.ec2.DescribeInstances(x.Context(), &ec2.DescribeInstancesInput{InstanceIds: []string{sparedID}})
			x.must(err)
			if got := string(out.Reservations[0].Instances[0].State.Name); got != state {
				x.Errorf("the instance is shown as %s, want %s", got, state)
			}
		}
		commands := func(code string, want int) {
			x.Helper()
			out, err := x.ssm.ListCommands(x.Context(), &ssm.ListCommandsInput{})
			x.must(err)
			if len(out.Commands) != want {
				x.Errorf("%d commands are listed, want %d", len(out.Commands), want)
			}
			_, err = x.ssm.GetCommandInvocation(x.Context(), &ssm.GetCommandInvocationInput{CommandId: &command, InstanceId: aws.String(struckID)})
			x.refused(err, code)
		}
		time.Sleep(20*time.Second - 1)
		look("InvalidSnapshot.NotFound", 0, "running")
		time.Sleep(time.Nanosecond)
		look("", 1, "stopping")
		commands("InvocationDoesNotExist", 0)
		time.Sleep(11 * time.Second) // an invocation is hidden a second longer than its command
		commands("", 1)
	},
}

// refusedWith wants an error of a code and an HTTP status.
func (x *sdk) refusedWith(err error, code string, status int) {
	x.Helper()
	x.refused(err, code)
	if answer, found := errors.AsType[*smithyhttp.ResponseError](err); !found || answer.HTTPStatusCode() != status {
		x.Errorf("got %v, want the HTTP status %d", err, status)
	}
}
