package rundoc_test

import (
	"strings"
	"testing"

	"patchline/internal/cli"
	"patchline/internal/cli/option"
	"patchline/internal/patchtest"
	"patchline/internal/run"
	"patchline/internal/rundoc"
)

func TestARunThatHasStoppedIsSentNoFurtherDocument(t *testing.T) {
	const failed = "i-0a1c5e0000000a001"
	fail := func(b *patchtest.Bed, s run.Stage, document string) {
		b.T.Helper()
		result := run.InstanceResult{ID: failed, Status: run.Failed, Reason: "x", Proof: map[string]string{rundoc.ProofAttempt: "1"}}
		_, err := b.Store(night).Record(b.Context(), run.StageResult{
			Stage: s, Document: document, Complete: true, Instances: []run.InstanceResult{result},
		})
		if err != nil {
			b.T.Fatal(err)
		}
	}
	allow := func(n int) func(*rundoc.Options) {
		return func(o *rundoc.Options) { o.MaxFailed = option.MaxFailedCount(n) }
	}
	retry := func(o *rundoc.Options) { o.Retry = true }
	for name, test := range map[string]struct {
		before func(*patchtest.Bed)
		change func(*rundoc.Options)
		code   cli.Code
		sent   int64
	}{
		"an earlier document has failed on too many": {
			func(b *patchtest.Bed) { fail(b, run.StageWait, run.DocUpdatesBefore) }, allow(0), cli.CodeTooManyFailed, 0,
		},
		"they could not be started": {
			func(b *patchtest.Bed) { fail(b, run.StageStart, "") }, allow(0), cli.CodeTooManyFailed, 0,
		},
		"so a dry run says": {
			func(b *patchtest.Bed) { fail(b, run.StageStart, "") }, func(o *rundoc.Options) { o.DryRun = true }, cli.CodeTooManyFailed, 0,
		},
		"that many may fail": {
			func(b *patchtest.Bed) { fail(b, run.StageWait, run.DocUpdatesBefore) }, allow(1), cli.CodeOK, 1,
		},
		"what the document itself came to can be tried again": {
			func(b *patchtest.Bed) {
				must(b, send(run.DocInstall))
				fail(b, run.StageWait, run.DocInstall)
				b.Sim.Ledger().Reset()
			}, retry, cli.CodeOK, 1,
		},
		"but not after too many failures before it": {
			func(b *patchtest.Bed) {
				must(b, send(run.DocInstall))
				fail(b, run.StageWait, run.DocInstall)
				fail(b, run.StageStart, "")
				b.Sim.Ledger().Reset()
			}, retry, cli.CodeTooManyFailed, 0,
		},
	} {
		t.Run(name, func(t *testing.T) {
			patchtest.Run(t, patchtest.Setup{}, func(b *patchtest.Bed) {
				up(b)
				test.before(b)
				end := b.Do(patchtest.Process{Run: night}, send(run.DocInstall, test.change))
				if end.Code() != test.code {
					t.Errorf("exit code %d: %v, %+v", end.Code(), end.Err, end.Outcome)
				}
				if sent := int64(b.Calls()["ssm:SendCommand"]); sent != test.sent {
					t.Errorf("%d commands were sent", sent)
				}
				if test.code == cli.CodeTooManyFailed {
					if end.Err == nil || !strings.Contains(end.Err.Error(), "has stopped: 1 of its 9 instances have failed earlier stages, and --max-failed allows 0") {
						t.Errorf("it says %v", end.Err)
					}
					if c := end.Outcome.Counts; c.Succeeded != 0 || c.Pending != 8 || c.LeftOut != 1 || end.Outcome.Run.Failed != 1 {
						t.Errorf("the counts are %+v", end.Outcome)
					}
				}
			})
		})
	}
}

func TestADocumentThatIsBegunIsSentToItsEndAfterTheRunHasStopped(t *testing.T) {
	patchtest.Run(t, patchtest.Setup{}, func(b *patchtest.Bed) {
		up(b)
		must(b, send(run.DocInstall))
		_, err := b.Store(night).Record(b.Context(), run.StageResult{
			Stage: run.StageStart, Complete: true,
			Instances: []run.InstanceResult{{ID: "i-0a1c5e0000000a001", Status: run.Failed, Reason: "x"}},
		})
		if err != nil {
			t.Fatal(err)
		}
		end := b.Do(patchtest.Process{Run: night}, send(run.DocInstall))
		if end.Err != nil || end.Code() != cli.CodeTooManyFailed || end.Outcome.Counts.Succeeded != 9 {
			t.Errorf("exit code %d: %v, %+v", end.Code(), end.Err, end.Outcome)
		}
	})
}
