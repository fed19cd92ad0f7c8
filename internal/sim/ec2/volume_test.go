package ec2_test

import (
	"context"
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

func (f fixture) volume(id string) types.Volume {
	f.t.Helper()
	return must[*awsec2.DescribeVolumesOutput](f.t)(f.DescribeVolumes(f.t.Context(), &awsec2.DescribeVolumesInput{VolumeIds: []string{id}})).Volumes[0]
}

func (f fixture) create(in awsec2.CreateVolumeInput) *awsec2.CreateVolumeOutput {
	f.t.Helper()
	if in.AvailabilityZone == nil {
		in.AvailabilityZone = aws.String(zone)
	}
	return must[*awsec2.CreateVolumeOutput](f.t)(f.CreateVolume(f.t.Context(), &in))
}

func (f fixture) attach(volume, instance, device string) error {
	_, err := f.AttachVolume(f.t.Context(), &awsec2.AttachVolumeInput{VolumeId: &volume, InstanceId: &instance, Device: &device})
	return err
}

func (f fixture) detach(volume string) error {
	_, err := f.DetachVolume(f.t.Context(), &awsec2.DetachVolumeInput{VolumeId: &volume})
	return err
}

func (f fixture) deleteVolume(volume string) error {
	_, err := f.DeleteVolume(f.t.Context(), &awsec2.DeleteVolumeInput{VolumeId: &volume})
	return err
}

func TestAVolumeIsMadeAttachedDetachedAndDeleted(t *testing.T) {
	inTime(t, func(t *testing.T, f fixture) {
		f.fleet()
		out := f.create(awsec2.CreateVolumeInput{
			Size: aws.Int32(8), VolumeType: "gp3", Encrypted: aws.Bool(true), Iops: aws.Int32(4000),
			TagSpecifications: tagsFor("volume", "Name", "spare"),
		})
		id := *out.VolumeId
		if out.State != "creating" || aws.ToInt32(out.Size) != 8 || aws.ToInt32(out.Iops) != 4000 || aws.ToInt32(out.Throughput) != 125 ||
			!aws.ToBool(out.Encrypted) || aws.ToString(out.Tags[0].Value) != "spare" || out.CreateTime.IsZero() {
			t.Errorf("made as %+v", out)
		}
		wantCode(t, f.attach(id, web, "xvdg"), "IncorrectState")
		wantCode(t, f.deleteVolume(id), "IncorrectState")
		time.Sleep(15 * time.Second)
		if v := f.volume(id); v.State != "available" || len(v.Attachments) != 0 {
			t.Errorf("15 s later: %s, %v", v.State, v.Attachments)
		}

		attached := must[*awsec2.AttachVolumeOutput](t)(f.AttachVolume(t.Context(), &awsec2.AttachVolumeInput{VolumeId: &id, InstanceId: aws.String(web), Device: aws.String("xvdg")}))
		if attached.State != "attaching" || aws.ToString(attached.InstanceId) != web || aws.ToString(attached.Device) != "xvdg" || attached.AttachTime.IsZero() {
			t.Errorf("attaching as %+v", attached)
		}
		if v := f.volume(id); v.State != "in-use" {
			t.Errorf("while attaching: %s", v.State)
		}
		time.Sleep(10 * time.Second)
		if v := f.volume(id); v.Attachments[0].State != "attached" {
			t.Errorf("10 s later: %s", v.Attachments[0].State)
		}
		wantCode(t, f.deleteVolume(id), "VolumeInUse")
		wantCode(t, f.attach(id, db, "xvdh"), "VolumeInUse")

		detached := must[*awsec2.DetachVolumeOutput](t)(f.DetachVolume(t.Context(), &awsec2.DetachVolumeInput{VolumeId: &id}))
		if detached.State != "detaching" {
			t.Errorf("detaching as %s", detached.State)
		}
		if i := f.instance(web); len(i.Attachments) != 3 {
			t.Errorf("while it detaches the instance has %v", i.Attachments)
		}
		wantCode(t, f.detach(id), "IncorrectState")
		time.Sleep(15 * time.Second)
		if v := f.volume(id); v.State != "available" || len(f.instance(web).Attachments) != 2 {
			t.Errorf("15 s later: %s, %v", v.State, f.instance(web).Attachments)
		}

		if err := f.deleteVolume(id); err != nil {
			t.Fatal(err)
		}
		if v := f.volume(id); v.State != "deleting" {
			t.Errorf("deleting as %s", v.State)
		}
		time.Sleep(10 * time.Second)
		_, err := f.DescribeVolumes(t.Context(), &awsec2.DescribeVolumesInput{VolumeIds: []string{id}})
		wantCode(t, err, "InvalidVolume.NotFound")
	})
}

func TestACreateVolumeOfTheSameTokenIsTheSameVolume(t *testing.T) {
	inTime(t, func(t *testing.T, f fixture) {
		in := awsec2.CreateVolumeInput{Size: aws.Int32(8), ClientToken: aws.String("once")}
		first := f.create(in)
		time.Sleep(time.Minute)
		if again := f.create(in); *again.VolumeId != *first.VolumeId || again.State != "available" {
			t.Errorf("again: %s %s, first %s", *again.VolumeId, again.State, *first.VolumeId)
		}
		in.ClientToken = aws.String("twice")
		if other := f.create(in); *other.VolumeId == *first.VolumeId {
			t.Error("another token is the same volume")
		}
		in.ClientToken, in.Size, in.AvailabilityZone = aws.String("once"), aws.Int32(9), aws.String(zone)
		_, err := f.CreateVolume(t.Context(), &in)
		wantCode(t, err, "IdempotentParameterMismatch")
		in.ClientToken = aws.String(strings.Repeat("x", 65))
		_, err = f.CreateVolume(t.Context(), &in)
		wantCode(t, err, "InvalidParameterValue")
	})
}

func TestADryRunUsesNoToken(t *testing.T) {
	inTime(t, func(t *testing.T, f fixture) {
		in := awsec2.CreateVolumeInput{Size: aws.Int32(8), ClientToken: aws.String("once"), DryRun: aws.Bool(true), AvailabilityZone: aws.String(zone)}
		_, err := f.CreateVolume(t.Context(), &in)
		wantCode(t, err, "DryRunOperation")
		in.DryRun, in.Size = nil, aws.Int32(9)
		_, err = f.CreateVolume(t.Context(), &in)
		wantCode(t, err, "")
	})
}

func TestVolumeRefusals(t *testing.T) {
	createVolume := func(in awsec2.CreateVolumeInput) func(context.Context, fixture) error {
		return func(ctx context.Context, f fixture) error {
			if in.AvailabilityZone == nil {
				in.AvailabilityZone = aws.String(zone)
			}
			_, err := f.CreateVolume(ctx, &in)
			return err
		}
	}
	attachVolume := func(volume, instance, device string) func(context.Context, fixture) error {
		return func(_ context.Context, f fixture) error { return f.attach(volume, instance, device) }
	}
	detachVolume := func(in awsec2.DetachVolumeInput) func(context.Context, fixture) error {
		return func(ctx context.Context, f fixture) error {
			_, err := f.DetachVolume(ctx, &in)
			return err
		}
	}
	describe := func(in awsec2.DescribeVolumesInput) func(context.Context, fixture) error {
		return func(ctx context.Context, f fixture) error {
			_, err := f.DescribeVolumes(ctx, &in)
			return err
		}
	}
	size := aws.Int32(8)
	const spare = "vol-000000000000spare"
	for name, test := range map[string]struct {
		do   func(context.Context, fixture) error
		want string
	}{
		"neither size nor snapshot":      {createVolume(awsec2.CreateVolumeInput{}), "MissingParameter"},
		"a zone elsewhere":               {createVolume(awsec2.CreateVolumeInput{Size: size, AvailabilityZone: aws.String("eu-west-1a")}), "InvalidZone.NotFound"},
		"no zone":                        {createVolume(awsec2.CreateVolumeInput{Size: size, AvailabilityZone: aws.String("")}), "MissingParameter"},
		"a type that is none":            {createVolume(awsec2.CreateVolumeInput{Size: size, VolumeType: "gp9"}), "UnknownVolumeType"},
		"too small for its type":         {createVolume(awsec2.CreateVolumeInput{Size: size, VolumeType: "st1"}), "InvalidParameterValue"},
		"no size at all":                 {createVolume(awsec2.CreateVolumeInput{Size: aws.Int32(0)}), "InvalidParameterValue"},
		"io2 without IOPS":               {createVolume(awsec2.CreateVolumeInput{Size: size, VolumeType: "io2"}), "MissingParameter"},
		"throughput for gp2":             {createVolume(awsec2.CreateVolumeInput{Size: size, Throughput: aws.Int32(200)}), "InvalidParameterCombination"},
		"negative IOPS":                  {createVolume(awsec2.CreateVolumeInput{Size: size, Iops: aws.Int32(-1)}), "InvalidParameterValue"},
		"an unknown snapshot":            {createVolume(awsec2.CreateVolumeInput{SnapshotId: aws.String(absentSnapshot)}), "InvalidSnapshot.NotFound"},
		"tags for a snapshot":            {createVolume(awsec2.CreateVolumeInput{Size: size, TagSpecifications: tagsFor("snapshot", "A", "b")}), "InvalidParameterValue"},
		"a key of KMS":                   {createVolume(awsec2.CreateVolumeInput{Size: size, KmsKeyId: aws.String("k")}), "UnsupportedOperation"},
		"no multi-attach, said aloud":    {createVolume(awsec2.CreateVolumeInput{Size: size, MultiAttachEnabled: aws.Bool(false)}), ""},
		"attach an unknown volume":       {attachVolume(absentVolume, web, "xvdg"), "InvalidVolume.NotFound"},
		"attach a volume that is none":   {attachVolume("disk-1", web, "xvdg"), "InvalidParameterValue"},
		"attach to an unknown instance":  {attachVolume(spare, absent, "xvdg"), "InvalidInstanceID.NotFound"},
		"attach in another zone":         {attachVolume(spare, db, "xvdg"), "InvalidVolume.ZoneMismatch"},
		"attach where a volume is":       {attachVolume(spare, web, "xvdf"), "InvalidParameterValue"},
		"attach where the root is":       {attachVolume(spare, web, "/dev/sda1"), "InvalidParameterValue"},
		"attach at no device":            {attachVolume(spare, web, "C:"), "InvalidParameterValue"},
		"attach while stopping":          {attachVolume(spare, batch, "xvdg"), "IncorrectState"},
		"detach the root while running":  {detachVolume(awsec2.DetachVolumeInput{VolumeId: aws.String(webRoot)}), "OperationNotPermitted"},
		"detach by force, too":           {detachVolume(awsec2.DetachVolumeInput{VolumeId: aws.String(webRoot), Force: aws.Bool(true)}), "OperationNotPermitted"},
		"detach what is not attached":    {detachVolume(awsec2.DetachVolumeInput{VolumeId: aws.String(spare)}), "IncorrectState"},
		"detach from another instance":   {detachVolume(awsec2.DetachVolumeInput{VolumeId: aws.String(webData), InstanceId: aws.String(db)}), "InvalidAttachment.NotFound"},
		"detach from another device":     {detachVolume(awsec2.DetachVolumeInput{VolumeId: aws.String(webData), Device: aws.String("xvdz")}), "InvalidAttachment.NotFound"},
		"detach from no instance":        {detachVolume(awsec2.DetachVolumeInput{VolumeId: aws.String(webData), InstanceId: aws.String(absent)}), "InvalidInstanceID.NotFound"},
		"delete an unknown volume":       {func(_ context.Context, f fixture) error { return f.deleteVolume(absentVolume) }, "InvalidVolume.NotFound"},
		"describe MaxResults with ids":   {describe(awsec2.DescribeVolumesInput{VolumeIds: []string{webRoot}, MaxResults: size}), "InvalidParameterCombination"},
		"describe MaxResults of 4":       {describe(awsec2.DescribeVolumesInput{MaxResults: aws.Int32(4)}), "InvalidParameterValue"},
		"describe MaxResults of 1,000":   {describe(awsec2.DescribeVolumesInput{MaxResults: aws.Int32(1000)}), ""},
		"describe an unknown volume":     {describe(awsec2.DescribeVolumesInput{VolumeIds: []string{webRoot, absentVolume}}), "InvalidVolume.NotFound"},
		"describe by no filter of EC2's": {describe(awsec2.DescribeVolumesInput{Filters: []types.Filter{where("colour", "x")}}), "InvalidParameterValue"},
	} {
		t.Run(name, func(t *testing.T) {
			inTime(t, func(t *testing.T, f fixture) {
				f.fleet()
				f.change(db, func(i *world.Instance) { i.AvailabilityZone = region + "b" })
				f.change(batch, func(i *world.Instance) { i.State = world.Stopping })
				f.world.Do(func() {
					f.world.Site(place).Volumes.Add(&world.Volume{Place: place, ID: spare, AvailabilityZone: zone, SizeGiB: 8, Type: "gp3", State: world.VolumeAvailable})
				})
				wantCode(t, test.do(t.Context(), f), test.want)
			})
		})
	}
}

func TestDescribeVolumesFilters(t *testing.T) {
	for name, test := range map[string]struct {
		filters []types.Filter
		want    []string
	}{
		"of an instance":     {[]types.Filter{where("attachment.instance-id", web)}, []string{webRoot, webData}},
		"at a device":        {[]types.Filter{where("attachment.device", "/dev/*"), where("attachment.instance-id", web, db)}, []string{webRoot, dbRoot}},
		"that stay":          {[]types.Filter{where("attachment.delete-on-termination", "false"), where("attachment.instance-id", db)}, []string{dbData}},
		"by a tag":           {[]types.Filter{where("tag:Disk", "xvd?"), where("attachment.instance-id", db)}, []string{dbData}},
		"that are free":      {[]types.Filter{where("status", "available")}, nil},
		"what every one has": {[]types.Filter{where("volume-id", webData), where("size", "100"), where("volume-type", "gp3"), where("encrypted", "false"), where("availability-zone", zone), where("create-time", "1999-*"), where("attachment.status", "attached"), where("multi-attach-enabled", "false"), where("snapshot-id", ""), where("attachment.attach-time", "1999-*"), where("status", "in-use"), where("tag-key", "Disk")}, []string{webData}},
	} {
		t.Run(name, func(t *testing.T) {
			inTime(t, func(t *testing.T, f fixture) {
				f.fleet()
				var got []string
				for _, v := range must[*awsec2.DescribeVolumesOutput](t)(f.DescribeVolumes(t.Context(), &awsec2.DescribeVolumesInput{Filters: test.filters})).Volumes {
					got = append(got, *v.VolumeId)
				}
				if !slices.Equal(got, test.want) {
					t.Errorf("got %v, want %v", got, test.want)
				}
			})
		})
	}
}

func TestAPageOfVolumesHasAtMost500(t *testing.T) {
	inTime(t, func(t *testing.T, f fixture) {
		f.add(300)
		out := must[*awsec2.DescribeVolumesOutput](t)(f.DescribeVolumes(t.Context(), &awsec2.DescribeVolumesInput{MaxResults: aws.Int32(1000)}))
		if len(out.Volumes) != 500 || out.NextToken == nil {
			t.Errorf("got %d volumes, token %v", len(out.Volumes), out.NextToken)
		}
	})
}

func TestANewVolumeMayNotBeSeenYet(t *testing.T) {
	inTime(t, func(t *testing.T, f fixture) {
		id := *f.create(awsec2.CreateVolumeInput{Size: aws.Int32(8)}).VolumeId
		_, err := f.DescribeVolumes(t.Context(), &awsec2.DescribeVolumesInput{VolumeIds: []string{id}})
		wantCode(t, err, "InvalidVolume.NotFound")
		time.Sleep(20 * time.Second)
		f.volume(id)
	}, faults.Rule{Kind: faults.EventualConsistency, Operation: "ec2:*", Delay: 20 * time.Second})
}
