package stage_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/smithy-go"

	"patchline/internal/awsx"
	"patchline/internal/cli"
	"patchline/internal/cli/option"
	"patchline/internal/patchtest"
	"patchline/internal/run"
	"patchline/internal/stage"
)

func TestAnEndIsRecordedAndCounted(t *testing.T) {
	patchtest.Run(t, patchtest.Setup{}, func(b *patchtest.Bed) {
		w := open(b, starts, func(o *stage.Options) { o.MaxFailed = option.MaxFailedCount(1) })
		end := stage.End{
			Results: []run.InstanceResult{ok(web1), failed(web2, "x"), {ID: db, Status: run.Skipped}},
			Pending: []string{idle}, Notes: []string{"a decision"}, Details: 7,
		}
		outcome, err := w.Finish(b.Context(), end, nil)
		if err != nil || outcome.Counts != (cli.Counts{Total: 4, Succeeded: 1, Failed: 1, LeftOut: 1, Pending: 1}) || outcome.Details != 7 {
			t.Errorf("the outcome is %+v, %v", outcome, err)
		}
		if outcome.Run != (cli.RunCounts{Total: 4, Failed: 1}) || outcome.Code() != cli.CodeUnfinished {
			t.Errorf("the run's counts are %+v, the code %d", outcome.Run, outcome.Code())
		}
		recorded := history(b).Results[starts]
		if len(recorded) != 1 || recorded[0].Complete || len(recorded[0].Instances) != 3 || recorded[0].Notes[0] != "a decision" {
			t.Errorf("recorded is %+v", recorded)
		}
	})
}

func TestEveryFailedInstanceOfTheRunCountsOnce(t *testing.T) {
	for name, test := range map[string]struct {
		before map[run.StageID][]run.InstanceResult
		own    []run.InstanceResult
		also   []run.StageID
		want   int
	}{
		"none":                        {nil, []run.InstanceResult{ok(web1)}, nil, 0},
		"here":                        {nil, []run.InstanceResult{failed(web1, "x")}, nil, 1},
		"earlier":                     {map[run.StageID][]run.InstanceResult{snapshots: {failed(web1, "x")}}, nil, nil, 1},
		"here and earlier":            {map[run.StageID][]run.InstanceResult{snapshots: {failed(web1, "x")}, starts: {failed(web2, "x")}}, []run.InstanceResult{failed(db, "x")}, nil, 3},
		"one, in two stages":          {map[run.StageID][]run.InstanceResult{snapshots: {failed(web1, "x")}, starts: {failed(web1, "x")}}, nil, nil, 1},
		"here before, and mended now": {map[run.StageID][]run.InstanceResult{sends: {failed(web1, "x"), failed(web2, "x")}}, []run.InstanceResult{ok(web1)}, nil, 1},
		"what is tried again":         {map[run.StageID][]run.InstanceResult{awaits: {failed(web1, "x")}}, nil, []run.StageID{awaits}, 0},
		"an instance of no manifest":  {map[run.StageID][]run.InstanceResult{snapshots: {failed("i-0000000000000000f", "x")}}, nil, nil, 0},
	} {
		t.Run(name, func(t *testing.T) {
			patchtest.Run(t, patchtest.Setup{}, func(b *patchtest.Bed) {
				b.Discover(night, payroll)
				for id, results := range test.before {
					record(b, id, results...)
				}
				w := open(b, sends, func(o *stage.Options) { o.MaxFailed = option.MaxFailedPercent(50) })
				w.Instances(test.also...)
				outcome, err := w.Finish(b.Context(), stage.End{Results: test.own}, nil)
				if err != nil || outcome.Run != (cli.RunCounts{Total: 4, Failed: test.want}) {
					t.Errorf("the run's counts are %+v, %v", outcome.Run, err)
				}
				if exceeded := outcome.Code() == cli.CodeTooManyFailed; exceeded != (test.want > 2) {
					t.Errorf("exit code %d", outcome.Code())
				}
			})
		})
	}
}

func TestWhatWasDoneIsRecordedAlsoAfterASignal(t *testing.T) {
	patchtest.Run(t, patchtest.Setup{}, func(b *patchtest.Bed) {
		w := open(b, starts, nil)
		ctx, stop := context.WithCancelCause(b.Context())
		stop(cli.ErrInterrupted)
		_, err := w.Finish(ctx, stage.End{Results: []run.InstanceResult{ok(web1)}, Pending: []string{db}}, ctx.Err())
		if !errors.Is(err, context.Canceled) || len(history(b).Results[starts]) != 1 {
			t.Errorf("it ended with %v and recorded %v", err, history(b).Results)
		}
	})
}

func TestAnEndWithoutAnyResultIsNotRecorded(t *testing.T) {
	patchtest.Run(t, patchtest.Setup{}, func(b *patchtest.Bed) {
		w := open(b, starts, nil)
		if _, err := w.Finish(b.Context(), stage.End{Pending: []string{web1}}, errors.New("no")); err == nil {
			t.Error("the error is lost")
		}
		if got := history(b).Results; len(got) != 0 {
			t.Errorf("recorded is %v", got)
		}
	})
}

func TestWhatFailedIsLoggedOnceAndADryRunSaysAll(t *testing.T) {
	for name, test := range map[string]struct {
		dry, told bool
		want      string
		not       string
	}{
		"a stage":                  {false, false, `msg=failed instance=` + web2 + ` reason="no room"`, web1},
		"a dry run":                {true, false, `msg="dry run" instance=` + web1, "msg=failed instance=" + web1},
		"told by another stage":    {false, true, "", "msg=failed"},
		"a failure in the dry run": {true, false, `msg=failed instance=` + web2, `msg="dry run" instance=` + web2},
	} {
		t.Run(name, func(t *testing.T) {
			patchtest.Run(t, patchtest.Setup{}, func(b *patchtest.Bed) {
				w := open(b, starts, nil)
				w.DryRun = test.dry
				if _, err := w.Finish(b.Context(), stage.End{Results: []run.InstanceResult{ok(web1), failed(web2, "no room")}, Told: test.told}, nil); err != nil {
					t.Fatal(err)
				}
				mustSay(t, b.Logged(), test.want)
				if strings.Contains(b.Logged(), test.not) {
					t.Errorf("it logs %s", b.Logged())
				}
			})
		})
	}
}

func TestARecordThatCantBeWrittenIsAnError(t *testing.T) {
	patchtest.Run(t, patchtest.Setup{}, func(b *patchtest.Bed) {
		w := open(b, starts, nil)
		b.Fault("faults: [{fault: error, operation: 's3:PutObject', code: AccessDenied, status: 403}]")
		_, err := w.Finish(b.Context(), stage.End{Results: []run.InstanceResult{ok(web1)}}, nil)
		if cli.CodeOf(err) != cli.CodeError {
			t.Fatalf("got %v", err)
		}
		mustSay(t, err.Error(), "stages/start/1.json", "these credentials may not")
	})
}

func TestOnlyTimeOutsAreUnfinished(t *testing.T) {
	timeout := &awsx.TimeoutError{What: "x"}
	denied := &smithy.GenericAPIError{Code: "AccessDenied"}
	for name, test := range map[string]struct {
		err  error
		want cli.Code
	}{
		"no error":                      {nil, cli.CodeOK},
		"a wait's time-out":             {fmt.Errorf("target: %w", timeout), cli.CodeUnfinished},
		"the context's":                 {fmt.Errorf("describing: %w", context.DeadlineExceeded), cli.CodeUnfinished},
		"those of two targets":          {errors.Join(timeout, fmt.Errorf("x: %w", context.DeadlineExceeded)), cli.CodeUnfinished},
		"a time-out beside a refusal":   {errors.Join(timeout, denied), cli.CodeError},
		"a refusal":                     {denied, cli.CodeError},
		"a signal":                      {context.Canceled, cli.CodeError},
		"a claim that another has":      {&run.HeldError{Run: "other", Since: time.Now()}, cli.CodeRefused},
		"a run id that is taken":        {fmt.Errorf("x: %w", run.ErrTaken), cli.CodeRefused},
		"a refusal of the gate's":       {cli.Refused(errors.New("closed")), cli.CodeRefused},
		"a mistake of the command line": {cli.Usage(cli.Problem{What: "x"}), cli.CodeUsage},
	} {
		t.Run(name, func(t *testing.T) {
			w := &stage.Work{}
			ended := w.Ended(test.err)
			if got := cli.CodeOf(ended); got != test.want || !errors.Is(ended, test.err) && test.err != nil {
				t.Errorf("%v is of code %d, want %d", ended, got, test.want)
			}
		})
	}
}

func TestAdviceIsGivenOnce(t *testing.T) {
	w := &stage.Work{}
	w.Store = option.Store{Bucket: "acme"}
	for code, want := range map[string]string{
		"NoSuchBucket":          "--store s3://acme does not exist",
		"PermanentRedirect":     "another Region",
		"AccessDenied":          "these credentials may not",
		"InvalidClientTokenId":  "does not know these credentials",
		"UnauthorizedOperation": "these credentials may not",
		"ExpiredToken":          "have expired",
	} {
		once := w.Explain(fmt.Errorf("reading: %w", &smithy.GenericAPIError{Code: code}))
		twice := w.Explain(fmt.Errorf("in one target: %w", once))
		mustSay(t, once.Error(), "reading: ", want)
		if got := twice.Error(); got != "in one target: "+once.Error() {
			t.Errorf("said %q", got)
		}
	}
	if got := w.Explain(errors.New("other")).Error(); got != "other" {
		t.Errorf("an error without advice became %q", got)
	}
}

func TestATallySumsTargetsUp(t *testing.T) {
	tally := stage.Tally{Total: 10} // Progress is nil: nothing is shown
	tally.Show(run.Target{Region: "a"}, 1, 2)
	tally.Show(run.Target{Region: "b"}, 3, 0)
	tally.Show(run.Target{Region: "a"}, 4, 2)
	if done, failed := tally.Sum(); done != 7 || failed != 2 {
		t.Errorf("%d done, %d failed", done, failed)
	}
}
