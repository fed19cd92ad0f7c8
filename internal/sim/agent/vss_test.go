package agent

import (
	"strings"
	"testing"

	"patchline/internal/sim/documents"
	"patchline/internal/sim/faults"
	"patchline/internal/sim/world"
)

func (f *fixture) vss() *Job {
	job := f.job("AWSEC2-CreateVssSnapshot")
	job.Step = "CreateVssSnapshot"
	job.Inputs["runCommand"] = []any{documents.VSSHeader, "throw 'imitated'"}
	return job.with("tags", "Key=Name,Value=")
}

func (f *fixture) snapshots() []*world.Snapshot {
	var all []*world.Snapshot
	for s := range f.world.Site(f.instance.Place).Snapshots.All() {
		all = append(all, s)
	}
	return all
}

func TestVSSMakesASnapshotOfEachVolume(t *testing.T) {
	inTheNight(t, nil, func(f *fixture) {
		f.succeed(f.vss().with("tags", "Key=patchline:run,Value=2024-06;Key=User,Value=Ada L.;Key=c,Value=;Key=d,Value=;Key=e,Value=").with("description", "before patching"))
		all := f.snapshots()
		if len(all) != 2 || all[0].Started != all[1].Started {
			t.Fatalf("snapshots %+v", all)
		}
		for n, device := range []string{"/dev/sda1", "xvdf"} {
			tags := all[n].Tags.Map()
			if tags["Device"] != device || tags["AppConsistent"] != "True" || tags["patchline:run"] != "2024-06" ||
				tags["User"] != "Ada L." || !strings.Contains(tags["AwsVssConfig"], vssVersion) || all[n].Description != "before patching" {
				t.Errorf("snapshot %d: %q, %v", n, all[n].Description, tags)
			}
		}
		if a, b := all[0].Tags.Map()["AwsVssConfig"], all[1].Tags.Map()["AwsVssConfig"]; a != b {
			t.Errorf("two snapshots of one set say %q and %q", a, b)
		}
	})
}

func TestVSSCanLeaveTheBootVolumeOut(t *testing.T) {
	inTheNight(t, nil, func(f *fixture) {
		f.succeed(f.vss().with("ExcludeBootVolume", "True"))
		if all := f.snapshots(); len(all) != 1 || all[0].VolumeID != "vol-0b" {
			t.Errorf("snapshots %+v", all)
		}
	})
}

func TestVSSWithNothingLeftToSnapshotFails(t *testing.T) {
	inTheNight(t, nil, func(f *fixture) {
		f.instance.Attachments = f.instance.Attachments[:1]
		if p := f.do(f.vss().with("ExcludeBootVolume", "True")); p.ExitCode != 1 {
			t.Errorf("ended with %+v", p)
		}
	})
}

func TestTheVSSCommandSucceedsThoughAVolumeFailed(t *testing.T) {
	inTheNight(t, nil, func(f *fixture) {
		f.strike(faults.Rule{Kind: faults.SnapshotError, Percent: 40, Times: 1})
		f.succeed(f.vss())
		var consistent []string
		for _, s := range f.snapshots() {
			value, _ := s.Tags.Get("AppConsistent")
			consistent = append(consistent, value)
		}
		if strings.Join(consistent, " ") != "False True" {
			t.Errorf("AppConsistent %q", consistent)
		}
	})
}

func TestVSSWithoutWritersIsNotConsistent(t *testing.T) {
	inTheNight(t, nil, func(f *fixture) {
		f.succeed(f.vss().with("NoWriters", "True"))
		for _, s := range f.snapshots() {
			if value, _ := s.Tags.Get("AppConsistent"); value != "False" {
				t.Errorf("%s: AppConsistent %q", s.VolumeID, value)
			}
		}
	})
}

func TestWhatVSSRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		parameters map[string]string
		says       string
	}{
		"a reserved tag":           {map[string]string{"tags": "Key=device,Value=x"}, "set by the document itself"},
		"a tag without its form":   {map[string]string{"tags": "Name=x"}, "not of the form"},
		"a tag with other signs":   {map[string]string{"tags": "Key=a,Value=<b>"}, "can't be tagged with"},
		"a tag without a key":      {map[string]string{"tags": "Key=,Value=b"}, "has no key"},
		"no writers and metadata":  {map[string]string{"NoWriters": "True", "SaveVssMetadata": "True"}, "can't both be True"},
		"an AMI, which isn't done": {map[string]string{"CreateAmi": "True"}, "can't make an AMI"},
	} {
		t.Run(name, func(t *testing.T) {
			inTheNight(t, nil, func(f *fixture) {
				job := f.vss()
				for parameter, value := range c.parameters {
					job.with(parameter, value)
				}
				p := f.do(job)
				if p.ExitCode != 1 || !strings.Contains(p.Stderr, c.says) || len(f.snapshots()) > 0 {
					t.Errorf("ended with %+v and %d snapshots", p, len(f.snapshots()))
				}
			})
		})
	}
}

func FuzzParseTags(f *testing.F) {
	for _, seed := range []string{"Key=Name,Value=", "Key=a,Value=b;Key=c,Value=d", ";;", "Key=,Value=", "Key=a,Value=,Value="} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		tags, err := parseTags(text)
		if err != nil {
			return
		}
		for _, tag := range tags {
			if tag.Key == "" || has(vssReserved, tag.Key) || !vssTagSigns.MatchString(tag.Value) {
				t.Errorf("%q gave %+v", text, tag)
			}
		}
	})
}
