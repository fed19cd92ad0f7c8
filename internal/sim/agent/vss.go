package agent

import (
	"errors"
	"fmt"
	"strings"

	"patchline/internal/sim/world"
)

// vssVersion is the AwsVssComponents that every simulated Windows has.
const vssVersion = "2.5.1"

// The phases of the VSS documents, by Job.Cursor.
const (
	vssUnasked = iota
	vssFreezes
	vssTags
)

// vssSnapshot is the script of AWSEC2-CreateVssSnapshot and of
// AWSEC2-VssInstallAndSnapshot: it makes a snapshot of each attached volume at
// one moment. A volume whose snapshot goes wrong does not fail the command:
// its snapshot has the tag AppConsistent False.
//
// Imitated: what the tag AwsVssConfig holds, the text of the output, and that
// CreateSnapshots' limits don't apply. CreateAmi is not done.
func vssSnapshot(w *world.World, i *world.Instance, job *Job) Progress {
	tags, err := vssRequest(job)
	if err != nil {
		return failed("%v", err)
	}
	switch job.Cursor {
	case vssUnasked:
		job.Cursor = vssFreezes
		return Progress{Wait: draw(w, i, job, "freeze", vssFreezeTakes)}
	case vssFreezes:
		job.Cursor = vssTags
		made := snapshotAll(w, i, job, tags)
		if len(made) == 0 {
			return failed("no volume of %s is left to make a snapshot of", i.ID)
		}
		return Progress{
			Wait:   draw(w, i, job, "tags", vssTagTakes),
			Stdout: strings.Join(made, windowsLineEnd) + windowsLineEnd,
		}
	default:
		return Progress{Done: true, Stdout: "The VSS snapshots were made." + windowsLineEnd}
	}
}

// vssRequest reads the parameters, and gives the tags that they ask for.
func vssRequest(job *Job) (world.Tags, error) {
	switch {
	case isTrue(job, "CreateAmi"):
		return nil, errors.New("fleet-sim: the Go agent can't make an AMI (CreateAmi)")
	case isTrue(job, "NoWriters") && isTrue(job, "SaveVssMetadata"):
		return nil, errors.New("NoWriters and SaveVssMetadata can't both be True")
	}
	return parseTags(job.parameter("tags"))
}

func isTrue(job *Job, parameter string) bool {
	return strings.EqualFold(job.parameter(parameter), "True")
}

// snapshotAll begins the snapshots and gives a line about each.
func snapshotAll(w *world.World, i *world.Instance, job *Job, tags world.Tags) []string {
	set := w.Seed.Hex(32, i.ID, job.CommandID, "snapshot set")
	root := i.RootVolume().VolumeID
	var made []string
	for _, a := range i.Attachments {
		volume := w.Site(i.Place).Volumes.Get(a.VolumeID)
		if volume == nil || a.VolumeID == root && isTrue(job, "ExcludeBootVolume") {
			continue
		}
		s := w.BeginSnapshot(volume, i, job.parameter("description"), append(world.Tags{}, tags...))
		consistent := "True"
		if s.Fails || isTrue(job, "NoWriters") {
			consistent = "False"
		}
		s.Tags.Set("Device", a.Device)
		s.Tags.Set("AppConsistent", consistent)
		s.Tags.Set("AwsVssConfig", fmt.Sprintf("AwsVssComponents %s, snapshot set %s", vssVersion, set))
		made = append(made, fmt.Sprintf("%s of %s (%s): AppConsistent %s", s.ID, a.VolumeID, a.Device, consistent))
	}
	return made
}
