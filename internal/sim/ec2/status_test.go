package ec2_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsec2 "github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"patchline/internal/sim/faults"
)

// statuses gives "id state instance/system" of each status.
func (f fixture) statuses(in *awsec2.DescribeInstanceStatusInput) []string {
	f.t.Helper()
	var all []string
	for _, s := range must[*awsec2.DescribeInstanceStatusOutput](f.t)(f.DescribeInstanceStatus(f.t.Context(), in)).InstanceStatuses {
		all = append(all, strings.Join([]string{*s.InstanceId, string(s.InstanceState.Name), string(s.InstanceStatus.Status), string(s.SystemStatus.Status)}, " "))
	}
	return all
}

func TestDescribeInstanceStatusShowsWhatRunsUnlessAskedForAll(t *testing.T) {
	all := aws.Bool(true)
	for name, test := range map[string]struct {
		in   awsec2.DescribeInstanceStatusInput
		want []string
	}{
		"by default":          {awsec2.DescribeInstanceStatusInput{}, []string{web + " running ok ok", db + " running ok ok"}},
		"a stopped one by id": {awsec2.DescribeInstanceStatusInput{InstanceIds: []string{batch, web}}, []string{web + " running ok ok"}},
		"all":                 {awsec2.DescribeInstanceStatusInput{IncludeAllInstances: all}, []string{web + " running ok ok", db + " running ok ok", batch + " stopped not-applicable not-applicable"}},
		"all that are stopped": {awsec2.DescribeInstanceStatusInput{IncludeAllInstances: all, Filters: []types.Filter{where("instance-state-name", "stopped")}},
			[]string{batch + " stopped not-applicable not-applicable"}},
		"by status": {awsec2.DescribeInstanceStatusInput{Filters: []types.Filter{where("instance-status.status", "ok"), where("system-status.reachability", "passed")}},
			[]string{web + " running ok ok", db + " running ok ok"}},
		"by a status that none has": {awsec2.DescribeInstanceStatusInput{Filters: []types.Filter{where("instance-status.reachability", "failed")}}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			inTime(t, func(t *testing.T, f fixture) {
				f.fleet()
				if got := f.statuses(&test.in); !slices.Equal(got, test.want) {
					t.Errorf("got %q, want %q", got, test.want)
				}
			})
		})
	}
}

func TestStatusChecksFollowTheBoot(t *testing.T) {
	inTime(t, func(t *testing.T, f fixture) {
		f.fleet()
		if err := f.start(batch); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		in := &awsec2.DescribeInstanceStatusInput{InstanceIds: []string{batch}}
		if got := f.statuses(in); !slices.Equal(got, []string{batch + " running initializing initializing"}) {
			t.Errorf("a minute after the start: %q", got)
		}
		time.Sleep(10 * time.Minute)
		if got := f.statuses(in); !slices.Equal(got, []string{batch + " running ok ok"}) {
			t.Errorf("later: %q", got)
		}
	})
}

func TestAnInstanceThatDoesNotBootIsImpaired(t *testing.T) {
	inTime(t, func(t *testing.T, f fixture) {
		f.fleet()
		if err := f.reboot(web); err != nil {
			t.Fatal(err)
		}
		time.Sleep(5 * time.Minute)
		in := &awsec2.DescribeInstanceStatusInput{InstanceIds: []string{web}}
		if got := f.statuses(in); !slices.Equal(got, []string{web + " running impaired ok"}) {
			t.Errorf("after the reboot: %q", got)
		}
		if err := f.reboot(web); err != nil { // the fault strikes once
			t.Fatal(err)
		}
		time.Sleep(5 * time.Minute)
		if got := f.statuses(in); !slices.Equal(got, []string{web + " running ok ok"}) {
			t.Errorf("after another: %q", got)
		}
	}, faults.Rule{Kind: faults.NoBoot, Times: 1})
}

func TestDescribeInstanceStatusRefusals(t *testing.T) {
	for name, test := range map[string]struct {
		in   awsec2.DescribeInstanceStatusInput
		want string
	}{
		"101 ids":             {awsec2.DescribeInstanceStatusInput{InstanceIds: slices.Repeat([]string{web}, 101)}, "InvalidParameterValue"},
		"100 ids":             {awsec2.DescribeInstanceStatusInput{InstanceIds: slices.Repeat([]string{web}, 100)}, ""},
		"an unknown id":       {awsec2.DescribeInstanceStatusInput{InstanceIds: []string{absent}}, "InvalidInstanceID.NotFound"},
		"MaxResults with ids": {awsec2.DescribeInstanceStatusInput{InstanceIds: []string{web}, MaxResults: aws.Int32(50)}, "InvalidParameterCombination"},
		"a filter of a tag":   {awsec2.DescribeInstanceStatusInput{Filters: []types.Filter{where("tag:Name", "x")}}, "InvalidParameterValue"},
		"a dry run":           {awsec2.DescribeInstanceStatusInput{DryRun: aws.Bool(true)}, "DryRunOperation"},
	} {
		t.Run(name, func(t *testing.T) {
			inTime(t, func(t *testing.T, f fixture) {
				f.fleet()
				_, err := f.DescribeInstanceStatus(t.Context(), &test.in)
				wantCode(t, err, test.want)
			})
		})
	}
}
