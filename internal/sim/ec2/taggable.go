package ec2

import (
	"strings"

	"patchline/internal/sim/apierr"
	"patchline/internal/sim/world"
)

// taggable is a resource with tags, of whatever kind.
type taggable struct {
	id   string
	kind string // its type as DescribeTags names it
	tags *world.Tags
}

func tagsOfInstance(i *world.Instance) taggable { return taggable{i.ID, "instance", &i.Tags} }
func tagsOfVolume(v *world.Volume) taggable     { return taggable{v.ID, "volume", &v.Tags} }
func tagsOfSnapshot(s *world.Snapshot) taggable { return taggable{s.ID, "snapshot", &s.Tags} }
func tagsOfTask(t *task) taggable               { return taggable{t.ID, rootTaskResource, &t.Tags} }

// maxTagged is how many resources one CreateTags or DeleteTags takes.
const maxTagged = 1000

// taggables finds the resources of a call on tags. One that is not there
// refuses the call.
func (c *call) taggables(ids []string) ([]taggable, *apierr.Error) {
	switch {
	case len(ids) == 0:
		return nil, missingParameter("ResourceId")
	case len(ids) > maxTagged:
		return nil, invalidValue("%d resources are more than the %d that one call takes", len(ids), maxTagged)
	}
	all := make([]taggable, len(ids))
	for n, id := range ids {
		var refused *apierr.Error
		prefix, _, _ := strings.Cut(id, "-")
		switch prefix {
		case "i":
			all[n], refused = taggableOne(c, instances, id, tagsOfInstance)
		case "vol":
			all[n], refused = taggableOne(c, volumes, id, tagsOfVolume)
		case "snap":
			all[n], refused = taggableOne(c, snapshots, id, tagsOfSnapshot)
		case rootTaskPrefix:
			all[n], refused = taggableOne(c, rootTasks, id, tagsOfTask)
		default:
			refused = apierr.New("InvalidID", "The ID '%s' is not valid (or of a kind that is not simulated)", clip(id))
		}
		if refused != nil {
			return nil, refused
		}
	}
	return all, nil
}

func taggableOne[T any](c *call, k *kind[T], id string, of func(*T) taggable) (taggable, *apierr.Error) {
	thing, refused := k.one(c, id)
	if refused != nil {
		return taggable{}, refused
	}
	return of(thing), nil
}
