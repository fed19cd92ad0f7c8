package restore_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"patchline/internal/cli"
	"patchline/internal/patchtest"
	"patchline/internal/restore"
	"patchline/internal/run"
	"patchline/internal/rundoc"
	"patchline/internal/snapshot"
	"patchline/internal/stage"
	"patchline/internal/start"
	"patchline/internal/waitmarker"
)

func TestWhileADocumentMayBeAtWorkNothingIsRebooted(t *testing.T) {
	patchtest.Run(t, patchtest.Setup{}, func(b *patchtest.Bed) {
		b.Discover(night, "PatchGroup=monthly")
		do := func(work patchtest.Work) patchtest.End { return b.Do(patchtest.Process{Run: night}, work) }
		do(func(ctx context.Context, o stage.Options) (cli.Outcome, error) {
			return snapshot.Run(ctx, snapshot.Options{Options: o})
		})
		do(func(ctx context.Context, o stage.Options) (cli.Outcome, error) {
			return start.Run(ctx, start.Options{Options: o})
		})
		do(func(ctx context.Context, o stage.Options) (cli.Outcome, error) {
			return rundoc.Run(ctx, rundoc.Options{Options: o, Document: run.DocInstall, Delivery: time.Hour})
		})
		bringBack := func(force bool) patchtest.Work {
			return func(ctx context.Context, o stage.Options) (cli.Outcome, error) {
				return restore.Run(ctx, restore.Options{Options: o, AgentTimeout: time.Hour, Force: force})
			}
		}
		wait := func(timeout time.Duration) patchtest.Work {
			return func(ctx context.Context, o stage.Options) (cli.Outcome, error) {
				o.Timeout = timeout
				return waitmarker.Run(ctx, waitmarker.Options{Options: o, Document: run.DocInstall})
			}
		}
		refused := func(when string) {
			t.Helper()
			end := do(bringBack(false))
			if end.Code() != cli.CodeRefused || !strings.Contains(end.Err.Error(), run.DocInstall) {
				t.Errorf("%s: exit code %d, %v", when, end.Code(), end.Err)
			}
			if n := b.Calls()["ec2:RebootInstances"] + b.Calls()["ec2:StopInstances"]; n != 0 {
				t.Errorf("%s: power was changed all the same", when)
			}
		}
		refused("before anyone has waited")
		do(wait(time.Minute))
		refused("after a wait that has not come to its end")
		if end := do(wait(4 * time.Hour)); end.Err != nil {
			t.Fatal(end.Err)
		}
		if end := do(bringBack(false)); end.Err != nil {
			t.Errorf("after the wait: %v", end.Err)
		}
	})
}

func TestForceRestoresAlthoughADocumentMayBeAtWork(t *testing.T) {
	patchtest.Run(t, patchtest.Setup{}, func(b *patchtest.Bed) {
		b.Discover(night, "PatchGroup=monthly")
		command := run.Command{Document: run.DocInstall, Attempt: 1, Batch: 1, IntendedAt: time.Now()}
		if err := b.Store(night).Intend(b.Context(), &command); err != nil {
			t.Fatal(err)
		}
		end := b.Do(patchtest.Process{Run: night}, func(ctx context.Context, o stage.Options) (cli.Outcome, error) {
			return restore.Run(ctx, restore.Options{Options: o, AgentTimeout: time.Hour, Force: true})
		})
		if end.Err != nil {
			t.Error(end.Err)
		}
	})
}
