package ec2_test

import (
	"context"
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

// snapshotTime is longer than any snapshot of the tests takes.
const snapshotTime = 10 * time.Minute

func (f fixture) snapshot(volume string) (*awsec2.CreateSnapshotOutput, error) {
	return f.CreateSnapshot(f.t.Context(), &awsec2.CreateSnapshotInput{VolumeId: &volume})
}

func (f fixture) snapshots(in *awsec2.DescribeSnapshotsInput) []types.Snapshot {
	f.t.Helper()
	return must[*awsec2.DescribeSnapshotsOutput](f.t)(f.DescribeSnapshots(f.t.Context(), in)).Snapshots
}

// snapshotStates gives "state progress" of every snapshot.
func (f fixture) snapshotStates() []string {
	f.t.Helper()
	var all []string
	for _, s := range f.snapshots(&awsec2.DescribeSnapshotsInput{OwnerIds: []string{"self"}}) {
		all = append(all, string(s.State)+" "+*s.Progress)
	}
	return all
}

func (f fixture) createSet(id string, change ...func(*awsec2.CreateSnapshotsInput)) ([]types.SnapshotInfo, error) {
	in := &awsec2.CreateSnapshotsInput{InstanceSpecification: &types.InstanceSpecification{InstanceId: &id}}
	for _, do := range change {
		do(in)
	}
	out, err := f.CreateSnapshots(f.t.Context(), in)
	if err != nil {
		return nil, err
	}
	return out.Snapshots, nil
}

// createRun makes a set that is tagged with a run.
func (f fixture) createRun(id, run string) {
	f.t.Helper()
	must[[]types.SnapshotInfo](f.t)(f.createSet(id, func(in *awsec2.CreateSnapshotsInput) {
		in.TagSpecifications = tagsFor("snapshot", "Run", run)
	}))
}

func TestASnapshotCompletesInTime(t *testing.T) {
	inTime(t, func(t *testing.T, f fixture) {
		f.fleet()
		out := must[*awsec2.CreateSnapshotOutput](t)(f.CreateSnapshot(t.Context(), &awsec2.CreateSnapshotInput{
			VolumeId: aws.String(webData), Description: aws.String("before <the> patch day"), TagSpecifications: tagsFor("snapshot", "Run", "r1"),
		}))
		if out.State != "pending" || aws.ToString(out.Progress) != "" || aws.ToString(out.VolumeId) != webData || aws.ToInt32(out.VolumeSize) != 100 {
			t.Errorf("made as %+v", out)
		}
		time.Sleep(90 * time.Second)
		one := &awsec2.DescribeSnapshotsInput{SnapshotIds: []string{*out.SnapshotId}}
		s := f.snapshots(one)[0]
		var percent int
		if _, err := fmt.Sscanf(*s.Progress, "%d%%", &percent); err != nil || percent < 1 || percent > 99 || s.State != "pending" {
			t.Errorf("90 s later: %s at %s", s.State, *s.Progress)
		}
		if aws.ToString(s.OwnerId) != account || !s.StartTime.Equal(*out.StartTime) || aws.ToString(s.Description) != "before <the> patch day" || *s.Tags[0].Value != "r1" {
			t.Errorf("described as %+v", s)
		}
		time.Sleep(snapshotTime)
		if s := f.snapshots(one)[0]; s.State != "completed" || *s.Progress != "100%" {
			t.Errorf("later: %s at %s", s.State, *s.Progress)
		}
	})
}

func TestASetHasEachVolumeThatIsNotLeftOut(t *testing.T) {
	excludeBoot := func(in *awsec2.CreateSnapshotsInput) { in.InstanceSpecification.ExcludeBootVolume = aws.Bool(true) }
	exclude := func(ids ...string) func(*awsec2.CreateSnapshotsInput) {
		return func(in *awsec2.CreateSnapshotsInput) { in.InstanceSpecification.ExcludeDataVolumeIds = ids }
	}
	for name, test := range map[string]struct {
		change []func(*awsec2.CreateSnapshotsInput)
		want   []string
		code   string
	}{
		"all":                       {nil, []string{webRoot, webData}, ""},
		"without the boot volume":   {[]func(*awsec2.CreateSnapshotsInput){excludeBoot}, []string{webData}, ""},
		"without the data volume":   {[]func(*awsec2.CreateSnapshotsInput){exclude(webData)}, []string{webRoot}, ""},
		"without any":               {[]func(*awsec2.CreateSnapshotsInput){excludeBoot, exclude(webData)}, nil, "InvalidParameterValue"},
		"without another's":         {[]func(*awsec2.CreateSnapshotsInput){exclude(dbData)}, nil, "InvalidParameterValue"},
		"without the root, as data": {[]func(*awsec2.CreateSnapshotsInput){exclude(webRoot)}, nil, "InvalidParameterValue"},
		"without an unknown":        {[]func(*awsec2.CreateSnapshotsInput){exclude(absentVolume)}, nil, "InvalidVolume.NotFound"},
		"without 41":                {[]func(*awsec2.CreateSnapshotsInput){exclude(slices.Repeat([]string{webData}, 41)...)}, nil, "InvalidParameterValue"},
	} {
		t.Run(name, func(t *testing.T) {
			inTime(t, func(t *testing.T, f fixture) {
				f.fleet()
				set, err := f.createSet(web, test.change...)
				wantCode(t, err, test.code)
				var got []string
				for _, s := range set {
					got = append(got, *s.VolumeId)
					if s.State != "pending" || !s.StartTime.Equal(*set[0].StartTime) {
						t.Errorf("%s is %s, of %v", *s.VolumeId, s.State, s.StartTime)
					}
				}
				if !slices.Equal(got, test.want) {
					t.Errorf("got %v, want %v", got, test.want)
				}
			})
		})
	}
}

func TestASetCopiesTheTagsOfItsVolumes(t *testing.T) {
	inTime(t, func(t *testing.T, f fixture) {
		f.fleet()
		f.world.Do(func() {
			f.world.Site(place).Volumes.Get(webRoot).Tags = world.Tags{{Key: "Disk", Value: "root"}, {Key: "aws:made", Value: "x"}, {Key: "Run", Value: "old"}}
		})
		set := must[[]types.SnapshotInfo](t)(f.createSet(web, func(in *awsec2.CreateSnapshotsInput) {
			in.CopyTagsFromSource, in.Description = "volume", aws.String("set")
			in.TagSpecifications = tagsFor("snapshot", "Run", "r1")
		}))
		var got []string
		for _, tag := range set[0].Tags {
			got = append(got, *tag.Key+"="+*tag.Value)
		}
		if want := []string{"Run=r1", "Disk=root"}; !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
		if *set[1].Tags[1].Value != "xvdf" || *set[1].Description != "set" {
			t.Errorf("the other has %v and %q", *set[1].Tags[1].Value, *set[1].Description)
		}
	})
}

func TestASetFailsAsAWhole(t *testing.T) {
	inTime(t, func(t *testing.T, f fixture) {
		f.fleet()
		must[[]types.SnapshotInfo](t)(f.createSet(web))
		time.Sleep(snapshotTime)
		if got := f.snapshotStates(); !slices.Equal(got, []string{"error 40%", "error 40%"}) {
			t.Errorf("got %q", got)
		}
		must[[]types.SnapshotInfo](t)(f.createSet(web)) // the fault strikes once a call
		time.Sleep(snapshotTime)
		if got := f.snapshotStates(); !slices.Equal(got[2:], []string{"completed 100%", "completed 100%"}) {
			t.Errorf("again: %q", got)
		}
	}, faults.Rule{Kind: faults.SnapshotError, Percent: 40, Times: 1})
}

func TestAStuckSnapshotStaysWhereItIs(t *testing.T) {
	inTime(t, func(t *testing.T, f fixture) {
		f.fleet()
		must[*awsec2.CreateSnapshotOutput](t)(f.snapshot(webData))
		time.Sleep(24 * time.Hour)
		if got := f.snapshotStates(); !slices.Equal(got, []string{"pending 99%"}) {
			t.Errorf("a day later: %q", got)
		}
	}, faults.Rule{Kind: faults.SnapshotStuck, Percent: 99})
}

func TestSnapshotLimits(t *testing.T) {
	inTime(t, func(t *testing.T, f fixture) {
		f.fleet()
		_, err := f.snapshot(webData)
		wantCode(t, err, "")
		time.Sleep(14 * time.Second)
		_, err = f.snapshot(webData)
		wantCode(t, err, "SnapshotCreationPerVolumeRateExceeded")
		_, err = f.createSet(web)
		wantCode(t, err, "SnapshotCreationPerVolumeRateExceeded")
		if got := f.snapshotStates(); len(got) != 1 {
			t.Errorf("the refused set has begun: %q", got)
		}
		for range 4 {
			time.Sleep(15 * time.Second)
			_, err = f.snapshot(webData)
			wantCode(t, err, "")
		}
		time.Sleep(15 * time.Second)
		_, err = f.snapshot(webData)
		wantCode(t, err, "ConcurrentSnapshotLimitExceeded")
		// One that is deleted is pending no more.
		first := f.snapshots(&awsec2.DescribeSnapshotsInput{})[0].SnapshotId
		must[*awsec2.DeleteSnapshotOutput](t)(f.DeleteSnapshot(t.Context(), &awsec2.DeleteSnapshotInput{SnapshotId: first}))
		_, err = f.snapshot(webData)
		wantCode(t, err, "")
		time.Sleep(snapshotTime)
		_, err = f.snapshot(webData)
		wantCode(t, err, "")
	})
}

func TestADiskVolumeHasOnePendingSnapshot(t *testing.T) {
	inTime(t, func(t *testing.T, f fixture) {
		f.fleet()
		f.world.Do(func() { f.world.Site(place).Volumes.Get(webData).Type = "sc1" })
		_, err := f.snapshot(webData)
		wantCode(t, err, "")
		time.Sleep(20 * time.Second)
		_, err = f.snapshot(webData)
		wantCode(t, err, "ConcurrentSnapshotLimitExceeded")
	})
}

func TestARegionHolds100000Snapshots(t *testing.T) {
	inTime(t, func(t *testing.T, f fixture) {
		f.fleet()
		f.world.Do(func() {
			for n := range 99_999 {
				f.world.Site(place).Snapshots.Add(&world.Snapshot{Place: place, ID: fmt.Sprint("snap-", n), StopsAt: 100})
			}
		})
		_, err := f.createSet(web)
		wantCode(t, err, "SnapshotLimitExceeded")
		_, err = f.snapshot(webData)
		wantCode(t, err, "")
		_, err = f.snapshot(webRoot)
		wantCode(t, err, "SnapshotLimitExceeded")
	})
}

func TestDescribeSnapshotsFilters(t *testing.T) {
	for name, test := range map[string]struct {
		in   awsec2.DescribeSnapshotsInput
		want int
	}{
		"of oneself":         {awsec2.DescribeSnapshotsInput{OwnerIds: []string{"self"}}, 4},
		"of one's account":   {awsec2.DescribeSnapshotsInput{OwnerIds: []string{account}}, 4},
		"of another":         {awsec2.DescribeSnapshotsInput{OwnerIds: []string{"999988887777"}}, 0},
		"of Amazon":          {awsec2.DescribeSnapshotsInput{OwnerIds: []string{"amazon"}}, 0},
		"by a tag":           {awsec2.DescribeSnapshotsInput{Filters: []types.Filter{where("tag:Run", "r2")}}, 2},
		"by a tag's key":     {awsec2.DescribeSnapshotsInput{Filters: []types.Filter{where("tag-key", "Run")}}, 4},
		"that are pending":   {awsec2.DescribeSnapshotsInput{Filters: []types.Filter{where("status", "pending")}}, 2},
		"that are completed": {awsec2.DescribeSnapshotsInput{Filters: []types.Filter{where("status", "completed"), where("progress", "100%")}}, 2},
		"of a volume":        {awsec2.DescribeSnapshotsInput{Filters: []types.Filter{where("volume-id", webRoot, dbRoot)}}, 2},
		"of a day":           {awsec2.DescribeSnapshotsInput{Filters: []types.Filter{where("start-time", "2000-01-01T*")}}, 4},
		"of a moment":        {awsec2.DescribeSnapshotsInput{Filters: []types.Filter{where("start-time", "2000-01-01T00:00:00.000Z")}}, 2},
		"what every one has": {awsec2.DescribeSnapshotsInput{Filters: []types.Filter{
			where("snapshot-id", "snap-*"), where("description", "*"), where("encrypted", "false"), where("owner-id", account),
			where("storage-tier", "standard"), where("transfer-type", "standard"), where("volume-size", "50", "100"),
		}}, 4},
	} {
		t.Run(name, func(t *testing.T) {
			inTime(t, func(t *testing.T, f fixture) {
				f.fleet()
				f.createRun(web, "r1")
				time.Sleep(snapshotTime)
				f.createRun(db, "r2")
				if got := f.snapshots(&test.in); len(got) != test.want {
					t.Errorf("got %d, want %d", len(got), test.want)
				}
			})
		})
	}
}

func TestSnapshotRefusals(t *testing.T) {
	describe := func(in awsec2.DescribeSnapshotsInput) func(context.Context, fixture) error {
		return func(ctx context.Context, f fixture) error {
			_, err := f.DescribeSnapshots(ctx, &in)
			return err
		}
	}
	set := func(id string, change ...func(*awsec2.CreateSnapshotsInput)) func(context.Context, fixture) error {
		return func(_ context.Context, f fixture) error {
			_, err := f.createSet(id, change...)
			return err
		}
	}
	for name, test := range map[string]struct {
		do   func(context.Context, fixture) error
		want string
	}{
		"of an unknown volume":   {func(_ context.Context, f fixture) error { _, err := f.snapshot(absentVolume); return err }, "InvalidVolume.NotFound"},
		"of an unknown instance": {set(absent), "InvalidInstanceID.NotFound"},
		"a copy of other tags":   {set(web, func(in *awsec2.CreateSnapshotsInput) { in.CopyTagsFromSource = "instance" }), "InvalidParameterValue"},
		"tags for a volume":      {set(web, func(in *awsec2.CreateSnapshotsInput) { in.TagSpecifications = tagsFor("volume", "A", "b") }), "InvalidParameterValue"},
		"a reserved tag":         {set(web, func(in *awsec2.CreateSnapshotsInput) { in.TagSpecifications = tagsFor("snapshot", "aws:x", "b") }), "InvalidParameterValue"},
		"a long description":     {set(web, func(in *awsec2.CreateSnapshotsInput) { in.Description = aws.String(strings.Repeat("ü", 256)) }), "InvalidParameterValue"},
		"on an Outpost":          {set(web, func(in *awsec2.CreateSnapshotsInput) { in.OutpostArn = aws.String("arn") }), "UnsupportedOperation"},
		"delete an unknown": {func(ctx context.Context, f fixture) error {
			_, err := f.DeleteSnapshot(ctx, &awsec2.DeleteSnapshotInput{SnapshotId: aws.String(absentSnapshot)})
			return err
		}, "InvalidSnapshot.NotFound"},
		"describe an unknown": {describe(awsec2.DescribeSnapshotsInput{SnapshotIds: []string{absentSnapshot}}), "InvalidSnapshot.NotFound"},
		"describe no id":      {describe(awsec2.DescribeSnapshotsInput{SnapshotIds: []string{malforms}}), "InvalidParameterValue"},
		"describe of nobody":  {describe(awsec2.DescribeSnapshotsInput{OwnerIds: []string{"me"}}), "InvalidUserID.Malformed"},
		"MaxResults with ids": {describe(awsec2.DescribeSnapshotsInput{SnapshotIds: []string{absentSnapshot}, MaxResults: aws.Int32(5)}), "InvalidParameterCombination"},
		"MaxResults of 2,000": {describe(awsec2.DescribeSnapshotsInput{MaxResults: aws.Int32(2000)}), ""},
	} {
		t.Run(name, func(t *testing.T) {
			inTime(t, func(t *testing.T, f fixture) {
				f.fleet()
				wantCode(t, test.do(t.Context(), f), test.want)
			})
		})
	}
}

func TestANewSnapshotMayNotBeSeenYet(t *testing.T) {
	inTime(t, func(t *testing.T, f fixture) {
		f.fleet()
		id := *must[*awsec2.CreateSnapshotOutput](t)(f.snapshot(webData)).SnapshotId
		_, err := f.DescribeSnapshots(t.Context(), &awsec2.DescribeSnapshotsInput{SnapshotIds: []string{id}})
		wantCode(t, err, "InvalidSnapshot.NotFound")
		byVolume := &awsec2.DescribeSnapshotsInput{Filters: []types.Filter{where("volume-id", webData)}}
		if got := f.snapshots(byVolume); len(got) != 0 {
			t.Errorf("at once: %v", got)
		}
		time.Sleep(20 * time.Second)
		if got := f.snapshots(byVolume); len(got) != 1 {
			t.Errorf("20 s later: %v", got)
		}
	}, faults.Rule{Kind: faults.EventualConsistency, Operation: "ec2:DescribeSnapshots", Delay: 20 * time.Second})
}

func TestALostAnswerHasMadeTheSnapshots(t *testing.T) {
	inTime(t, func(t *testing.T, f fixture) {
		f.fleet()
		_, err := f.CreateSnapshots(t.Context(), &awsec2.CreateSnapshotsInput{InstanceSpecification: &types.InstanceSpecification{InstanceId: aws.String(web)}},
			func(o *awsec2.Options) { o.RetryMaxAttempts = 1 })
		wantCode(t, err, "InternalError")
		if got := f.snapshotStates(); len(got) != 2 {
			t.Errorf("got %q", got)
		}
	}, faults.Rule{Kind: faults.LostAnswer, Operation: "ec2:CreateSnapshots"})
}
