package sim_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
	ssmtypes "github.com/aws/aws-sdk-go-v2/service/ssm/types"

	"patchline/internal/run"
)

// schedule is a night at fixed moments, whose steps keep nothing from one to
// the next: any of them can be the first that a restored stand-in sees.
type schedule struct{ *sdk }

func (s schedule) steps() []step {
	send := func(document string) func() { return func() { s.sendToAll(document) } }
	return []step{
		{1 * time.Minute, s.snapshotAll},
		{12 * time.Minute, s.startAll},
		{14 * time.Minute, s.startAll}, // those that there was no room for
		{25 * time.Minute, send(run.DocUpdateAgent)},
		{35 * time.Minute, send(run.DocUpdatesBefore)},
		{40 * time.Minute, send(run.DocInstall)},
		{50 * time.Minute, s.deleteSnapshots},
		{100 * time.Minute, send(run.DocUpdatesAfter)},
		{100*time.Minute + 10*time.Second, s.cancelOpen},
		{110 * time.Minute, s.rebootAll},
		{125 * time.Minute, send(run.DocConfirm)},
		{130 * time.Minute, s.replaceRoots},
		{145 * time.Minute, s.stopHalf},
	}
}

type step struct {
	at time.Duration
	do func()
}

// After quiet nothing is under way any more but commands that expire, and at
// the end all have.
const (
	quiet = 3 * time.Hour
	ends  = 5 * time.Hour
)

// play does what comes after a moment of the night, and gives all there is to
// see at its end. saved is called every saveEvery until quiet; it may be nil.
func (s schedule) play(from time.Duration, saved func(time.Duration)) []byte {
	s.Helper()
	began := time.Now().Add(-from)
	nextSave := from + saveEvery
	save := func(until time.Duration) {
		for ; saved != nil && nextSave < until; nextSave += saveEvery {
			time.Sleep(time.Until(began.Add(nextSave)))
			saved(nextSave)
		}
	}
	for _, step := range s.steps() {
		if step.at < from {
			continue
		}
		save(step.at)
		time.Sleep(time.Until(began.Add(step.at)))
		step.do()
	}
	save(quiet)
	time.Sleep(time.Until(began.Add(ends)))
	return s.everything()
}

// instancesIn lists the instances in a state.
func (s schedule) instancesIn(state string) []ec2types.Instance {
	s.Helper()
	out, err := s.ec2.DescribeInstances(s.Context(), &ec2.DescribeInstancesInput{
		Filters: []ec2types.Filter{{Name: aws.String("instance-state-name"), Values: []string{state}}},
	})
	s.must(err)
	var all []ec2types.Instance
	for _, r := range out.Reservations {
		all = append(all, r.Instances...)
	}
	return all
}

func (s schedule) snapshotAll() {
	for _, i := range s.instancesIn("running") {
		_, err := s.ec2.CreateSnapshots(s.Context(), &ec2.CreateSnapshotsInput{
			InstanceSpecification: &ec2types.InstanceSpecification{InstanceId: i.InstanceId},
		})
		s.must(err)
	}
}

// deleteSnapshots deletes the failed ones.
func (s schedule) deleteSnapshots() {
	out, err := s.ec2.DescribeSnapshots(s.Context(), &ec2.DescribeSnapshotsInput{
		Filters: []ec2types.Filter{{Name: aws.String("status"), Values: []string{"error"}}},
	})
	s.must(err)
	if len(out.Snapshots) == 0 {
		s.Error("no snapshot has failed")
	}
	for _, snapshot := range out.Snapshots {
		_, err := s.ec2.DeleteSnapshot(s.Context(), &ec2.DeleteSnapshotInput{SnapshotId: snapshot.SnapshotId})
		s.must(err)
	}
}

// startAll starts the stopped ones, each by itself.
func (s schedule) startAll() {
	for _, i := range s.instancesIn("stopped") {
		_, err := s.ec2.StartInstances(s.Context(), &ec2.StartInstancesInput{InstanceIds: []string{*i.InstanceId}})
		if codeOf(err) != "InsufficientInstanceCapacity" {
			s.must(err)
		}
	}
}

func (s schedule) stopHalf() {
	for n, i := range s.instancesIn("running") {
		if n%2 == 0 {
			_, err := s.ec2.StopInstances(s.Context(), &ec2.StopInstancesInput{InstanceIds: []string{*i.InstanceId}})
			if codeOf(err) != "OperationNotPermitted" {
				s.must(err)
			}
		}
	}
}

func (s schedule) rebootAll() {
	for _, i := range s.instancesIn("running") {
		_, err := s.ec2.RebootInstances(s.Context(), &ec2.RebootInstancesInput{InstanceIds: []string{*i.InstanceId}})
		s.must(err)
	}
}

// replaceRoots puts the first instances back on their snapshots.
func (s schedule) replaceRoots() {
	for _, i := range s.instancesIn("running")[:5] {
		for _, volume := range i.BlockDeviceMappings {
			if *volume.DeviceName != *i.RootDeviceName {
				continue
			}
			out, err := s.ec2.DescribeSnapshots(s.Context(), &ec2.DescribeSnapshotsInput{Filters: []ec2types.Filter{
				{Name: aws.String("volume-id"), Values: []string{*volume.Ebs.VolumeId}},
				{Name: aws.String("status"), Values: []string{"completed"}},
			}})
			s.must(err)
			if len(out.Snapshots) == 0 {
				continue
			}
			_, err = s.ec2.CreateReplaceRootVolumeTask(s.Context(), &ec2.CreateReplaceRootVolumeTaskInput{
				InstanceId: i.InstanceId, SnapshotId: out.Snapshots[0].SnapshotId, ClientToken: i.InstanceId,
			})
			s.must(err)
		}
	}
}

// nodes are the Windows instances that Systems Manager takes for Online.
func (s schedule) nodes() []string {
	s.Helper()
	var ids []string
	pages := ssm.NewDescribeInstanceInformationPaginator(s.ssm, &ssm.DescribeInstanceInformationInput{MaxResults: aws.Int32(50),
		Filters: []ssmtypes.InstanceInformationStringFilter{
			{Key: aws.String("PingStatus"), Values: []string{"Online"}}, {Key: aws.String("PlatformTypes"), Values: []string{"Windows"}},
		}})
	for pages.HasMorePages() {
		page, err := pages.NextPage(s.Context())
		s.must(err)
		for _, i := range page.InstanceInformationList {
			ids = append(ids, *i.InstanceId)
		}
	}
	return ids
}

func (s schedule) sendToAll(document string) {
	s.sendDocument(document, s.nodes()...)
}

// cancelOpen cancels the commands that are not at their end.
func (s schedule) cancelOpen() {
	out, err := s.ssm.ListCommands(s.Context(), &ssm.ListCommandsInput{})
	s.must(err)
	open := 0
	for _, c := range out.Commands {
		if c.Status == ssmtypes.CommandStatusInProgress {
			open++
			_, err := s.ssm.CancelCommand(s.Context(), &ssm.CancelCommandInput{CommandId: c.CommandId})
			s.must(err)
		}
	}
	if open == 0 {
		s.Error("no command was open")
	}
}

// everything is all that clients and /_sim/ can see, and the state as it is
// kept.
func (s schedule) everything() []byte {
	s.Helper()
	var out bytes.Buffer
	write := func(what any) {
		text, err := json.MarshalIndent(what, "", " ")
		s.must(err)
		out.Write(text)
	}
	write(s.instances())
	snapshots, err := s.ec2.DescribeSnapshots(s.Context(), &ec2.DescribeSnapshotsInput{})
	s.must(err)
	write(snapshots.Snapshots)
	commands, err := s.ssm.ListCommands(s.Context(), &ssm.ListCommandsInput{})
	s.must(err)
	for _, c := range commands.Commands {
		write(c)
		invocations, err := s.ssm.ListCommandInvocations(s.Context(), &ssm.ListCommandInvocationsInput{CommandId: c.CommandId, Details: true})
		s.must(err)
		write(invocations.CommandInvocations)
	}
	for _, key := range s.keys("") {
		out.WriteString(key + "\n" + strings.ReplaceAll(s.object(key), "\r", "") + "\n")
	}
	out.Write(s.save())
	return out.Bytes()
}
