package ec2_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsec2 "github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"patchline/internal/sim/world"
)

func (f fixture) tag(resources []string, pairs ...string) error {
	_, err := f.CreateTags(f.t.Context(), &awsec2.CreateTagsInput{Resources: resources, Tags: tagsFor("", pairs...)[0].Tags})
	return err
}

// tagged gives "resource key=value" of the tags that filters find.
func (f fixture) tagged(filters ...types.Filter) []string {
	f.t.Helper()
	var all []string
	pages := awsec2.NewDescribeTagsPaginator(f, &awsec2.DescribeTagsInput{MaxResults: aws.Int32(5), Filters: filters})
	for pages.HasMorePages() {
		for _, tag := range must[*awsec2.DescribeTagsOutput](f.t)(pages.NextPage(f.t.Context())).Tags {
			all = append(all, fmt.Sprintf("%s %s=%s", *tag.ResourceId, *tag.Key, *tag.Value))
		}
	}
	return all
}

func TestTagsAreAddedReplacedAndDeleted(t *testing.T) {
	inTime(t, func(t *testing.T, f fixture) {
		f.fleet()
		snapshot := *must[*awsec2.CreateSnapshotOutput](t)(f.snapshot(webData)).SnapshotId
		if err := f.tag([]string{web, webData, snapshot}, "Run", "r1", "Owner", "it"); err != nil {
			t.Fatal(err)
		}
		want := []string{web + " Owner=it", webData + " Owner=it", snapshot + " Owner=it"}
		if got := f.tagged(where("key", "Owner"), where("value", "it")); !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
		if tags := f.instance(web).Tags; len(tags) != 4 || tags[2].Value != "it" {
			t.Errorf("the instance has %v", tags)
		}

		drop := func(tags ...types.Tag) {
			t.Helper()
			must[*awsec2.DeleteTagsOutput](t)(f.DeleteTags(t.Context(), &awsec2.DeleteTagsInput{Resources: []string{web}, Tags: tags}))
		}
		drop(types.Tag{Key: aws.String("Run"), Value: aws.String("r2")}, types.Tag{Key: aws.String("Owner"), Value: aws.String("")})
		if tags := f.instance(web).Tags; len(tags) != 4 {
			t.Errorf("other values took %v", tags)
		}
		drop(types.Tag{Key: aws.String("Run"), Value: aws.String("r1")}, types.Tag{Key: aws.String("Owner")}, types.Tag{Key: aws.String("Nope")})
		if tags := f.instance(web).Tags; len(tags) != 2 {
			t.Errorf("left are %v", tags)
		}
		f.change(web, func(i *world.Instance) { i.Tags.Set("aws:autoscaling:groupName", "asg") })
		drop()
		if tags := f.instance(web).Tags; len(tags) != 1 || tags[0].Key != "aws:autoscaling:groupName" {
			t.Errorf("all but those of AWS: left are %v", tags)
		}
	})
}

func TestTagRefusals(t *testing.T) {
	var fifty []string
	for n := range 50 {
		fifty = append(fifty, fmt.Sprint("key-", n), "")
	}
	for name, test := range map[string]struct {
		resources []string
		pairs     []string
		want      string
	}{
		"an unknown instance":          {[]string{web, absent}, []string{"A", "b"}, "InvalidInstanceID.NotFound"},
		"an unknown volume":            {[]string{web, absentVolume}, []string{"A", "b"}, "InvalidVolume.NotFound"},
		"an unknown snapshot":          {[]string{web, absentSnapshot}, []string{"A", "b"}, "InvalidSnapshot.NotFound"},
		"an unknown task":              {[]string{web, "replacevol-0000000000000dead"}, []string{"A", "b"}, "InvalidReplaceRootVolumeTaskId.NotFound"},
		"a resource of another kind":   {[]string{web, "vpc-0a"}, []string{"A", "b"}, "InvalidID"},
		"1,001 resources":              {slices.Repeat([]string{web}, 1001), []string{"A", "b"}, "InvalidParameterValue"},
		"1,000 resources":              {slices.Repeat([]string{web}, 1000), []string{"A", "b"}, ""},
		"47 more tags":                 {[]string{web}, fifty[:94], ""},
		"48 more tags":                 {[]string{web}, fifty[:96], "TagLimitExceeded"},
		"a key of AWS":                 {[]string{web}, []string{"aws:x", "b"}, "InvalidParameterValue"},
		"a key of AWS in capitals":     {[]string{web}, []string{"AWS:x", "b"}, "InvalidParameterValue"},
		"an empty key":                 {[]string{web}, []string{"", "b"}, "InvalidParameterValue"},
		"a key of 129 letters":         {[]string{web}, []string{strings.Repeat("ü", 129), "b"}, "InvalidParameterValue"},
		"a key of 128 letters":         {[]string{web}, []string{strings.Repeat("ü", 128), "b"}, ""},
		"a value of 257 letters":       {[]string{web}, []string{"A", strings.Repeat("ü", 257)}, "InvalidParameterValue"},
		"a key twice":                  {[]string{web}, []string{"A", "b", "A", "c"}, "InvalidParameterValue"},
		"a key that is there replaces": {[]string{web}, []string{"Owner", "it"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			inTime(t, func(t *testing.T, f fixture) {
				f.fleet()
				before := len(f.tagged())
				wantCode(t, f.tag(test.resources, test.pairs...), test.want)
				if after := len(f.tagged()); test.want != "" && after != before {
					t.Errorf("refused, and there are %d tags, not %d", after, before)
				}
			})
		})
	}
}

func TestTagsOfAWSAreNotCounted(t *testing.T) {
	inTime(t, func(t *testing.T, f fixture) {
		f.fleet()
		f.change(web, func(i *world.Instance) {
			for n := range 20 {
				i.Tags.Set(fmt.Sprint("aws:", n), "")
			}
			for n := range 46 {
				i.Tags.Set(fmt.Sprint("key-", n), "")
			}
		})
		wantCode(t, f.tag([]string{web}, "Last", ""), "")
		wantCode(t, f.tag([]string{web}, "OneMore", ""), "TagLimitExceeded")
		_, err := f.DeleteTags(t.Context(), &awsec2.DeleteTagsInput{Resources: []string{web}, Tags: []types.Tag{{Key: aws.String("aws:1")}}})
		wantCode(t, err, "InvalidParameterValue")
	})
}

func TestDescribeTagsPagesOverAllKinds(t *testing.T) {
	inTime(t, func(t *testing.T, f fixture) {
		f.fleet()
		got := f.tagged() // 3 instances of 3 tags, 6 volumes of 1, in pages of 5
		if len(got) != 15 || len(slices.Compact(slices.Sorted(slices.Values(got)))) != 15 {
			t.Errorf("got %d: %v", len(got), got)
		}
		for name, test := range map[string]struct {
			filter types.Filter
			want   int
		}{
			"a resource":       {where("resource-id", web), 3},
			"a kind":           {where("resource-type", "volume"), 6},
			"a tag":            {where("tag:Application", "ledger"), 1},
			"a value":          {where("value", "xvdf"), 3},
			"nothing":          {where("key", "Nope"), 0},
			"a kind with none": {where("resource-type", "snapshot"), 0},
		} {
			if got := f.tagged(test.filter); len(got) != test.want {
				t.Errorf("%s: got %v, want %d", name, got, test.want)
			}
		}
		_, err := f.DescribeTags(t.Context(), &awsec2.DescribeTagsInput{MaxResults: aws.Int32(4)})
		wantCode(t, err, "InvalidParameterValue")
		_, err = f.DescribeTags(t.Context(), &awsec2.DescribeTagsInput{NextToken: aws.String("x")})
		wantCode(t, err, "InvalidNextToken")
		_, err = f.DescribeTags(t.Context(), &awsec2.DescribeTagsInput{Filters: []types.Filter{where("colour", "x")}})
		wantCode(t, err, "InvalidParameterValue")
	})
}
