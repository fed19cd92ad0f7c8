package stage_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"

	"patchline/internal/cli"
	"patchline/internal/patchtest"
	"patchline/internal/run"
	"patchline/internal/stage"
)

const (
	night   = "night"
	payroll = "Application=payroll"

	web1 = "i-0a1c5e0000000a001"
	web2 = "i-0a1c5e0000000a002"
	db   = "i-0a1c5e0000000a003"
	idle = "i-0a1c5e0000000d002"
)

// open begins a run, and opens a stage of it.
func open(b *patchtest.Bed, id run.StageID, change func(*stage.Options)) *stage.Work {
	b.T.Helper()
	b.Discover(night, payroll)
	o := b.Options(night)
	if change != nil {
		change(&o)
	}
	w, err := stage.Open(b.Context(), o, id)
	if err != nil {
		b.T.Fatal(err)
	}
	if err := w.Load(b.Context()); err != nil {
		b.T.Fatal(err)
	}
	return w
}

// record writes a result of a stage.
func record(b *patchtest.Bed, id run.StageID, results ...run.InstanceResult) {
	b.T.Helper()
	_, err := b.Store(night).Record(b.Context(), run.StageResult{Stage: id.Stage, Document: id.Document, Instances: results})
	if err != nil {
		b.T.Fatal(err)
	}
}

func failed(id, reason string) run.InstanceResult {
	return run.InstanceResult{ID: id, Status: run.Failed, Reason: reason}
}

func ok(id string) run.InstanceResult { return run.InstanceResult{ID: id, Status: run.OK} }

// history reads what is recorded.
func history(b *patchtest.Bed) run.History {
	b.T.Helper()
	h, err := b.Store(night).History(b.Context())
	if err != nil {
		b.T.Fatal(err)
	}
	return h
}

func mustSay(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("%q does not say %q", text, part)
		}
	}
}

var (
	snapshots = run.StageID{Stage: run.StageSnapshot}
	starts    = run.StageID{Stage: run.StageStart}
	sends     = run.StageID{Stage: run.StageSend, Document: run.DocInstall}
	awaits    = run.StageID{Stage: run.StageWait, Document: run.DocInstall}
)

func ids(instances []run.Instance) string { return strings.Join(stage.IDs(instances), " ") }

func TestWhatFailedEarlierIsLeftOutWithTheReason(t *testing.T) {
	patchtest.Run(t, patchtest.Setup{}, func(b *patchtest.Bed) {
		b.Discover(night, payroll)
		record(b, snapshots, ok(web1), failed(web2, "snapshot in error"), ok(db), ok(idle))
		record(b, starts, failed(idle, "no capacity"))
		record(b, awaits, failed(db, "0x80070643"))
		for _, test := range []struct {
			stage run.StageID
			also  []run.StageID
			want  []string
		}{
			{snapshots, nil, []string{web1, web2, db, idle}},
			{starts, nil, []string{web1, db, idle}},
			{sends, nil, []string{web1}},
			{sends, []run.StageID{awaits}, []string{web1, db}},
		} {
			w := open(b, test.stage, nil)
			eligible, out := w.Instances(test.also...)
			if got := ids(eligible); got != strings.Join(test.want, " ") {
				t.Errorf("%s goes on with %s", test.stage, got)
			}
			if len(eligible)+len(out) != 4 {
				t.Errorf("%s leaves out %v", test.stage, out)
			}
			for _, result := range out {
				if result.Status != run.Skipped {
					t.Errorf("%+v", result)
				}
				if result.ID == web2 {
					mustSay(t, result.Reason, "left out since it failed snapshot: snapshot in error")
				}
			}
		}
	})
}

func TestTheGateIsOpenForProvenInstancesOnly(t *testing.T) {
	patchtest.Run(t, patchtest.Setup{}, func(b *patchtest.Bed) {
		b.Discover(night, payroll)
		record(b, snapshots, ok(web1), failed(web2, "in error"))
		w := open(b, starts, nil)
		if reason := w.Gate(web1); reason != "" {
			t.Errorf("closed: %s", reason)
		}
		mustSay(t, w.Gate(web2), "no snapshot in this run: in error")
		mustSay(t, w.Gate(db), "run the snapshot stage first")
		through, closed, err := w.Gated(w.Manifest.Instances)
		if err != nil || ids(through) != web1 || len(closed) != 3 {
			t.Errorf("%v go through, %v don't, %v", through, closed, err)
		}
		_, _, err = w.Gated(w.Manifest.Instances[1:])
		if cli.CodeOf(err) != cli.CodeRefused {
			t.Errorf("where none goes through: %v", err)
		}
		if _, _, err := w.Gated(nil); err != nil {
			t.Errorf("of nothing: %v", err)
		}
	})
}

func TestEachTargetGoesItsOwnWay(t *testing.T) {
	patchtest.Run(t, patchtest.Setup{YAML: `
tags: {Group: all}
instances:
  - {name: a, region: eu-central-1, windows: {version: "2022"}}
  - {name: b, region: eu-west-1, windows: {version: "2022"}}
  - {name: c, region: us-east-1, windows: {version: "2022"}}
`}, func(b *patchtest.Bed) {
		w := &stage.Work{Options: b.Options(night)}
		for _, region := range []string{"eu-central-1", "eu-west-1", "us-east-1"} {
			w.Manifest.Targets = append(w.Manifest.Targets, run.Target{Account: b.Home.Account, Region: region})
			w.Manifest.Instances = append(w.Manifest.Instances, run.Instance{ID: "i-" + region, Account: b.Home.Account, Region: region})
		}
		opened, err := stage.Open(b.Context(), w.Options, starts)
		if err != nil {
			t.Fatal(err)
		}
		opened.Manifest = w.Manifest
		done := make([]bool, 1)
		err = opened.EachTarget(b.Context(), opened.ByTarget(w.Manifest.Instances), func(_ context.Context, cfg aws.Config, g stage.Group) error {
			if cfg.Region != g.Target.Region || len(g.Instances) != 1 {
				t.Errorf("%s is called in %s for %v", g.Target, cfg.Region, g.Instances)
			}
			switch g.Target.Region {
			case "eu-west-1":
				panic("a fault of the program")
			case "us-east-1":
				return errors.New("out of order")
			}
			done[0] = true
			return nil
		})
		if !done[0] || err == nil {
			t.Fatalf("done: %v, %v", done, err)
		}
		mustSay(t, err.Error(), "/eu-west-1: internal error: a fault of the program", "/us-east-1: out of order", "world_test.go")
		if strings.Contains(err.Error(), "eu-central-1") {
			t.Errorf("it blames one that did well: %v", err)
		}
	})
}

func TestAConfigurationWithoutARegionIsAMistakeOfTheCommandLine(t *testing.T) {
	patchtest.Run(t, patchtest.Setup{}, func(b *patchtest.Bed) {
		o := b.Options(night)
		o.Connect = func(context.Context, run.Target) (aws.Config, error) { return aws.Config{}, nil }
		_, err := stage.Open(b.Context(), o, starts)
		if cli.CodeOf(err) != cli.CodeUsage {
			t.Fatalf("got %v", err)
		}
		mustSay(t, err.Error(), "--region", "AWS_REGION")
	})
}
