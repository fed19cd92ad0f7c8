package snapshot_test

import (
	"context"
	"strings"
	"testing"

	"patchline/internal/cli"
	"patchline/internal/patchtest"
	"patchline/internal/run"
	"patchline/internal/sim/world"
	"patchline/internal/snapshot"
	"patchline/internal/stage"
)

const (
	night   = "night"
	payroll = "Application=payroll" // four instances of the built-in fleet, one of them stopped

	web1 = "i-0a1c5e0000000a001"
	web2 = "i-0a1c5e0000000a002"
	db   = "i-0a1c5e0000000a003" // of three volumes
	idle = "i-0a1c5e0000000d002"
)

// with is the stage with options changed.
func with(change func(*snapshot.Options)) patchtest.Work {
	return func(ctx context.Context, o stage.Options) (cli.Outcome, error) {
		options := snapshot.Options{Options: o}
		if change != nil {
			change(&options)
		}
		return snapshot.Run(ctx, options)
	}
}

// take runs the stage in a process that nothing happens to.
func take(b *patchtest.Bed, change func(*snapshot.Options)) patchtest.End {
	return b.Do(patchtest.Process{Run: night}, with(change))
}

// results are the last that the stage has recorded.
func results(b *patchtest.Bed) map[string]run.InstanceResult {
	b.T.Helper()
	history, err := b.Store(night).History(b.Context())
	if err != nil {
		b.T.Fatal(err)
	}
	return history.Latest(run.StageID{Stage: run.StageSnapshot})
}

// oneEach checks that each volume of an instance has just one usable snapshot,
// and gives how many others there are.
func oneEach(b *patchtest.Bed, instances ...string) (bad int) {
	b.T.Helper()
	seen := b.Seen()
	for _, id := range instances {
		if len(seen.Instances[id].Snapshots) == 0 {
			b.T.Errorf("%s has no snapshots", id)
		}
		for volume, states := range seen.Instances[id].Snapshots {
			usable := 0
			for _, state := range states {
				if state == world.SnapshotCompleted || state == world.SnapshotPending {
					usable++
				} else {
					bad++
				}
			}
			if usable != 1 {
				b.T.Errorf("%s of %s has the snapshots %v", volume, id, states)
			}
		}
	}
	return bad
}

// mustEnd checks an exit code.
func mustEnd(t *testing.T, end patchtest.End, want cli.Code) {
	t.Helper()
	if end.Code() != want {
		t.Fatalf("exit code %d (%s) with %+v, %v; want %d", end.Code(), end.Code(), end.Outcome.Counts, end.Err, want)
	}
}

// mustSay checks that a sentence has all of some parts.
func mustSay(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("%q does not say %q", text, part)
		}
	}
}
