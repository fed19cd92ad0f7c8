package ec2

import (
	"patchline/internal/sim/apierr"
	"patchline/internal/sim/world"
)

type createReplaceRootVolumeTaskInput struct {
	dry
	InstanceID  string             `form:"InstanceId,required"`
	SnapshotID  string             `form:"SnapshotId"`
	ClientToken string             `form:"ClientToken" json:"-"`
	DeleteOld   bool               `form:"DeleteReplacedRootVolume"`
	Tags        []tagSpecification `form:"TagSpecification"`
	Image       string             `form:"ImageId,unsimulated"`
	Rate        string             `form:"VolumeInitializationRate,unsimulated"`
}

func (in *createReplaceRootVolumeTaskInput) instances() []string { return []string{in.InstanceID} }

type taskAnswer struct {
	meta
	Task taskItem `xml:"replaceRootVolumeTask"`
}

// createReplaceRootVolumeTask restores a snapshot. The launch state, without
// one, is not simulated.
func createReplaceRootVolumeTask(c *call, in *createReplaceRootVolumeTaskInput) (deed, *apierr.Error) {
	before, refused := c.repeated(in.ClientToken, in)
	if refused != nil {
		return nil, refused
	}
	if t := c.state.Tasks.Get(before); t != nil {
		return shows(&taskAnswer{Task: taskItemOf(t)}), nil
	}
	i, refused := instances.one(c, in.InstanceID)
	if refused != nil {
		return nil, refused
	}
	tags, refused := specifiedTags(in.Tags, rootTaskResource)
	if refused != nil {
		return nil, refused
	}
	if in.SnapshotID == "" {
		return nil, unsupported("Restoring a root volume to its launch state is not simulated: name a snapshot.")
	}
	s, refused := completedSnapshot(c, in.SnapshotID)
	if refused != nil {
		return nil, refused
	}
	if refused := mayReplaceRoot(c, i, s); refused != nil {
		return nil, refused
	}
	return func() (answer, *apierr.Error) {
		t := c.beginRootTask(i, s, in.DeleteOld, tags)
		c.remember(in.ClientToken, in, t.ID)
		return &taskAnswer{Task: taskItemOf(t)}, nil
	}, nil
}

// mayReplaceRoot: which code EC2 gives for a task beside another, and for a
// snapshot of another volume, its documents don't say (UNCONFIRMED).
func mayReplaceRoot(c *call, i *world.Instance, s *world.Snapshot) *apierr.Error {
	switch {
	case i.InstanceStore:
		return unsupported("The instance '%s' does not have an 'ebs' root device type.", i.ID)
	case i.State != world.Running:
		return incorrectInstanceState("The instance '%s' is not in the 'running' state.", i.ID)
	case c.state.Active[i.ID] != "":
		return incorrectState("The instance '%s' has the root volume replacement task '%s' under way.", i.ID, c.state.Active[i.ID])
	case !c.world.OnceRootOf(s, i.ID):
		return invalidValue("The snapshot '%s' was not created from a current or previous root volume of instance '%s'.", s.ID, i.ID)
	}
	return nil
}
