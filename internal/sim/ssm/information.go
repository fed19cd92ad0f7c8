package ssm

import (
	"strconv"

	"patchline/internal/sim/agent"
	"patchline/internal/sim/apierr"
	"patchline/internal/sim/gateway"
	"patchline/internal/sim/ssm/command"
	"patchline/internal/sim/ssm/document"
	"patchline/internal/sim/world"
)

// The pages of DescribeInstanceInformation (API reference).
const (
	smallestNodePage = 5
	defaultNodePage  = 10
)

type describeInformationInput struct {
	Filters []struct {
		Key    string
		Values []string
	}
	// InstanceInformationFilterList is the older form of Filters.
	InstanceInformationFilterList []struct {
		Key      string
		ValueSet []string
	}
	MaxResults *int
	NextToken  string
}

func (in *describeInformationInput) check(c *checker) {
	c.between("maxResults", in.MaxResults, smallestNodePage, maxPage)
	for _, f := range in.Filters {
		c.required("filters.key", f.Key)
		size(c, "filters.values", f.Values, 1, maxFilterValues)
	}
	for _, f := range in.InstanceInformationFilterList {
		c.required("instanceInformationFilterList.key", f.Key)
		c.oneOf("instanceInformationFilterList.key", f.Key, nodeFilterKeys...)
		size(c, "instanceInformationFilterList.valueSet", f.ValueSet, 1, maxFilterValues)
	}
}

// instanceInformation is the API's InstanceInformation. What has to do with
// State Manager, hybrid activations and roles is absent.
type instanceInformation struct {
	InstanceID       string `json:"InstanceId"`
	PingStatus       string
	LastPingDateTime timestamp
	AgentVersion     string
	IsLatestVersion  bool
	PlatformType     document.Platform
	PlatformName     string
	PlatformVersion  string
	ResourceType     string
	IPAddress        string
	ComputerName     string
}

type describedInformation struct {
	InstanceInformationList []instanceInformation
	NextToken               string `json:",omitempty"`
}

func (s *Service) describeInstanceInformation(c *gateway.Call, in *describeInformationInput) (any, *apierr.Error) {
	filter, refused := in.filter(s.world.Now())
	if refused != nil {
		return nil, refused
	}
	const what = "nodes"
	at, refused := position(what, in.NextToken)
	if refused != nil {
		return nil, refused
	}
	after, err := strconv.ParseUint(orElse(at, "0"), 10, 64)
	if err != nil {
		return nil, invalidToken()
	}
	answer := describedInformation{InstanceInformationList: []instanceInformation{}}
	var last uint64
	for seq, i := range s.world.Site(c.Place).Instances.After(after) {
		if !command.Managed(i) || !filter(i) {
			continue
		}
		if len(answer.InstanceInformationList) == valueOr(in.MaxResults, defaultNodePage) {
			answer.NextToken = token(what, strconv.FormatUint(last, 10))
			break
		}
		answer.InstanceInformationList = append(answer.InstanceInformationList, s.information(i))
		last = seq
	}
	return answer, nil
}

func (s *Service) information(i *world.Instance) instanceInformation {
	last, _ := i.LastPing(s.world.Now()) // it has one, or it were not managed
	return instanceInformation{
		InstanceID: i.ID, PingStatus: i.PingStatus(s.world.Now()), LastPingDateTime: timestamp(last),
		AgentVersion:    i.Agent.Version,
		IsLatestVersion: command.CompareVersions(i.Agent.Version, agent.LatestVersion) >= 0,
		PlatformType:    command.PlatformOf(i), PlatformName: command.PlatformName(i), PlatformVersion: command.PlatformVersion(i),
		ResourceType: ec2Instance, IPAddress: i.PrivateIP, ComputerName: command.HostName(i),
	}
}
