package command

import (
	"slices"
	"strings"

	"patchline/internal/sim/apierr"
	"patchline/internal/sim/ssm/document"
	"patchline/internal/sim/world"
)

// Managed tells whether Systems Manager has a record of an instance: its agent
// has reported once, and it is not terminated.
func Managed(i *world.Instance) bool {
	return i != nil && i.Agent.Installed && !i.Agent.UpSince.IsZero() &&
		i.State != world.Terminated && i.State != world.ShuttingDown
}

// PlatformOf is an instance's platform.
func PlatformOf(i *world.Instance) document.Platform {
	if i.IsWindows() {
		return document.Windows
	}
	return document.Linux
}

// HostName is the fully qualified name that an agent reports: on Windows with
// the domain or WORKGROUP, on Linux that of EC2's resolver.
func HostName(i *world.Instance) string {
	if i.IsWindows() {
		if i.Windows.Domain == "" {
			return i.Windows.ComputerName
		}
		return i.Windows.ComputerName + "." + i.Windows.Domain
	}
	return "ip-" + strings.ReplaceAll(i.PrivateIP, ".", "-") + "." + i.Region + ".compute.internal"
}

// checkInstances refuses the whole batch for any instance that is unknown, not
// registered or not running. An instance that runs with a dead agent passes.
// The API reference counts stopped instances as valid; SendCommand is seen to
// refuse them.
func (e *Engine) checkInstances(place world.Place, ids []string) *apierr.Error {
	site := e.world.Site(place)
	var bad []string
	for _, id := range ids {
		if i := site.Instances.Get(id); !Managed(i) || i.State != world.Running {
			bad = append(bad, id)
		}
	}
	if len(bad) == 0 {
		return nil
	}
	return apierr.New("InvalidInstanceId", "Instances [[%s]] not in a valid state for account %s", strings.Join(bad, ", "), place.Account)
}

// The keys of targets that are simulated, besides "tag:" and a tag's key.
const (
	tagPrefix       = "tag:"
	targetTagKey    = "tag-key"
	targetInstances = "instanceids" // in any case
)

// CheckTargets refuses keys that the stand-in does not look up. Targets by
// instance are checked as InstanceIds are.
func (e *Engine) CheckTargets(place world.Place, targets []Target) *apierr.Error {
	for _, t := range targets {
		switch {
		case strings.HasPrefix(t.Key, tagPrefix), t.Key == targetTagKey:
		case strings.EqualFold(t.Key, targetInstances):
			if refused := e.checkInstances(place, t.Values); refused != nil {
				return refused
			}
		case strings.HasPrefix(t.Key, "resource-groups:"):
			return apierr.New("InvalidTarget", "Targets of %s are not simulated by this stand-in: use tag:KEY or InstanceIds.", t.Key)
		default:
			return apierr.New("InvalidTarget", "%q is not a key of targets: use tag:KEY or InstanceIds.", t.Key)
		}
	}
	return nil
}

// lookUp gives the managed instances that match all targets. Stopped ones are
// among them and wait for their agent; what Systems Manager does with them is
// UNCONFIRMED.
func (e *Engine) lookUp(c *Command) []string {
	var ids []string
	for i := range e.world.Site(c.Place).Instances.All() {
		if Managed(i) && !slices.ContainsFunc(c.Targets, func(t Target) bool { return !t.matches(i) }) {
			ids = append(ids, i.ID)
		}
	}
	return ids
}

func (t Target) matches(i *world.Instance) bool {
	switch {
	case strings.EqualFold(t.Key, targetInstances):
		return slices.Contains(t.Values, i.ID)
	case t.Key == targetTagKey:
		return slices.ContainsFunc(t.Values, func(key string) bool { _, found := i.Tags.Get(key); return found })
	default:
		value, found := i.Tags.Get(strings.TrimPrefix(t.Key, tagPrefix))
		return found && slices.Contains(t.Values, value)
	}
}
