package start_test

import (
	"strings"
	"testing"

	"patchline/internal/cli"
	"patchline/internal/cli/option"
	"patchline/internal/patchtest"
	"patchline/internal/run"
	"patchline/internal/start"
)

func TestARunThatHasStoppedStartsNoMachine(t *testing.T) {
	patchtest.Run(t, patchtest.Setup{YAML: fleet(2)}, func(b *patchtest.Bed) {
		stopped := begin(b)
		_, err := b.Store(night).Record(b.Context(), run.StageResult{
			Stage: run.StageSnapshot, Complete: true,
			Instances: []run.InstanceResult{{ID: stopped[0], Status: run.Failed, Reason: "no snapshot"}},
		})
		if err != nil {
			t.Fatal(err)
		}
		end := do(b, nil)
		if end.Code() != cli.CodeTooManyFailed || !strings.Contains(end.Err.Error(), "has stopped: 1 of its 3 instances") {
			t.Errorf("exit code %d: %v", end.Code(), end.Err)
		}
		if calls := b.Calls(); calls["ec2:StartInstances"] != 0 {
			t.Errorf("the calls are %v", calls)
		}
		if len(results(b)) != 0 {
			t.Errorf("it is recorded as %v", results(b))
		}
		end = do(b, func(o *start.Options) { o.MaxFailed = option.MaxFailedCount(1) })
		if end.Outcome.Counts.LeftOut != 1 || b.Calls()["ec2:StartInstances"] == 0 {
			t.Errorf("with a higher limit it ended with %d: %v, %+v", end.Code(), end.Err, end.Outcome)
		}
	})
}
