package fleet

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"patchline/internal/run"
	"patchline/internal/sim/windows"
	"patchline/internal/sim/world"
)

// copier makes a fleet's instances from a manifest's.
type copier struct {
	library  *windows.Library
	ids      map[string]bool
	systems  map[systemKey]*Windows // shared by instances that differ in nothing of it
	problems []error
}

type systemKey struct{ caption, version, computer, domain string }

func (c *copier) instance(from *run.Instance) Instance {
	c.check(from)
	i := Instance{
		Place:            world.Place{Account: from.Account, Region: from.Region},
		AvailabilityZone: cmp.Or(from.AvailabilityZone, from.Region+"a"),
		ID:               from.ID,
		Name:             cmp.Or(from.Name, from.ID),
		Type:             from.Type,
		State:            world.State(from.State),
		Platform:         cmp.Or(from.Platform, platformWindows),
		Tags:             make(world.Tags, 0, len(from.Tags)),
		RootDevice:       from.RootDevice,
		InstanceProfile:  defaultInstanceProfile,
		UpDays:           defaultUpDays,
		Agent: Agent{
			Installed: from.Agent.PingStatus != "",
			Version:   from.Agent.Version,
			Lost:      from.Agent.PingStatus != "" && from.Agent.PingStatus != "Online" && world.State(from.State) == world.Running,
		},
	}
	for _, key := range slices.Sorted(maps.Keys(from.Tags)) {
		i.Tags = append(i.Tags, world.Tag{Key: key, Value: from.Tags[key]})
	}
	hasRoot := false
	for _, v := range from.Volumes {
		i.Volumes = append(i.Volumes, Volume{ID: v.ID, Device: v.Device, SizeGiB: v.SizeGiB, Type: defaultVolumeType})
		hasRoot = hasRoot || v.Device == from.RootDevice
	}
	i.InstanceStore = !hasRoot
	if strings.HasPrefix(i.Platform, platformWindows) {
		i.Windows = c.system(&from.Agent)
	}
	return i
}

// check notes an instance's mistakes.
func (c *copier) check(from *run.Instance) {
	problem := func(format string, args ...any) {
		c.problems = append(c.problems, fmt.Errorf("manifest: instance %.40q: %s", from.ID, fmt.Sprintf(format, args...)))
	}
	unique := func(kind, id string) {
		if c.ids[id] {
			problem("the %s id %.40q is there twice", kind, id)
		}
		c.ids[id] = true
	}
	if !instanceForm.MatchString(from.ID) {
		problem("this is no instance id")
	}
	unique("instance", from.ID)
	if !accountForm.MatchString(from.Account) || !regionForm.MatchString(from.Region) {
		problem("account %.40q and Region %.40q: want 12 digits and a Region such as eu-central-1", from.Account, from.Region)
	}
	if state := world.State(from.State); state != world.Running && state != world.Stopped {
		problem("state %.40q: want running or stopped", from.State)
	}
	if len(from.Volumes) > maxVolumes || len(from.Tags) > 2*maxTags {
		problem("%d volumes and %d tags are more than an instance has", len(from.Volumes), len(from.Tags))
		return
	}
	for _, v := range from.Volumes {
		if v.ID == "" || v.Device == "" || v.SizeGiB < 1 || v.SizeGiB > maxVolume {
			problem("volume %.40q at %.40q of %d GiB: this is no volume", v.ID, v.Device, v.SizeGiB)
		}
		unique("volume", v.ID)
	}
}

// system gives what a Windows instance runs.
func (c *copier) system(agent *run.Agent) *Windows {
	// What Systems Manager calls the computer's name has the domain behind it.
	computer, domain, _ := strings.Cut(agent.ComputerName, ".")
	key := systemKey{agent.OSName, agent.OSVersion, computer, domain}
	if c.systems[key] == nil {
		release := c.library.Release(agent.OSName)
		if release == nil {
			release = &c.library.Releases[0]
		}
		w := &Windows{
			Release: release, Role: c.library.Role("base"), Profile: windows.MonthBehind,
			ComputerName: computer, Domain: domain,
		}
		if agent.OSName != "" {
			w.Caption, w.Version = agent.OSName, cmp.Or(agent.OSVersion, release.Version)
		}
		c.systems[key] = w
	}
	return c.systems[key]
}
