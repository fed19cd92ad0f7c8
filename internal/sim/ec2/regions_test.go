package ec2_test

import (
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsec2 "github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"patchline/internal/sim/world"
)

func TestDescribeRegionsGivesThoseThatAnAccountHas(t *testing.T) {
	inTime(t, func(t *testing.T, f fixture) {
		f.fleet()
		elsewhere := world.Place{Account: account, Region: "me-central-1"}
		others := world.Place{Account: "999988887777", Region: "af-south-1"}
		f.world.Do(func() {
			f.world.Site(elsewhere).Instances.Add(&world.Instance{Place: elsewhere, ID: web})
			f.world.Site(others).Instances.Add(&world.Instance{Place: others, ID: web})
		})
		names := func(in awsec2.DescribeRegionsInput) []string {
			t.Helper()
			var all []string
			for _, r := range must[*awsec2.DescribeRegionsOutput](t)(f.DescribeRegions(t.Context(), &in)).Regions {
				all = append(all, *r.RegionName)
			}
			return all
		}
		all := names(awsec2.DescribeRegionsInput{AllRegions: aws.Bool(true)})
		if len(all) != 18 || !slices.Contains(all, "me-central-1") || slices.Contains(all, "af-south-1") || !slices.IsSorted(all) {
			t.Errorf("got %v", all)
		}
		for name, test := range map[string]struct {
			in   awsec2.DescribeRegionsInput
			want []string
		}{
			"by name":     {awsec2.DescribeRegionsInput{RegionNames: []string{region}}, []string{region}},
			"by filter":   {awsec2.DescribeRegionsInput{Filters: []types.Filter{where("region-name", "eu-c*")}}, []string{region}},
			"by opt-in":   {awsec2.DescribeRegionsInput{Filters: []types.Filter{where("opt-in-status", "opted-in")}}, []string{"me-central-1"}},
			"by endpoint": {awsec2.DescribeRegionsInput{Filters: []types.Filter{where("endpoint", "ec2.us-east-1.amazonaws.com")}}, []string{"us-east-1"}},
		} {
			if got := names(test.in); !slices.Equal(got, test.want) {
				t.Errorf("%s: got %v, want %v", name, got, test.want)
			}
		}
		_, err := f.DescribeRegions(t.Context(), &awsec2.DescribeRegionsInput{RegionNames: []string{"eu-central-9"}})
		wantCode(t, err, "InvalidParameterValue")
		_, err = f.DescribeRegions(t.Context(), &awsec2.DescribeRegionsInput{Filters: []types.Filter{where("tag:A", "b")}})
		wantCode(t, err, "InvalidParameterValue")
	})
}
