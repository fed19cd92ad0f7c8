package ssm_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	client "github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/aws/aws-sdk-go-v2/service/ssm/types"

	"patchline/internal/sim/world"
)

func nodeFilter(key string, values ...string) types.InstanceInformationStringFilter {
	return types.InstanceInformationStringFilter{Key: &key, Values: values}
}

// nodes lists the last digits of the instances, or an error's code.
func (r *rig) nodes(size *int32, list ...types.InstanceInformationStringFilter) (nodes []string) {
	pages := client.NewDescribeInstanceInformationPaginator(r, &client.DescribeInstanceInformationInput{Filters: list, MaxResults: size})
	for pages.HasMorePages() {
		page, err := pages.NextPage(r.t.Context())
		if err != nil {
			return []string{code(err)}
		}
		most := int(aws.ToInt32(size))
		if size == nil {
			most = 10
		}
		if len(page.InstanceInformationList) > most {
			r.t.Errorf("a page of %d", len(page.InstanceInformationList))
		}
		for _, i := range page.InstanceInformationList {
			nodes = append(nodes, (*i.InstanceId)[18:])
		}
	}
	return nodes
}

func TestDescribeInstanceInformationFiltersAndPages(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t)
		r.fleet(9)
		r.do(func() {
			r.instance(1).Windows = nil
			r.instance(2).Agent.Version = "3.2.0.0"
			r.instance(3).Tags.Set("Patch", "no")
			r.instance(4).State, r.instance(4).Agent.OSUp, r.instance(4).Agent.DownAt = world.Stopped, false, r.w.Now()
			r.instance(5).State = world.Terminated
			r.instance(6).Agent.Installed = false
		})
		time.Sleep(time.Hour)
		for name, test := range map[string]struct {
			filters []types.InstanceInformationStringFilter
			want    string
		}{
			"all that are registered":   {nil, "0 1 2 3 4 7 8"},
			"by ids":                    {[]types.InstanceInformationStringFilter{nodeFilter("InstanceIds", id(2), id(0), id(6), id(99))}, "0 2"},
			"by ping":                   {[]types.InstanceInformationStringFilter{nodeFilter("PingStatus", "ConnectionLost")}, "4"},
			"by platform":               {[]types.InstanceInformationStringFilter{nodeFilter("PlatformTypes", "Linux")}, "1"},
			"by the agent's version":    {[]types.InstanceInformationStringFilter{nodeFilter("AgentVersion", "3.2.0.0")}, "2"},
			"by two":                    {[]types.InstanceInformationStringFilter{nodeFilter("PlatformTypes", "Windows"), nodeFilter("PingStatus", "Online")}, "0 2 3 7 8"},
			"by tag":                    {[]types.InstanceInformationStringFilter{nodeFilter("tag:Patch", "no")}, "3"},
			"by a tag's key":            {[]types.InstanceInformationStringFilter{nodeFilter("tag-key", "Patch")}, "0 1 2 3 4 7 8"},
			"by a role, which none has": {[]types.InstanceInformationStringFilter{nodeFilter("IamRole", "x")}, ""},
			"by resource type":          {[]types.InstanceInformationStringFilter{nodeFilter("ResourceType", "ManagedInstance")}, ""},
			"a tag and another filter":  {[]types.InstanceInformationStringFilter{nodeFilter("tag:Patch", "no"), nodeFilter("PingStatus", "Online")}, "ValidationException"},
			"a key that is none":        {[]types.InstanceInformationStringFilter{nodeFilter("Colour", "red")}, "ValidationException"},
			"an id that is none":        {[]types.InstanceInformationStringFilter{nodeFilter("InstanceIds", "x")}, "InvalidInstanceId"},
			"101 values":                {[]types.InstanceInformationStringFilter{nodeFilter("InstanceIds", ids(101)...)}, "ValidationException"},
		} {
			for _, size := range []*int32{nil, aws.Int32(5), aws.Int32(50)} {
				if got := strings.Join(r.nodes(size, test.filters...), " "); got != test.want {
					t.Errorf("%s: got %q, want %q", name, got, test.want)
				}
			}
		}
		for _, size := range []int32{4, 51} {
			if got := r.nodes(&size); !slices.Equal(got, []string{"ValidationException"}) {
				t.Errorf("a page of %d: %q", size, got)
			}
		}
	})
}

func TestTheOlderFiltersOfInstanceInformation(t *testing.T) {
	r := newRig(t)
	r.fleet(2)
	old := []types.InstanceInformationFilter{{Key: types.InstanceInformationFilterKeyInstanceIds, ValueSet: []string{id(1)}}}
	out, err := r.DescribeInstanceInformation(t.Context(), &client.DescribeInstanceInformationInput{InstanceInformationFilterList: old})
	if err != nil || len(out.InstanceInformationList) != 1 || *out.InstanceInformationList[0].InstanceId != id(1) {
		t.Errorf("got %+v %v", out, err)
	}
	_, err = r.DescribeInstanceInformation(t.Context(), &client.DescribeInstanceInformationInput{
		InstanceInformationFilterList: old, Filters: []types.InstanceInformationStringFilter{nodeFilter("PingStatus", "Online")},
	})
	if code(err) != "ValidationException" {
		t.Errorf("both at once: %v", err)
	}
}

func TestInstanceInformation(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t)
		r.fleet(1)
		time.Sleep(7 * time.Minute)
		out, err := r.DescribeInstanceInformation(t.Context(), &client.DescribeInstanceInformationInput{})
		if err != nil {
			t.Fatal(err)
		}
		i := out.InstanceInformationList[0]
		if i.PingStatus != types.PingStatusOnline || i.LastPingDateTime.Format(time.TimeOnly) != "00:05:00" || *i.AgentVersion != "3.3.2746.0" || *i.IsLatestVersion ||
			i.PlatformType != types.PlatformTypeWindows || *i.PlatformName != "Microsoft Windows Server 2022 Datacenter" || *i.PlatformVersion != "10.0.20348" ||
			i.ResourceType != types.ResourceTypeEc2Instance || *i.IPAddress != "10.0.0.1" || *i.ComputerName != "HOST0.WORKGROUP" || i.AssociationStatus != nil {
			t.Errorf("got %+v", i)
		}
	})
}
