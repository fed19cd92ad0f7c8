package ec2

import (
	"slices"
	"strings"

	"patchline/internal/sim/apierr"
)

// enabledRegions are the Regions that every account has without opting in (EC2
// User Guide, "Regions and Zones").
var enabledRegions = []string{
	"ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-southeast-1", "ap-southeast-2",
	"ca-central-1", "eu-central-1", "eu-north-1", "eu-west-1", "eu-west-2", "eu-west-3",
	"sa-east-1", "us-east-1", "us-east-2", "us-west-1", "us-west-2",
}

type describeRegionsInput struct {
	dry
	Names   []string `form:"RegionName"`
	All     bool     `form:"AllRegions"` // Regions not opted in to are not simulated
	Filters []filter `form:"Filter"`
}

type describeRegionsAnswer struct {
	meta
	Regions []regionItem `xml:"regionInfo>item"`
}

type regionItem struct {
	Name     string `xml:"regionName"`
	Endpoint string `xml:"regionEndpoint"`
	OptIn    string `xml:"optInStatus"`
}

var regionFields = map[string]field[regionItem]{
	"region-name":   text(func(_ *call, r *regionItem) string { return r.Name }),
	"endpoint":      text(func(_ *call, r *regionItem) string { return r.Endpoint }),
	"opt-in-status": text(func(_ *call, r *regionItem) string { return r.OptIn }),
}

// describeRegions gives the Regions that are always on, and those where the
// account has instances.
func describeRegions(c *call, in *describeRegionsInput) (deed, *apierr.Error) {
	wanted, refused := conditions(in.Filters, regionFields, nil)
	if refused != nil {
		return nil, refused
	}
	regions := c.regions()
	unknown := slices.DeleteFunc(slices.Clone(in.Names), func(name string) bool {
		return slices.ContainsFunc(regions, func(r regionItem) bool { return r.Name == name })
	})
	if len(unknown) > 0 {
		return nil, invalidValue("Invalid region names provided: %s", clip(strings.Join(unknown, ", ")))
	}
	a := &describeRegionsAnswer{}
	for _, r := range regions {
		if (len(in.Names) == 0 || slices.Contains(in.Names, r.Name)) && passes(c, wanted, &r) {
			a.Regions = append(a.Regions, r)
		}
	}
	return shows(a), nil
}

func (c *call) regions() []regionItem {
	var all []regionItem
	add := func(name, optIn string) {
		all = append(all, regionItem{name, "ec2." + name + ".amazonaws.com", optIn})
	}
	for _, name := range enabledRegions {
		add(name, "opt-in-not-required")
	}
	for _, site := range c.world.Sites() {
		if site.Account == c.Account && site.Instances.Len() > 0 && !slices.Contains(enabledRegions, site.Region) {
			add(site.Region, "opted-in")
		}
	}
	slices.SortFunc(all, func(a, b regionItem) int { return strings.Compare(a.Name, b.Name) })
	return all
}
