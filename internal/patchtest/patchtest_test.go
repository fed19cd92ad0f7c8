package patchtest_test

import (
	"context"
	"testing"
	"time"

	"patchline/internal/cli"
	"patchline/internal/patchtest"
	"patchline/internal/run"
	"patchline/internal/sim/world"
	"patchline/internal/snapshot"
	"patchline/internal/stage"
)

const payroll = "Application=payroll"

func TestTheBedShowsWhatBecameOfTheFleet(t *testing.T) {
	patchtest.Run(t, patchtest.Setup{}, func(b *patchtest.Bed) {
		m := b.Discover("night", payroll)
		end := b.Do(patchtest.Process{Run: "night"}, func(ctx context.Context, o stage.Options) (cli.Outcome, error) {
			return snapshot.Run(ctx, snapshot.Options{Options: o})
		})
		if end.Code() != cli.CodeOK || end.Struck {
			t.Fatalf("the stage ended with %+v", end)
		}
		for _, id := range []string{"i-0a1c5e0000000a001", "i-0a1c5e0000000d002"} {
			b.Change(id, func(w *world.World, i *world.Instance) {
				if i.State == world.Running {
					w.QueuedReboot(i)
				} else {
					w.Start(i)
				}
			})
		}
		time.Sleep(time.Hour)
		b.Sim.Advance()
		seen := b.Seen()
		for id, boots := range map[string]int{"i-0a1c5e0000000a001": 1, "i-0a1c5e0000000d002": 1, "i-0a1c5e0000000a002": 0} {
			if got := seen.Instances[id].Boots; got != boots {
				t.Errorf("%s has booted %d times, want %d", id, got, boots)
			}
		}
		if len(seen.Claims["night"]) != len(m.Instances) || len(m.Instances) != 4 {
			t.Errorf("the claims are %v of %d", seen.Claims, len(m.Instances))
		}
		db := seen.Instances["i-0a1c5e0000000a003"]
		if len(db.Snapshots) != 3 || db.State != world.Running {
			t.Errorf("the database is %+v", db)
		}
	})
}

func TestAProcessThatDiesCallsNothingAnyMore(t *testing.T) {
	for _, accident := range patchtest.Accidents() {
		t.Run(accident.String(), func(t *testing.T) {
			patchtest.Run(t, patchtest.Setup{}, func(b *patchtest.Bed) {
				b.Discover("night", payroll)
				b.Sim.Ledger().Reset()
				const at = 3
				end := b.Do(patchtest.Process{Run: "night", N: at, Accident: accident},
					func(ctx context.Context, o stage.Options) (cli.Outcome, error) {
						return snapshot.Run(ctx, snapshot.Options{Options: o})
					})
				time.Sleep(time.Hour)
				calls := 0
				for _, n := range b.Calls() {
					calls += n
				}
				dead := accident == patchtest.DiesBefore || accident == patchtest.DiesAfter
				if !end.Struck || end.Dead != dead {
					t.Errorf("it ended with %+v", end)
				}
				if accident == patchtest.DiesBefore && calls != at-1 || accident == patchtest.DiesAfter && calls != at {
					t.Errorf("%d calls were made", calls)
				}
				if !dead && end.Code() != cli.CodeOK {
					t.Errorf("a process that lives on ended with %v", end.Err)
				}
			})
		})
	}
}

func TestTheStoreIsTheRuns(t *testing.T) {
	patchtest.Run(t, patchtest.Setup{}, func(b *patchtest.Bed) {
		b.Discover("night", payroll)
		if _, err := b.Store("other").Manifest(b.Context()); err == nil {
			t.Error("a run that was not begun has a manifest")
		}
		if claimed, err := b.Store("night").Claimed(b.Context()); err != nil || len(claimed) != 4 {
			t.Errorf("it holds %v, %v", claimed, err)
		}
		if got := b.Store("night").Keys.Manifest(); got != (run.Keys{Prefix: "prod", Run: "night"}).Manifest() {
			t.Error(got)
		}
	})
}
