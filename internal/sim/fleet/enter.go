package fleet

import (
	"fmt"

	"patchline/internal/sim/world"
	"patchline/internal/strictyaml"
)

// add enters an instance, count times under numbered names.
func (l *loader) add(i Instance, count int, entry strictyaml.Value) {
	if len(l.fleet.Instances)+count > MaxInstances {
		if !l.overfull {
			entry.Problem("with this the fleet has over %d instances", MaxInstances)
		}
		l.overfull = true
		return
	}
	for n := range count {
		each := i
		if count > 1 {
			each.ID, each.Name = "", fmt.Sprint(i.Name, "-", n+1)
		}
		l.one(each, entry)
	}
}

// one enters an instance under a name and an id of its own.
func (l *loader) one(i Instance, entry strictyaml.Value) {
	if i.Name == "" {
		return // the mistake is noted
	}
	inPlace := i.String() + " " + i.Name
	if line, twice := l.named[inPlace]; twice {
		entry.Problem("the name %q is there twice in %s, first in line %d", i.Name, i.Place, line)
		return
	}
	l.named[inPlace] = entry.Line()
	if i.ID == "" {
		i.ID = mint("i", idSeed, i.Account, i.Region, i.Name)
	}
	if line, twice := l.ids[i.ID]; twice {
		entry.Problem("the id %s is there twice, first in line %d", i.ID, line)
		return
	}
	l.ids[i.ID] = entry.Line()
	i.finish()
	l.fleet.Instances = append(l.fleet.Instances, i)
}

// finish gives an instance what follows from its id and name.
func (i *Instance) finish() {
	i.Tags = append(world.Tags{{Key: "Name", Value: i.Name}}, i.Tags...)
	volumes := make([]Volume, len(i.Volumes))
	for n, v := range i.Volumes {
		v.ID = mint("vol", idSeed, i.ID, v.Device)
		volumes[n] = v
	}
	i.Volumes = volumes
}
