package night_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"patchline/internal/cli"
	"patchline/internal/patchtest"
	"patchline/internal/report"
	"patchline/internal/report/model"
	"patchline/internal/report/verdict"
	"patchline/internal/run"
	"patchline/internal/stage"
)

// twoWebs are an instance that a fault strikes and one that is well.
const (
	struckWeb = "i-0a1c5e0000000a001"
	wellWeb   = "i-0a1c5e0000000a002"

	twoWebs = `
tags: {PatchGroup: monthly}
instances:
  - {name: struck, id: i-0a1c5e0000000a001, windows: {version: "2022", updates: month-behind}}
  - {name: well, id: i-0a1c5e0000000a002, windows: {version: "2022", updates: month-behind}}
buckets: [patchline-rehearsal]
`
)

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
			setup := patchtest.Setup{YAML: twoWebs}
			if fault != "" {
				setup.Faults = "faults: [{fault: " + fault + ", instances: [" + struckWeb + "]}]"
			}
			patchtest.Run(t, setup, func(b *patchtest.Bed) {
				goThrough(b, steps(monthly, limits))
				got := reported(b)
				if i := got[struckWeb]; i.Verdict != want.verdict || i.Witnesses.Command != want.command {
					t.Errorf("the struck one is %s by %+v: %s %q", i.Verdict, *i.Witnesses, i.Sentence, i.Reasons)
				}
				if i := got[wellWeb]; i.Verdict != verdict.Patched {
					t.Errorf("the other one is %s by %+v: %s %q", i.Verdict, *i.Witnesses, i.Sentence, i.Reasons)
				}
			})
		})
	}
}

// reported gives the instances of the run's report, by their ids.
func reported(b *patchtest.Bed) map[string]model.Instance {
	b.T.Helper()
	folder := b.T.TempDir()
	end := b.Do(patchtest.Process{Run: runID}, func(ctx context.Context, o stage.Options) (cli.Outcome, error) {
		return report.Run(ctx, report.Options{Options: o, Output: folder})
	})
	if end.Err != nil {
		b.T.Fatal(end.Err)
	}
	text, err := os.ReadFile(filepath.Join(folder, "report.json"))
	if err != nil {
		b.T.Fatal(err)
	}
	var r model.Report
	if err := json.Unmarshal(text, &r); err != nil {
		b.T.Fatal(err)
	}
	all := map[string]model.Instance{}
	for _, i := range r.Instances {
		all[i.ID] = i
	}
	return all
}
