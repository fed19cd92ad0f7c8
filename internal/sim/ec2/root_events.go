package ec2

import (
	"time"

	"patchline/internal/sim/world"
)

// The events of a root task.
const (
	evRootHalt = "ec2 root replacement begins"
	evRootSwap = "ec2 root volumes swapped"
)

// How long the steps of a root task take: round figures, not documented ones.
const (
	leastPending    = 15 * time.Second
	mostPending     = 60 * time.Second
	leastInProgress = 20 * time.Second
	mostInProgress  = 60 * time.Second
)

// handleRootTasks carries tasks on, in a restored world as well.
func (s *Service) handleRootTasks() {
	for kind, do := range map[string]func(*rootWork){evRootHalt: (*rootWork).halt, evRootSwap: (*rootWork).swap} {
		s.world.Handle(kind, func(e world.Event) {
			state := s.state.at(e.Place)
			if t := state.Tasks.Get(e.ID); t != nil {
				do(&rootWork{world: s.world, site: s.world.Site(e.Place), state: state, task: t})
			}
		})
	}
}

// rootWork is a task at one of its events.
type rootWork struct {
	world *world.World
	site  *world.Site
	state *placeState
	task  *task
}

// beginRootTask makes the new volume, the first step of a task.
func (c *call) beginRootTask(i *world.Instance, s *world.Snapshot, deleteOld bool, tags world.Tags) *task {
	v := &world.Volume{
		Place: c.Place, AvailabilityZone: i.AvailabilityZone, SizeGiB: s.VolumeSize, Type: defaultType,
		SnapshotID: s.ID, Encrypted: s.Encrypted, Disk: s.Disk,
	}
	if old := c.Volumes.Get(i.RootVolume().VolumeID); old != nil {
		v.Type, v.IOPS, v.Throughput = old.Type, old.IOPS, old.Throughput
		v.SizeGiB = max(v.SizeGiB, old.SizeGiB)
	}
	c.world.BeginVolume(v)
	t := &task{
		ID: c.world.MintID(rootTaskPrefix), InstanceID: i.ID, SnapshotID: s.ID, VolumeID: v.ID,
		State: taskPending, Started: c.now, DeleteOld: deleteOld, Tags: tags,
	}
	c.state.Tasks.Add(t)
	c.state.Active[i.ID] = t.ID
	takes := c.world.Seed.Between(leastPending, mostPending, t.ID, evRootHalt)
	c.world.After(takes, world.Event{Kind: evRootHalt, Place: c.Place, ID: t.ID})
	return t
}

// halt takes the instance's system down, the first half of its reboot.
func (r *rootWork) halt() {
	i := r.site.Instances.Get(r.task.InstanceID)
	if i == nil || i.State != world.Running {
		r.fail()
		return
	}
	r.task.State = taskInProgress
	r.world.Halt(i)
	r.task.Epoch = i.Epoch
	takes := r.world.Seed.Between(leastInProgress, mostInProgress, r.task.ID, evRootSwap)
	r.world.After(takes, world.Event{Kind: evRootSwap, Place: i.Place, ID: r.task.ID})
}

// swap puts the new root volume in and boots from it.
func (r *rootWork) swap() {
	i, v := r.site.Instances.Get(r.task.InstanceID), r.site.Volumes.Get(r.task.VolumeID)
	if i == nil || i.State == world.Terminated || v == nil || v.State != world.VolumeAvailable {
		r.fail()
		return
	}
	old := r.world.SwapRoot(i, v)
	if old != nil && r.task.DeleteOld {
		r.world.DeleteVolume(old)
	}
	switch {
	case i.State != world.Running: // stopped meanwhile: the next start boots from it
	case i.Epoch == r.task.Epoch:
		r.world.Boot(i)
	default: // somebody has brought it up again
		r.world.Reboot(i, 0)
	}
	r.end(taskSucceeded)
}

// fail leaves the instance with the root volume that it has.
func (r *rootWork) fail() {
	if v := r.site.Volumes.Get(r.task.VolumeID); v != nil && v.InstanceID == "" {
		r.world.DeleteVolume(v)
	}
	if i := r.site.Instances.Get(r.task.InstanceID); i != nil && r.task.State == taskInProgress && i.State == world.Running && i.Epoch == r.task.Epoch {
		r.world.Boot(i)
	}
	r.end(taskFailed)
}

func (r *rootWork) end(state string) {
	r.task.State, r.task.Completed = state, r.world.Now()
	delete(r.state.Active, r.task.InstanceID)
}
