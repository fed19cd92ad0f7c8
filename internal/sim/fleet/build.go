package fleet

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"patchline/internal/sim/windows"
	"patchline/internal/sim/world"
)

const (
	// startedBeforeBoot is how long before its boot an instance was started.
	startedBeforeBoot = 40 * time.Second
	// agentAfterBoot is how long after the boot its agent first reported.
	agentAfterBoot = 2 * time.Minute
	// stoppedBefore is how long before the rehearsal an instance was stopped,
	// and agentLostBefore when an agent's service died.
	stoppedBefore   = 26 * time.Hour
	agentLostBefore = 31 * time.Hour
)

// Build puts the fleet into a world: call it in Do, before anything else
// happens. It may be called for several worlds. An id that is there already is
// an error, and then the world is of no use.
func (f *Fleet) Build(w *world.World) error {
	b := builder{world: w, library: f.Library, machines: map[machineKey]*windows.Machine{}, seats: map[world.Place]int{}}
	if b.library == nil {
		b.library = windows.BuiltIn()
	}
	maps.Copy(w.Catalogue, b.library.Catalogue)
	for i := range f.Instances {
		if err := b.add(&f.Instances[i]); err != nil {
			return err
		}
	}
	return nil
}

// builder is a world that is being filled.
type builder struct {
	world    *world.World
	library  *windows.Library
	machines map[machineKey]*windows.Machine // to be cloned
	seats    map[world.Place]int             // addresses taken
}

func (b *builder) add(i *Instance) error {
	site := b.world.Site(i.Place)
	if i.ID == "" || site.Instances.Get(i.ID) != nil {
		return fmt.Errorf("fleet: instance %q (%s) in %s: the id is empty or there twice", i.ID, i.Name, i.Place)
	}
	up := b.world.Now().Add(-time.Duration(i.UpDays)*24*time.Hour - agentAfterBoot)
	network := mint("vpc", idSeed, i.String())
	instance := &world.Instance{
		Place: i.Place, ID: i.ID,
		ReservationID:    mint("r", idSeed, i.ID),
		AvailabilityZone: i.AvailabilityZone,
		Type:             i.Type,
		ImageID:          mint("ami", idSeed, i.Region, i.Platform, i.system()),
		VPC:              network, Subnet: mint("subnet", idSeed, network, i.AvailabilityZone),
		PrivateIP:       b.seat(i.Place),
		InstanceProfile: i.InstanceProfile,
		Spot:            i.Spot, InstanceStore: i.InstanceStore, StopProtection: i.StopProtection,
		RootDevice: i.RootDevice, PlatformDetails: i.Platform,
		Tags:       slices.Clone(i.Tags),
		State:      i.State,
		LaunchTime: up.Add(-startedBeforeBoot),
		Agent:      i.agent(up.Add(agentAfterBoot), b.world.Now()),
	}
	if i.Windows != nil {
		instance.Windows = b.machine(i)
		instance.Windows.Booted(up)
	}
	if i.State != world.Running {
		instance.StateReasonCode = "Client.UserInitiatedShutdown"
		instance.StateReason = "Client.UserInitiatedShutdown: User initiated shutdown"
	}
	b.volumes(i, instance)
	site.Instances.Add(instance)
	return nil
}

// system names what an instance's image holds.
func (i *Instance) system() string {
	if i.Windows == nil {
		return ""
	}
	return cmp.Or(i.Windows.Caption, i.Windows.Release.Caption)
}

// agent is an instance's SSM agent, which has been up since its first report.
func (i *Instance) agent(since, now time.Time) world.Agent {
	agent := world.Agent{Installed: i.Agent.Installed, Version: i.Agent.Version, OSUp: i.State == world.Running}
	if !agent.Installed {
		agent.Version = ""
		return agent
	}
	agent.UpSince = since
	switch {
	case i.State != world.Running:
		agent.DownAt = laterOf(since, now.Add(-stoppedBefore))
	case i.Agent.Lost:
		agent.DownAt = laterOf(since, now.Add(-agentLostBefore))
	}
	agent.Lost = i.Agent.Lost
	return agent
}

func laterOf(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// volumes adds an instance's volumes, attached. A terminated instance has
// none any more.
func (b *builder) volumes(i *Instance, instance *world.Instance) {
	if i.State == world.Terminated {
		return
	}
	site := b.world.Site(i.Place)
	for _, v := range i.Volumes {
		root := v.Device == i.RootDevice && !i.InstanceStore
		instance.Attachments = append(instance.Attachments, world.Attachment{
			Device: v.Device, VolumeID: v.ID, At: instance.LaunchTime, DeleteOnTermination: root,
		})
		volume := &world.Volume{
			Place: i.Place, ID: v.ID, AvailabilityZone: instance.AvailabilityZone,
			SizeGiB: v.SizeGiB, Type: v.Type, Created: instance.LaunchTime,
			State: world.VolumeInUse, InstanceID: i.ID, Device: v.Device, AttachmentState: world.VolumeAttached,
		}
		if root {
			volume.RootOf = []string{i.ID}
		}
		site.Volumes.Add(volume)
	}
}

// seat gives the next address of 10.0.0.0/8 in a place, in /24 subnets.
func (b *builder) seat(place world.Place) string {
	const perSubnet = 250 // AWS keeps the first four and the last for itself
	n := b.seats[place]
	b.seats[place]++
	subnet, host := n/perSubnet, n%perSubnet+4
	return "10." + strconv.Itoa(subnet>>8) + "." + strconv.Itoa(subnet&255) + "." + strconv.Itoa(host)
}
