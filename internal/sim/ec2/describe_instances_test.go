package ec2_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsec2 "github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"patchline/internal/sim/faults"
	"patchline/internal/sim/world"
)

// found gives the ids of a describe's instances.
func (f fixture) found(in *awsec2.DescribeInstancesInput) []string {
	f.t.Helper()
	var ids []string
	for _, i := range f.instances(in) {
		ids = append(ids, aws.ToString(i.InstanceId))
	}
	return ids
}

func (f fixture) instances(in *awsec2.DescribeInstancesInput) []types.Instance {
	f.t.Helper()
	var all []types.Instance
	for _, r := range must[*awsec2.DescribeInstancesOutput](f.t)(f.DescribeInstances(f.t.Context(), in)).Reservations {
		all = append(all, r.Instances...)
	}
	return all
}

func TestDescribeInstancesShowsWhatAClientReads(t *testing.T) {
	inTime(t, func(t *testing.T, f fixture) {
		f.fleet()
		f.change(web, func(i *world.Instance) {
			i.Spot = true
			i.Tags.Set("Note", `<a> & "b" ü`+"\t")
		})
		out := must[*awsec2.DescribeInstancesOutput](t)(f.DescribeInstances(t.Context(), &awsec2.DescribeInstancesInput{InstanceIds: []string{web}}))
		r := out.Reservations[0]
		i := r.Instances[0]
		for name, pair := range map[string][2]string{
			"owner":           {aws.ToString(r.OwnerId), account},
			"reservation":     {aws.ToString(r.ReservationId), "r-0000000000000000a"},
			"state":           {fmt.Sprint(i.State.Name, aws.ToInt32(i.State.Code)), "running16"},
			"platform":        {string(i.Platform), "windows"},
			"details":         {aws.ToString(i.PlatformDetails), "Windows"},
			"zone":            {aws.ToString(i.Placement.AvailabilityZone), zone},
			"type":            {string(i.InstanceType), "m5.large"},
			"image":           {aws.ToString(i.ImageId), "ami-0123456789abcdef0"},
			"network":         {aws.ToString(i.VpcId) + aws.ToString(i.SubnetId) + aws.ToString(i.PrivateIpAddress), "vpc-0asubnet-0a10.0.0.7"},
			"DNS name":        {aws.ToString(i.PrivateDnsName), "ip-10-0-0-7.eu-central-1.compute.internal"},
			"root":            {aws.ToString(i.RootDeviceName) + string(i.RootDeviceType), "/dev/sda1ebs"},
			"lifecycle":       {string(i.InstanceLifecycle), "spot"},
			"profile":         {aws.ToString(i.IamInstanceProfile.Arn), "arn:aws:iam::111122223333:instance-profile/Patchline"},
			"kind of profile": {aws.ToString(i.IamInstanceProfile.Id)[:4], "AIPA"},
			"architecture":    {string(i.Architecture) + string(i.Hypervisor) + string(i.Monitoring.State), "x86_64xendisabled"},
			"launch time":     {i.LaunchTime.Format(time.RFC3339), f.world.Clock().Now().Add(-24 * time.Hour).Format(time.RFC3339)},
			"volume":          {aws.ToString(i.BlockDeviceMappings[0].Ebs.VolumeId), webRoot},
			"device":          {aws.ToString(i.BlockDeviceMappings[1].DeviceName), "xvdf"},
			"volume's status": {string(i.BlockDeviceMappings[0].Ebs.Status), "attached"},
			"deletes":         {fmt.Sprint(aws.ToBool(i.BlockDeviceMappings[0].Ebs.DeleteOnTermination), aws.ToBool(i.BlockDeviceMappings[1].Ebs.DeleteOnTermination)), "true false"},
			"a tag":           {aws.ToString(i.Tags[3].Value), `<a> & "b" ü` + "\t"},
		} {
			if pair[0] != pair[1] {
				t.Errorf("%s: got %q, want %q", name, pair[0], pair[1])
			}
		}
		if i.StateReason != nil || aws.ToString(i.StateTransitionReason) != "" {
			t.Errorf("a running instance has the reason %v %v", i.StateReason, i.StateTransitionReason)
		}
	})
}

func TestLinuxAndOnDemandAreToldByWhatIsMissing(t *testing.T) {
	inTime(t, func(t *testing.T, f fixture) {
		f.fleet()
		f.change(web, func(i *world.Instance) { i.Windows, i.InstanceProfile, i.PrivateIP = nil, "", "" })
		i := f.instances(&awsec2.DescribeInstancesInput{InstanceIds: []string{web}})[0]
		if i.Platform != "" || i.InstanceLifecycle != "" || i.IamInstanceProfile != nil || i.PrivateIpAddress != nil {
			t.Errorf("got platform %q, lifecycle %q, profile %v, address %v", i.Platform, i.InstanceLifecycle, i.IamInstanceProfile, i.PrivateIpAddress)
		}
	})
}

func TestDescribeInstancesFilters(t *testing.T) {
	for name, test := range map[string]struct {
		filters []types.Filter
		want    []string
	}{
		"none":                            {nil, []string{web, db, batch}},
		"a tag":                           {[]types.Filter{where("tag:Application", "ledger")}, []string{db}},
		"two values are either":           {[]types.Filter{where("tag:Application", "ledger", "payroll")}, []string{web, db, batch}},
		"two filters are both":            {[]types.Filter{where("tag:Application", "payroll"), where("instance-state-name", "stopped")}, []string{batch}},
		"a wildcard for many":             {[]types.Filter{where("tag:Application", "l*")}, []string{db}},
		"a wildcard for one":              {[]types.Filter{where("instance-id", "i-0000000000000000?")}, []string{web, db, batch}},
		"an escaped wildcard is a letter": {[]types.Filter{where("tag:Application", `l\*`)}, nil},
		"case matters":                    {[]types.Filter{where("tag:Application", "Ledger")}, nil},
		"case of a key matters":           {[]types.Filter{where("tag:application", "ledger")}, nil},
		"a tag's key":                     {[]types.Filter{where("tag-key", "Appl*")}, []string{web, db, batch}},
		"a tag that none has":             {[]types.Filter{where("tag-key", "Nope")}, nil},
		"a state's code":                  {[]types.Filter{where("instance-state-code", "16")}, []string{web, db}},
		"a volume":                        {[]types.Filter{where("block-device-mapping.volume-id", dbData)}, []string{db}},
		"an attachment's status":          {[]types.Filter{where("block-device-mapping.status", "attached"), where("block-device-mapping.delete-on-termination", "false")}, []string{web, db, batch}},
		"the platform":                    {[]types.Filter{where("platform", "windows")}, []string{web, db, batch}},
		"on-demand has no lifecycle":      {[]types.Filter{where("instance-lifecycle", "spot")}, nil},
		"a day of launch":                 {[]types.Filter{where("launch-time", "1999-12-31T*")}, []string{web, db, batch}},
		"what every one has": {[]types.Filter{
			where("architecture", "x86_64"), where("availability-zone", zone), where("hypervisor", "xen"),
			where("iam-instance-profile.arn", "*/Patchline"), where("image-id", "ami-*"), where("instance-type", "m5.large"),
			where("owner-id", account), where("platform-details", "Windows"), where("private-ip-address", "10.0.0.7"),
			where("private-dns-name", "ip-10-0-0-7.*"), where("root-device-name", "/dev/sda1"), where("root-device-type", "ebs"),
			where("subnet-id", "subnet-0a"), where("vpc-id", "vpc-0a"), where("tenancy", "default"), where("virtualization-type", "hvm"),
			where("reservation-id", "r-*"), where("state-reason-code", ""), where("state-reason-message", ""),
			where("block-device-mapping.device-name", "xvdf"), where("block-device-mapping.attach-time", "1999-*"),
		}, []string{web, db, batch}},
	} {
		t.Run(name, func(t *testing.T) {
			inTime(t, func(t *testing.T, f fixture) {
				f.fleet()
				if got := f.found(&awsec2.DescribeInstancesInput{Filters: test.filters}); !slices.Equal(got, test.want) {
					t.Errorf("got %v, want %v", got, test.want)
				}
			})
		})
	}
}

func TestDescribeInstancesRefusals(t *testing.T) {
	many := strings.Split(strings.Repeat("x,", 201), ",")[:201]
	five := aws.Int32(5)
	for name, test := range map[string]struct {
		in   awsec2.DescribeInstancesInput
		want string
	}{
		"an id that is not there":         {awsec2.DescribeInstancesInput{InstanceIds: []string{web, absent}}, "InvalidInstanceID.NotFound"},
		"an id that is none":              {awsec2.DescribeInstancesInput{InstanceIds: []string{malforms}}, "InvalidInstanceID.Malformed"},
		"MaxResults with ids":             {awsec2.DescribeInstancesInput{InstanceIds: []string{web}, MaxResults: five}, "InvalidParameterCombination"},
		"MaxResults of 4":                 {awsec2.DescribeInstancesInput{MaxResults: aws.Int32(4)}, "InvalidParameterValue"},
		"MaxResults of 1001":              {awsec2.DescribeInstancesInput{MaxResults: aws.Int32(1001)}, "InvalidParameterValue"},
		"a negative MaxResults":           {awsec2.DescribeInstancesInput{MaxResults: aws.Int32(-5)}, "InvalidParameterValue"},
		"201 values":                      {awsec2.DescribeInstancesInput{Filters: []types.Filter{where("tag:A", many...)}}, "FilterLimitExceeded"},
		"201 values in two filters":       {awsec2.DescribeInstancesInput{Filters: []types.Filter{where("tag:A", many[:100]...), where("tag:B", many[:101]...)}}, "FilterLimitExceeded"},
		"51 filters":                      {awsec2.DescribeInstancesInput{Filters: slices.Repeat([]types.Filter{where("tag:A", "x")}, 51)}, "FilterLimitExceeded"},
		"200 values":                      {awsec2.DescribeInstancesInput{Filters: []types.Filter{where("tag:A", many[:200]...)}}, ""},
		"a filter that is none":           {awsec2.DescribeInstancesInput{Filters: []types.Filter{where("instance-name", "x")}}, "InvalidParameterValue"},
		"a filter of a tag without a key": {awsec2.DescribeInstancesInput{Filters: []types.Filter{where("tag:", "x")}}, "InvalidParameterValue"},
		"a filter without values":         {awsec2.DescribeInstancesInput{Filters: []types.Filter{where("tag:A")}}, "InvalidParameterValue"},
		"a filter without a name":         {awsec2.DescribeInstancesInput{Filters: []types.Filter{{Values: []string{"x"}}}}, "MissingParameter"},
		"a token that is none":            {awsec2.DescribeInstancesInput{MaxResults: five, NextToken: aws.String("garbage")}, "InvalidNextToken"},
		"a dry run":                       {awsec2.DescribeInstancesInput{DryRun: aws.Bool(true)}, "DryRunOperation"},
		"a dry run of what is refused":    {awsec2.DescribeInstancesInput{DryRun: aws.Bool(true), InstanceIds: []string{absent}}, "InvalidInstanceID.NotFound"},
	} {
		t.Run(name, func(t *testing.T) {
			inTime(t, func(t *testing.T, f fixture) {
				f.fleet()
				_, err := f.DescribeInstances(t.Context(), &test.in)
				wantCode(t, err, test.want)
			})
		})
	}
}

func TestNotFoundNamesEveryMissingID(t *testing.T) {
	inTime(t, func(t *testing.T, f fixture) {
		f.fleet()
		_, err := f.DescribeInstances(t.Context(), &awsec2.DescribeInstancesInput{InstanceIds: []string{"i-0000000000000beef", web, absent}})
		if err == nil || !strings.Contains(err.Error(), "The instance IDs 'i-0000000000000beef, "+absent+"' do not exist") {
			t.Errorf("got %v", err)
		}
	})
}

func TestATerminatedInstanceIsShownForAnHour(t *testing.T) {
	inTime(t, func(t *testing.T, f fixture) {
		f.fleet()
		f.change(web, f.world.Terminate)
		if got := f.found(&awsec2.DescribeInstancesInput{Filters: []types.Filter{where("instance-state-name", "terminated")}}); !slices.Equal(got, []string{web}) {
			t.Errorf("just after: %v", got)
		}
		time.Sleep(time.Hour)
		if got := f.found(&awsec2.DescribeInstancesInput{}); slices.Contains(got, web) {
			t.Error("an hour later it is there still")
		}
		_, err := f.DescribeInstances(t.Context(), &awsec2.DescribeInstancesInput{InstanceIds: []string{web}})
		wantCode(t, err, "InvalidInstanceID.NotFound")
	})
}

func TestADescribeMayLagBehindAStop(t *testing.T) {
	rule := faults.Rule{Kind: faults.EventualConsistency, Operation: "ec2:DescribeInstances", Delay: 10 * time.Second}
	inTime(t, func(t *testing.T, f fixture) {
		f.fleet()
		must[*awsec2.StopInstancesOutput](t)(f.StopInstances(t.Context(), &awsec2.StopInstancesInput{InstanceIds: []string{web}}))
		byState := &awsec2.DescribeInstancesInput{Filters: []types.Filter{where("instance-state-name", "stopping")}}
		if got := f.found(byState); len(got) != 0 {
			t.Errorf("at once: %v are stopping", got)
		}
		if i := f.instances(&awsec2.DescribeInstancesInput{InstanceIds: []string{web}})[0]; i.State.Name != "running" {
			t.Errorf("at once it is %s", i.State.Name)
		}
		time.Sleep(10 * time.Second)
		if got := f.found(byState); !slices.Equal(got, []string{web}) {
			t.Errorf("10 s later: %v are stopping", got)
		}
	}, rule)
}
