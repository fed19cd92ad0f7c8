package fleet

import (
	"fmt"
	"strconv"

	"patchline/internal/sim/chance"
	"patchline/internal/sim/windows"
	"patchline/internal/sim/world"
)

// Generate makes a fleet of n instances, 1 to MaxInstances, in one account and
// Region, with a mix as large fleets have it (shares.go). The same seed and
// number give the same fleet. Tags are those of the built-in one: Name, Owner,
// Application, Environment and PatchGroup.
func Generate(n int, seed chance.Seed) (*Fleet, error) {
	if n < 1 || n > MaxInstances {
		return nil, fmt.Errorf("fleet: %d instances: want 1 to %d", n, MaxInstances)
	}
	g := generator{seed: seed, library: windows.BuiltIn(), systems: map[likeness]*Windows{}}
	f := &Fleet{Library: g.library, Instances: make([]Instance, n), Buckets: []string{storeBucket}}
	for k := range f.Instances {
		g.instance(&f.Instances[k], k)
	}
	return f, nil
}

type generator struct {
	seed    chance.Seed
	library *windows.Library
	app     application // of the instances at hand
	systems map[likeness]*Windows
}

// application is what instances that stand together have in common.
type application struct {
	from, size                         int // the first instance and how many
	name, owner, environment, schedule string
	domain                             string
	releases                           [2]*windows.Release // of its servers, and of its databases
}

// begin makes the application whose first instance is k.
func (g *generator) begin(k int) {
	id := strconv.Itoa(k)
	kind := g.one(applicationKinds(), "application", id)
	g.app = application{
		from: k, size: smallestApplication + g.seed.Intn(largestApplication-smallestApplication+1, "size", id),
		name:        kind + "-" + g.seed.Hex(4, "application", id),
		owner:       g.one(owners(), "owner", id),
		environment: g.share(environments(), "environment", id),
		schedule:    g.share(patchGroups(), "patch group", id),
		releases: [2]*windows.Release{
			g.library.Release(g.share(releaseShares(), "release", id)), g.library.Release(g.share(releaseShares(), "database", id)),
		},
	}
	if g.seed.Float("domain", id) < inDomain {
		g.app.domain = "corp.example.com"
	}
}

// instance makes instance number k.
func (g *generator) instance(i *Instance, k int) {
	if k >= g.app.from+g.app.size {
		g.begin(k)
	}
	id := strconv.Itoa(k)
	tier := g.share(tiers(), "tier", id)
	zones := []string{"a", "b", "c"}
	*i = Instance{
		Place:            world.Place{Account: defaultAccount, Region: defaultRegion},
		AvailabilityZone: defaultRegion + zones[k%len(zones)],
		ID:               mint("i", g.seed, id),
		Name:             g.app.name + "-" + tier + "-" + strconv.Itoa(k-g.app.from+1),
		Type:             g.one(typesOf(tier), "type", id),
		State:            world.Running,
		Platform:         platformWindows,
		RootDevice:       windowsRootDevice,
		InstanceProfile:  defaultInstanceProfile,
		UpDays:           2 + g.seed.Intn(60, "up", id),
		Agent:            Agent{Installed: !g.happens(withoutAgent, "agent", id), Version: g.share(agentVersions(), "agent version", id)},
		Spot:             g.happens(spot, "spot", id),
		StopProtection:   g.happens(stopProtection, "stop protection", id),
	}
	i.Agent.Lost = i.Agent.Installed && g.happens(agentLost, "agent lost", id)
	if g.happens(stopped, "stopped", id) && !i.Spot {
		i.State = world.Stopped
	}
	if g.happens(linux, "linux", id) {
		i.Platform, i.RootDevice = platformLinux, linuxRootDevice
	} else {
		i.Windows = g.windows(tier, id)
	}
	i.Tags = g.tags(i)
	i.Volumes = g.volumes(i, tier, id)
}

func (g *generator) tags(i *Instance) world.Tags {
	tags := world.Tags{
		{Key: "Name", Value: i.Name}, {Key: "Owner", Value: g.app.owner}, {Key: "Application", Value: g.app.name},
		{Key: "Environment", Value: g.app.environment}, {Key: "PatchGroup", Value: g.app.schedule},
	}
	if g.happens(autoScaled, "auto scaling", i.ID) {
		tags = append(tags, world.Tag{Key: "aws:autoscaling:groupName", Value: g.app.name})
	}
	return tags
}

func (g *generator) volumes(i *Instance, tier, id string) []Volume {
	root := windowsRootGiB + 10*g.seed.Intn(6, "root size", id)
	if i.Windows == nil {
		root = linuxRootGiB
	}
	volumes := []Volume{{Device: i.RootDevice, SizeGiB: root, Type: defaultVolumeType}}
	data := g.seed.Intn(2, "data", id)
	if tier == "db" {
		data = 2
	}
	for n := range data {
		letter := string(rune('f' + n))
		volumes = append(volumes, Volume{Device: "xvd" + letter, SizeGiB: 50 + 50*g.seed.Intn(10, "data size", id, letter), Type: defaultVolumeType})
	}
	for n := range volumes {
		volumes[n].ID = mint("vol", g.seed, id, volumes[n].Device)
	}
	return volumes
}
