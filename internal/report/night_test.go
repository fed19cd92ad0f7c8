package report_test

import (
	"context"
	"testing"
	"time"

	"patchline/internal/cli"
	"patchline/internal/cli/option"
	"patchline/internal/confirm"
	"patchline/internal/patchtest"
	"patchline/internal/report"
	"patchline/internal/report/verdict"
	"patchline/internal/restore"
	"patchline/internal/run"
	"patchline/internal/rundoc"
	"patchline/internal/snapshot"
	"patchline/internal/stage"
	"patchline/internal/start"
	"patchline/internal/waitmarker"
)

const (
	struck = "i-0a1c5e0000000a001"
	well   = "i-0a1c5e0000000a002"

	two = `
tags: {PatchGroup: monthly}
instances:
  - {name: struck, id: i-0a1c5e0000000a001, windows: {version: "2022", updates: month-behind}}
  - {name: well, id: i-0a1c5e0000000a002, windows: {version: "2022", updates: month-behind}}
buckets: [patchline-rehearsal]
`
)

// throughTheNight does every stage of a patch day, and goes on whatever fails.
func throughTheNight(b *patchtest.Bed) {
	b.T.Helper()
	b.Discover(runID, "PatchGroup=monthly")
	steps := []patchtest.Work{
		func(ctx context.Context, o stage.Options) (cli.Outcome, error) {
			return snapshot.Run(ctx, snapshot.Options{Options: o})
		},
		func(ctx context.Context, o stage.Options) (cli.Outcome, error) {
			return start.Run(ctx, start.Options{Options: o, AgentTimeout: 30 * time.Minute})
		},
	}
	for _, document := range run.PatchDay {
		steps = append(steps,
			func(ctx context.Context, o stage.Options) (cli.Outcome, error) {
				return rundoc.Run(ctx, rundoc.Options{Options: o, Document: document, Delivery: 30 * time.Minute})
			},
			func(ctx context.Context, o stage.Options) (cli.Outcome, error) {
				return waitmarker.Run(ctx, waitmarker.Options{Options: o, Document: document})
			})
	}
	steps = append(steps,
		func(ctx context.Context, o stage.Options) (cli.Outcome, error) {
			return restore.Run(ctx, restore.Options{Options: o, AgentTimeout: 45 * time.Minute})
		},
		func(ctx context.Context, o stage.Options) (cli.Outcome, error) {
			return confirm.Run(ctx, confirm.Options{Options: o})
		})
	for n, work := range steps {
		end := b.Do(patchtest.Process{Run: runID}, func(ctx context.Context, o stage.Options) (cli.Outcome, error) {
			o.MaxFailed = option.MaxFailedPercent(100)
			return work(ctx, o)
		})
		if end.Err != nil {
			b.T.Logf("step %d: %v", n, end.Err)
		}
	}
}

func TestTheVerdictAfterANightWithAFault(t *testing.T) {
	for fault, want := range map[string]struct {
		verdict verdict.Verdict
		command verdict.Command // the second witness
	}{
		"":                 {verdict.Patched, verdict.CommandSucceeded},
		"rollback-at-boot": {verdict.Failed, verdict.CommandSucceeded},
		"update-fails":     {verdict.Failed, verdict.CommandFailed},
		"marker-never-written, document: " + run.DocInstall:  {verdict.Failed, verdict.CommandSucceeded},
		"command-never-reports, document: " + run.DocInstall: {verdict.Patched, verdict.CommandOpen},
		"failed-after-reboot, document: " + run.DocInstall:   {verdict.Patched, verdict.CommandFailed},
		"agent-lost-after-update":                            {verdict.Unreachable, verdict.CommandUnreached},
		"agent-lost-after-reboot":                            {verdict.Failed, verdict.CommandSucceeded},
		"snapshot-error, percent: 30":                        {verdict.Failed, verdict.CommandWithheld},
	} {
		t.Run(fault, func(t *testing.T) {
			setup := patchtest.Setup{YAML: two}
			if fault != "" {
				setup.Faults = "faults: [{fault: " + fault + ", instances: [" + struck + "]}]"
			}
			patchtest.Run(t, setup, func(b *patchtest.Bed) {
				throughTheNight(b)
				store, is := b.Store(runID).Store.(run.Files)
				if !is {
					t.Fatal("S3 keeps no files")
				}
				folder := t.TempDir()
				o := options(folder)
				o.Store.Bucket, o.Store.Prefix = b.Bucket, b.Store(runID).Keys.Prefix
				if _, err := report.Make(b.Context(), o, store); err != nil {
					t.Fatal(err)
				}
				got := instances(t, folder)
				if i := got[struck]; i.Verdict != want.verdict || i.Witnesses.Command != want.command {
					t.Errorf("the struck one is %s by %+v: %s %q", i.Verdict, *i.Witnesses, i.Sentence, i.Reasons)
				}
				if i := got[well]; i.Verdict != verdict.Patched {
					t.Errorf("the other one is %s by %+v: %s %q", i.Verdict, *i.Witnesses, i.Sentence, i.Reasons)
				}
			})
		})
	}
}
