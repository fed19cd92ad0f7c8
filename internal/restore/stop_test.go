package restore_test

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"patchline/internal/cli"
	"patchline/internal/restore"
	"patchline/internal/sim/faults"
	"patchline/internal/sim/world"
)

func TestOneThatIsStillStoppingAtTheTimeOutIsNamed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNight(t, faults.Rule{Kind: faults.StopStuck, Instances: []string{spare}})
		outcome, err := restore.Run(t.Context(), n.options(time.Hour))
		if cli.CodeOf(err) != cli.CodeUnfinished || outcome.Counts.Pending != 1 || outcome.Counts.Succeeded != 5 {
			t.Fatalf("got %v, %v", outcome.Counts, err)
		}
		if !strings.Contains(err.Error(), spare+" (still stopping since ") {
			t.Errorf("the error is %v", err)
		}
		details, _ := outcome.Details.(restore.Details)
		if !strings.Contains(details.Waiting[spare], "still stopping since") || details.Rebooted != 3 || details.Stopped != 2 {
			t.Errorf("the details are %+v", details)
		}
		n.change(spare, func(w *world.World, i *world.Instance) { w.ForceStop(i) })
		time.Sleep(5 * time.Minute)
		n.mustRestore()
		n.wantBack()
	})
}

func TestOneThatEC2RefusesToStopDoesNotKeepTheOthersFromIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNight(t)
		n.change(spare, func(_ *world.World, i *world.Instance) { i.StopProtection = true })
		outcome, err := n.restore()
		n.wantFailed(outcome, err, spare, "EC2 does not stop it", "OperationNotPermitted")
		if n.see(backup).State != world.Stopped {
			t.Error("the other runs on")
		}
	})
}

func TestAStartThatEC2DoesNotShowYetIsUndone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNight(t, faults.Rule{Kind: faults.EventualConsistency, Operation: "ec2:DescribeInstances", Delay: 40 * time.Second})
		// The start stage was killed a moment ago.
		n.power(n.client(), idle)
		n.mustRestore()
		n.wantBack()
	})
}

func TestTheAnswerToAStopIsLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNight(t, faults.Rule{Kind: faults.LostAnswer, Operation: "ec2:StopInstances", Times: 20})
		n.mustRestore()
		n.wantBack()
	})
}

func TestAtTheTimeOutAndAtASignalTheSameCommandGoesOn(t *testing.T) {
	for name, within := range map[string]func(context.Context) (context.Context, time.Duration){
		"a time-out": func(ctx context.Context) (context.Context, time.Duration) { return ctx, 90 * time.Second },
		"a signal": func(ctx context.Context) (context.Context, time.Duration) {
			ctx, cancel := context.WithCancelCause(ctx)
			time.AfterFunc(90*time.Second, func() { cancel(cli.ErrInterrupted) })
			return ctx, 2 * time.Hour
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := newNight(t)
				began := time.Now()
				ctx, timeout := within(t.Context())
				outcome, err := restore.Run(ctx, n.options(timeout))
				if err == nil || outcome.Counts.Pending == 0 || outcome.Counts.Failed != 0 {
					t.Fatalf("got %v, %v", outcome.Counts, err)
				}
				if took := time.Since(began); took > 100*time.Second {
					t.Errorf("it ended after %s", took)
				}
				n.mustRestore()
				n.wantBack()
			})
		})
	}
}
