package ssm

import (
	"slices"
	"strings"
	"time"

	"patchline/internal/sim/apierr"
	"patchline/internal/sim/ssm/command"
	"patchline/internal/sim/world"
)

// maxFilterValues is how many values a filter takes (API reference).
const maxFilterValues = 100

// ec2Instance is the only ResourceType that is simulated.
const ec2Instance = "EC2Instance"

// nodeFilterKeys are the keys that are not tags. ActivationIds, IamRole and
// AssociationStatus match nothing here.
var nodeFilterKeys = []string{
	"InstanceIds", "AgentVersion", "PingStatus", "PlatformTypes", "ActivationIds", "IamRole", "ResourceType", "AssociationStatus",
}

type nodeFilter struct {
	key    string
	values map[string]bool
}

// filter makes one test of all filters: each must hold, by any of its values.
func (in *describeInformationInput) filter(now time.Time) (func(*world.Instance) bool, *apierr.Error) {
	if len(in.Filters) > 0 && len(in.InstanceInformationFilterList) > 0 {
		return nil, apierr.New("ValidationException", "Cannot use both legacy and new filter simultaneously.")
	}
	var filters []nodeFilter
	for _, f := range in.Filters {
		filters = append(filters, newNodeFilter(f.Key, f.Values))
	}
	for _, f := range in.InstanceInformationFilterList {
		filters = append(filters, newNodeFilter(f.Key, f.ValueSet))
	}
	for _, f := range filters {
		if refused := f.refuse(len(filters)); refused != nil {
			return nil, refused
		}
	}
	return func(i *world.Instance) bool {
		return !slices.ContainsFunc(filters, func(f nodeFilter) bool { return !f.matches(i, now) })
	}, nil
}

func newNodeFilter(key string, values []string) nodeFilter {
	if key == "PlatformType" { // the API reference has both
		key = "PlatformTypes"
	}
	f := nodeFilter{key: key, values: make(map[string]bool, len(values))}
	for _, value := range values {
		f.values[value] = true
	}
	return f
}

func (f nodeFilter) isTag() bool { return strings.HasPrefix(f.key, "tag:") || f.key == "tag-key" }

func (f nodeFilter) refuse(filters int) *apierr.Error {
	switch {
	case f.isTag() && filters > 1:
		return apierr.New("ValidationException", "Cannot mix tag or inventory filter with any other filter.")
	case !f.isTag() && !slices.Contains(nodeFilterKeys, f.key):
		return apierr.New("ValidationException", "%s filter Key is invalid.", f.key)
	case f.key == "InstanceIds":
		for id := range f.values {
			if !instanceID.MatchString(id) {
				return apierr.New("InvalidInstanceId", "%s is not the id of a managed node.", id)
			}
		}
	}
	return nil
}

func (f nodeFilter) matches(i *world.Instance, now time.Time) bool {
	switch f.key {
	case "InstanceIds":
		return f.values[i.ID]
	case "AgentVersion":
		return f.values[i.Agent.Version]
	case "PingStatus":
		return f.values[i.PingStatus(now)]
	case "PlatformTypes":
		return f.values[string(command.PlatformOf(i))]
	case "ResourceType":
		return f.values[ec2Instance]
	case "tag-key":
		return slices.ContainsFunc(i.Tags, func(t world.Tag) bool { return f.values[t.Key] })
	default:
		key, isTag := strings.CutPrefix(f.key, "tag:")
		value, found := i.Tags.Get(key)
		return isTag && found && f.values[value]
	}
}
