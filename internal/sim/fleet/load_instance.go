package fleet

import (
	"slices"
	"strings"

	"patchline/internal/sim/world"
	"patchline/internal/strictyaml"
)

// instanceKeys are the keys of an instance, as docs/rehearsal-fleet.md lists them.
func instanceKeys() []string {
	return []string{
		"name", "count", "id", "account", "region", "zone", "type", "state", "platform", "tags", "volumes",
		"agent", "autoScalingGroup", "spot", "instanceStore", "stopProtection", "instanceProfile", "upDays", "windows",
	}
}

// volumeKeys and agentKeys are the keys of a volume and of an agent.
func volumeKeys() []string { return []string{"device", "size", "type"} }
func agentKeys() []string  { return []string{"installed", "version", "lost"} }

// instance reads one entry of the list of instances.
func (l *loader) instance(entry strictyaml.Value) {
	keys := entry.Keys(instanceKeys()...)
	i := Instance{
		Place:           readPlace(keys, l.place),
		ID:              keys.Get("id").Matching(instanceForm, "an instance id such as i-0123456789abcdef0"),
		Name:            keys.Need("name", "").Matching(nameForm, "a name"),
		Type:            defaultType,
		State:           world.Running,
		Tags:            l.readTags(keys),
		Spot:            keys.Get("spot").Bool(),
		InstanceStore:   keys.Get("instanceStore").Bool(),
		StopProtection:  keys.Get("stopProtection").Bool(),
		InstanceProfile: defaultInstanceProfile,
		UpDays:          defaultUpDays,
	}
	i.AvailabilityZone = i.Region + "a"
	if v := keys.Get("zone"); v.Present() {
		i.AvailabilityZone = i.Region + v.Matching(zoneForm, "the letter of an Availability Zone, such as a")
	}
	if v := keys.Get("type"); v.Present() {
		i.Type = v.Matching(typeForm, "an instance type such as m5.large")
	}
	if v := keys.Get("state"); v.Present() {
		i.State = world.State(v.OneOf("state", string(world.Running), string(world.Stopped), string(world.Terminated)))
	}
	if v := keys.Get("instanceProfile"); v.Present() {
		i.InstanceProfile = v.Matching(roleForm, "the name of a role")
	}
	if v := keys.Get("upDays"); v.Present() {
		i.UpDays = v.Int(0, maxUpDays)
	}
	l.system(&i, keys)
	i.Volumes = readVolumes(&i, keys.Get("volumes"))
	i.Agent = readAgent(keys.Get("agent"))

	count := 1
	if v := keys.Get("count"); v.Present() {
		count = v.Int(1, MaxInstances)
		if keys.Has("id") || i.Windows != nil && i.Windows.ComputerName != "" {
			v.Problem("several instances can't share an id or a computerName: leave it out")
		}
	}
	l.add(i, count, entry)
}

// system reads what an instance runs.
func (l *loader) system(i *Instance, keys strictyaml.Keys) {
	platform := "windows"
	if v := keys.Get("platform"); v.Present() {
		platform = v.OneOf("platform", "windows", "linux")
	}
	if platform == "linux" {
		i.Platform, i.RootDevice = platformLinux, linuxRootDevice
		if v := keys.Get("windows"); v.Present() {
			v.Problem("a Linux instance has no Windows")
		}
		return
	}
	i.Platform, i.RootDevice = platformWindows, windowsRootDevice
	i.Windows = l.windows(keys.Get("windows"))
}

// readTags puts an instance's tags over those of every instance.
func (l *loader) readTags(keys strictyaml.Keys) world.Tags {
	tags := slices.Clone(l.tags)
	for _, tag := range readTags(keys.Get("tags")) {
		if tag.Key == "Name" {
			keys.Get("tags").Problem("the tag Name is the key name of the instance")
			continue
		}
		tags.Set(tag.Key, tag.Value)
	}
	if v := keys.Get("autoScalingGroup"); v.Present() {
		// The tag by which EC2 Auto Scaling marks its instances.
		tags.Set("aws:autoscaling:groupName", v.Matching(nameForm, "a name"))
	}
	return tags
}

func readVolumes(i *Instance, v strictyaml.Value) []Volume {
	if !v.Present() && !i.InstanceStore {
		size := windowsRootGiB
		if i.Windows == nil {
			size = linuxRootGiB
		}
		return []Volume{{Device: i.RootDevice, SizeGiB: size, Type: defaultVolumeType}}
	}
	var volumes []Volume
	devices := map[string]int{}
	entries := v.List(maxVolumes)
	for n, entry := range entries {
		keys := entry.Keys(volumeKeys()...)
		volume := Volume{
			Device:  keys.Need("device", "").Matching(deviceForm, "a device such as /dev/sda1 or xvdf"),
			SizeGiB: keys.Need("size", "").Int(1, maxVolume),
			Type:    defaultVolumeType,
		}
		if t := keys.Get("type"); t.Present() {
			volume.Type = t.OneOf("volume type", "gp3", "gp2", "io1", "io2", "st1", "sc1", "standard")
		}
		if line, twice := devices[volume.Device]; twice && volume.Device != "" {
			keys.Get("device").Problem("%s is there twice, first in line %d", volume.Device, line)
		}
		devices[volume.Device] = entry.Line()
		if n == 0 && !i.InstanceStore && volume.Device != "" {
			i.RootDevice = volume.Device
		}
		if i.InstanceStore && strings.TrimPrefix(volume.Device, "/dev/") == strings.TrimPrefix(i.RootDevice, "/dev/") {
			keys.Get("device").Problem("the root of this instance is an instance store: it is no volume")
		}
		volumes = append(volumes, volume)
	}
	if entries != nil && len(entries) == 0 && !i.InstanceStore {
		v.Problem("the first volume is the root: there must be one")
	}
	return volumes
}

func readAgent(v strictyaml.Value) Agent {
	agent := Agent{Installed: true, Version: defaultAgentVersion}
	keys := v.Keys(agentKeys()...)
	if v := keys.Get("installed"); v.Present() {
		agent.Installed = v.Bool()
	}
	if v := keys.Get("version"); v.Present() {
		agent.Version = v.Matching(versionForm, "a version such as "+defaultAgentVersion)
	}
	agent.Lost = keys.Get("lost").Bool()
	if agent.Lost && !agent.Installed {
		keys.Get("lost").Problem("an agent that is not installed can't be lost")
	}
	return agent
}
