package restore_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"patchline/internal/cli"
	"patchline/internal/patchtest"
	"patchline/internal/restore"
	"patchline/internal/sim/world"
	"patchline/internal/stage"
)

func TestOneThatIsStillStoppingAtTheTimeOutIsNamed(t *testing.T) {
	onNight(t, `faults: [{fault: stop-stuck, instances: [`+spare+`]}]`, func(b *patchtest.Bed) {
		end := once(b, bring(func(o *restore.Options) { o.Timeout = time.Hour }))
		if counts := end.Outcome.Counts; end.Code() != cli.CodeUnfinished || counts.Pending != 1 || counts.Succeeded != 5 {
			t.Fatalf("got %v, %v", end.Outcome, end.Err)
		}
		if !strings.Contains(end.Err.Error(), spare+" (still stopping since ") {
			t.Errorf("the error is %v", end.Err)
		}
		details, _ := end.Outcome.Details.(restore.Details)
		if !strings.Contains(details.Waiting[spare], "still stopping since") || len(details.Waiting) != 1 || details.Rebooted != 3 || details.Stopped != 2 {
			t.Errorf("the details are %+v", details)
		}
		b.Change(spare, func(w *world.World, i *world.Instance) { w.ForceStop(i) })
		pass(b, 5*time.Minute)
		must(b)
		wantBack(b, b.Seen())
	})
}

func TestOneThatEC2RefusesToStopDoesNotKeepTheOthersFromIt(t *testing.T) {
	onNight(t, "", func(b *patchtest.Bed) {
		b.Change(spare, func(_ *world.World, i *world.Instance) { i.StopProtection = true })
		wantFailed(b, once(b, bring()), spare, "EC2 does not stop it", "OperationNotPermitted")
		if b.Seen().Instances[backup].State != world.Stopped {
			t.Error("the other runs on")
		}
	})
}

func TestAStartThatEC2DoesNotShowYetIsUndone(t *testing.T) {
	onNight(t, `faults: [{fault: eventual-consistency, operation: "ec2:DescribeInstances", delay: 40s}]`, func(b *patchtest.Bed) {
		// The start stage was killed a moment ago.
		b.Change(idle, func(w *world.World, i *world.Instance) { w.Start(i) })
		must(b)
		wantBack(b, b.Seen())
		if calls := b.Calls()["ec2:StopInstances"]; calls != 2 {
			t.Errorf("%d calls to stop two and one", calls)
		}
	})
}

func TestTheAnswersToAllStopsAreLost(t *testing.T) {
	onNight(t, `faults: [{fault: lost-answer, operation: "ec2:StopInstances"}]`, func(b *patchtest.Bed) {
		must(b)
		wantBack(b, b.Seen())
	})
}

func TestAtATimeOutTheSameCommandGoesOn(t *testing.T) {
	onNight(t, "", func(b *patchtest.Bed) {
		began := time.Now()
		end := once(b, bring(func(o *restore.Options) { o.Timeout = 90 * time.Second }))
		if end.Code() != cli.CodeUnfinished || end.Outcome.Counts.Pending == 0 || end.Outcome.Counts.Failed != 0 {
			t.Fatalf("got %v, %v", end.Outcome, end.Err)
		}
		if took := time.Since(began); took > 91*time.Second {
			t.Errorf("it ended after %s", took)
		}
		must(b)
		wantBack(b, b.Seen())
	})
}

func TestAtASignalItEndsAtOnceAndTheSameCommandGoesOn(t *testing.T) {
	onNight(t, "", func(b *patchtest.Bed) {
		began := time.Now()
		end := once(b, func(ctx context.Context, o stage.Options) (cli.Outcome, error) {
			ctx, cancel := context.WithCancelCause(ctx)
			time.AfterFunc(100*time.Second, func() { cancel(cli.ErrInterrupted) })
			return bring()(ctx, o)
		})
		if end.Err == nil || end.Outcome.Counts.Pending == 0 || end.Outcome.Counts.Failed != 0 {
			t.Fatalf("got %v, %v", end.Outcome, end.Err)
		}
		if took := time.Since(began); took > 101*time.Second {
			t.Errorf("it ended after %s", took)
		}
		must(b)
		wantBack(b, b.Seen())
	})
}
