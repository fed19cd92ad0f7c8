package fleet

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"patchline/internal/run"
	"patchline/internal/sim/windows"
	"patchline/internal/sim/world"
)

const (
	// maxManifest bounds a manifest that is read: one of 50,000 instances takes
	// about 60 MB.
	maxManifest = 256 << 20
	// maxProblems is how many mistakes one error tells.
	maxProblems = 50
)

// FromManifest makes a fleet like the one of a real run, from the manifest that
// discover wrote: ids, names, tags, volumes, power states, agents and operating
// systems are those of the manifest. What a manifest does not say is made up:
// each Windows is a server without a role that is a month behind, a Windows
// that the library lacks has the updates of the oldest one that it has, and
// volumes are gp3. What the run left out is not there.
//
// A manifest of another schema is refused, as are ids that are empty or there
// twice, and states in which discover selects nothing.
func FromManifest(r io.Reader) (*Fleet, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxManifest+1))
	if err != nil {
		return nil, fmt.Errorf("manifest: %w", err)
	}
	if len(data) > maxManifest {
		return nil, fmt.Errorf("manifest: it is larger than the %d MiB that are read", maxManifest>>20)
	}
	var head struct {
		Schema int `json:"schema"`
	}
	if err := json.Unmarshal(data, &head); err != nil {
		return nil, fmt.Errorf("manifest: it is not the JSON of a manifest: %w", err)
	}
	if head.Schema != run.ManifestSchema {
		return nil, fmt.Errorf("manifest: it is of schema %d, and this version reads schema %d: use the version of patchline that wrote it",
			head.Schema, run.ManifestSchema)
	}
	var m run.Manifest
	if err := json.Unmarshal(data, &m); err != nil {
		return nil, fmt.Errorf("manifest: %w", err)
	}
	if len(m.Instances) > MaxInstances {
		return nil, fmt.Errorf("manifest: %d instances are more than the %d that are simulated", len(m.Instances), MaxInstances)
	}
	return fromManifest(m)
}

func fromManifest(m run.Manifest) (*Fleet, error) {
	c := copier{library: windows.BuiltIn(), ids: map[string]bool{}, systems: map[systemKey]*Windows{}}
	f := &Fleet{Library: c.library, Instances: make([]Instance, 0, len(m.Instances))}
	for n := range m.Instances {
		f.Instances = append(f.Instances, c.instance(&m.Instances[n]))
	}
	if len(c.problems) > maxProblems {
		c.problems = append(c.problems[:maxProblems], fmt.Errorf("manifest: and %d more", len(c.problems)-maxProblems))
	}
	if len(c.problems) > 0 {
		return nil, errors.Join(c.problems...)
	}
	return f, nil
}

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
