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
	"patchline/internal/sim/world"
	"patchline/internal/stage"
)

// The fleet of these tests: three that run, and three that were stopped.
const (
	web    = "i-0000000000000000a"
	app    = "i-0000000000000000b"
	db     = "i-0000000000000000c"
	spare  = "i-0000000000000000d"
	backup = "i-0000000000000000e"
	idle   = "i-0000000000000000f"
)

func running() []string { return []string{web, app, db} }
func stopped() []string { return []string{spare, backup, idle} }

const machines = `
tags: {PatchGroup: monthly}
instances:
- {name: web, id: i-0000000000000000a}
- {name: app, id: i-0000000000000000b}
- {name: db, id: i-0000000000000000c}
- {name: spare, id: i-0000000000000000d, state: stopped}
- {name: backup, id: i-0000000000000000e, state: stopped}
- {name: idle, id: i-0000000000000000f, state: stopped}
`

// night is the id of the runs of these tests.
const night = "night"

// come brings a patch day to where restore begins: the stopped instances but
// idle were started.
func come(b *patchtest.Bed) {
	b.T.Helper()
	b.Discover(night, "PatchGroup=monthly")
	for _, id := range []string{spare, backup} {
		b.Change(id, func(w *world.World, i *world.Instance) { w.Start(i) })
	}
	pass(b, 10*time.Minute)
	b.Sim.Ledger().Reset()
}

// pass lets time go by.
func pass(b *patchtest.Bed, d time.Duration) {
	time.Sleep(d)
	b.Sim.Advance()
}

// bring is a process of restore.
func bring(change ...func(*restore.Options)) patchtest.Work {
	return func(ctx context.Context, o stage.Options) (cli.Outcome, error) {
		all := restore.Options{Options: o, AgentTimeout: 45 * time.Minute}
		all.Timeout = 2 * time.Hour
		for _, do := range change {
			do(&all)
		}
		return restore.Run(ctx, all)
	}
}

func once(b *patchtest.Bed, work patchtest.Work) patchtest.End {
	b.T.Helper()
	return b.Do(patchtest.Process{Run: night}, work)
}

// must restores where every instance is to come back.
func must(b *patchtest.Bed) {
	b.T.Helper()
	if end := once(b, bring()); end.Code() != cli.CodeOK || end.Outcome.Counts.Succeeded != 6 {
		b.T.Fatalf("got %v, %v; results: %v", end.Outcome, end.Err, results(b))
	}
}

// results are the last that were recorded.
func results(b *patchtest.Bed) map[string]run.InstanceResult {
	b.T.Helper()
	history, err := b.Store(night).History(b.Context())
	if err != nil {
		b.T.Fatal(err)
	}
	return history.Latest(run.StageID{Stage: run.StageRestore})
}

// wantBack checks that all is as it was at discovery, with one boot each of
// what runs.
func wantBack(b *patchtest.Bed, seen patchtest.Seen) {
	b.T.Helper()
	for _, id := range running() {
		if i := seen.Instances[id]; i.State != world.Running || i.Boots != 1 {
			b.T.Errorf("%s is %s, and has booted %d times", id, i.State, i.Boots)
		}
	}
	for _, id := range stopped() {
		if i := seen.Instances[id]; i.State != world.Stopped {
			b.T.Errorf("%s is %s", id, i.State)
		}
	}
}

// wantFailed checks that one instance failed with a sentence of these parts,
// and that the others are back.
func wantFailed(b *patchtest.Bed, end patchtest.End, id string, parts ...string) {
	b.T.Helper()
	have := results(b)
	if end.Code() != cli.CodeTooManyFailed || end.Outcome.Counts.Failed != 1 || end.Outcome.Counts.Succeeded != 5 {
		b.T.Fatalf("got %v, %v; results: %v", end.Outcome, end.Err, have)
	}
	if have[id].Status != run.Failed {
		b.T.Errorf("%s is %s", id, have[id].Status)
	}
	for _, part := range parts {
		if !strings.Contains(have[id].Reason, part) {
			b.T.Errorf("the reason lacks %q: %s", part, have[id].Reason)
		}
	}
}

// onNight runs a test on a night with these faults.
func onNight(t *testing.T, faults string, test func(*patchtest.Bed)) {
	t.Helper()
	patchtest.Run(t, patchtest.Setup{YAML: machines, Faults: faults}, func(b *patchtest.Bed) {
		come(b)
		test(b)
	})
}

// bootOf looks at an instance's boot time as it really is.
func bootOf(b *patchtest.Bed, id string) time.Time {
	var boot time.Time
	b.Change(id, func(_ *world.World, i *world.Instance) { boot = i.Windows.BootTime })
	return boot
}
