package ec2_test

import (
	"encoding/base64"
	"fmt"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsec2 "github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"patchline/internal/sim/world"
)

func (f fixture) add(n int) {
	f.world.Do(func() {
		for k := range n {
			addInstance(f.world, fmt.Sprintf("i-%017x", k), func(i *world.Instance) {
				i.Tags.Set("Parity", fmt.Sprint(k%2))
			})
		}
	})
}

func TestPagesLoseAndDoubleNothing(t *testing.T) {
	for _, total := range []int{0, 1, 9, 10, 11, 20, 23} {
		inTime(t, func(t *testing.T, f fixture) {
			f.add(total)
			var got []string
			pages := awsec2.NewDescribeInstancesPaginator(f, &awsec2.DescribeInstancesInput{
				MaxResults: aws.Int32(5), Filters: []types.Filter{where("tag:Parity", "0")},
			})
			for pages.HasMorePages() {
				out := must[*awsec2.DescribeInstancesOutput](t)(pages.NextPage(t.Context()))
				if len(out.Reservations) == 0 && total > 0 {
					t.Errorf("of %d: an empty page", total)
				}
				for _, r := range out.Reservations {
					got = append(got, *r.Instances[0].InstanceId)
				}
			}
			slices.Sort(got)
			if len(got) != (total+1)/2 || len(slices.Compact(got)) != len(got) {
				t.Errorf("of %d: got %v", total, got)
			}
		})
	}
}

func TestPagesStandChangesBetweenThem(t *testing.T) {
	inTime(t, func(t *testing.T, f fixture) {
		f.add(20)
		site := f.world.Site(place)
		var got []string
		in := &awsec2.DescribeInstancesInput{MaxResults: aws.Int32(5)}
		for page := 0; ; page++ {
			out := must[*awsec2.DescribeInstancesOutput](t)(f.DescribeInstances(t.Context(), in))
			for _, r := range out.Reservations {
				got = append(got, *r.Instances[0].InstanceId)
			}
			if in.NextToken = out.NextToken; in.NextToken == nil {
				break
			}
			f.world.Do(func() {
				// What was read goes away, the last one of the page too, and new
				// ones come.
				for _, id := range got {
					site.Instances.Delete(id)
				}
				if page == 0 {
					addInstance(f.world, "i-000000000000000ff")
				}
			})
		}
		if len(got) != 21 || len(slices.Compact(slices.Sorted(slices.Values(got)))) != 21 {
			t.Errorf("got %d: %v", len(got), got)
		}
	})
}

func TestATokenIsForItsActionAndPlace(t *testing.T) {
	inTime(t, func(t *testing.T, f fixture) {
		f.add(20)
		six := aws.Int32(6)
		out := must[*awsec2.DescribeInstancesOutput](t)(f.DescribeInstances(t.Context(), &awsec2.DescribeInstancesInput{MaxResults: six}))
		_, err := f.DescribeInstanceStatus(t.Context(), &awsec2.DescribeInstanceStatusInput{MaxResults: six, NextToken: out.NextToken})
		wantCode(t, err, "InvalidNextToken")
		_, err = f.DescribeInstances(t.Context(), &awsec2.DescribeInstancesInput{MaxResults: six, NextToken: out.NextToken},
			func(o *awsec2.Options) { o.Region = "eu-west-1" })
		wantCode(t, err, "InvalidNextToken")
		for _, bad := range []string{"", "!", "AAAA", base64.RawURLEncoding.EncodeToString(make([]byte, 16)), *out.NextToken + "A", (*out.NextToken)[2:]} {
			_, err = f.DescribeInstances(t.Context(), &awsec2.DescribeInstancesInput{MaxResults: six, NextToken: aws.String(bad)})
			want := "InvalidNextToken"
			if bad == "" { // the SDK sends it, and it means the start
				want = ""
			}
			if code(err) != want {
				t.Errorf("token %q: got %v, want %q", bad, err, want)
			}
		}
		// Without MaxResults a token gives all the rest.
		rest := must[*awsec2.DescribeInstancesOutput](t)(f.DescribeInstances(t.Context(), &awsec2.DescribeInstancesInput{NextToken: out.NextToken}))
		if len(rest.Reservations) != 14 || rest.NextToken != nil {
			t.Errorf("the rest has %d and the token %v", len(rest.Reservations), rest.NextToken)
		}
	})
}
