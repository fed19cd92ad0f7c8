package start_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"patchline/internal/cli"
	"patchline/internal/patchtest"
	"patchline/internal/run"
	"patchline/internal/sim/world"
	"patchline/internal/snapshot"
	"patchline/internal/stage"
	"patchline/internal/start"
)

const night = "night"

// fleet is n stopped instances and a running one, all of the tag Application=lab.
func fleet(n int) string {
	return fmt.Sprintf(`
tags: {Application: lab}
instances:
  - {name: idle, count: %d, state: stopped, windows: {version: "2022"}}
  - {name: busy, windows: {version: "2022"}}
`, n)
}

// begin brings the world to where start begins, and gives the stopped
// instances.
func begin(b *patchtest.Bed) []string {
	b.T.Helper()
	m := b.Discover(night, "Application=lab")
	o := snapshot.Options{Options: b.Options(night), WithoutSnapshot: true}
	if _, err := snapshot.Run(b.Context(), o); err != nil {
		b.T.Fatal(err)
	}
	b.Sim.Ledger().Reset()
	var stopped []string
	for _, i := range m.Instances {
		if i.State == run.StateStopped {
			stopped = append(stopped, i.ID)
		}
	}
	return stopped
}

func with(change func(*start.Options)) patchtest.Work {
	return func(ctx context.Context, o stage.Options) (cli.Outcome, error) {
		options := start.Options{Options: o, AgentTimeout: 30 * time.Minute}
		if change != nil {
			change(&options)
		}
		return start.Run(ctx, options)
	}
}

func do(b *patchtest.Bed, change func(*start.Options)) patchtest.End {
	return b.Do(patchtest.Process{Run: night}, with(change))
}

func results(b *patchtest.Bed) map[string]run.InstanceResult {
	b.T.Helper()
	history, err := b.Store(night).History(b.Context())
	if err != nil {
		b.T.Fatal(err)
	}
	return history.Latest(run.StageID{Stage: run.StageStart})
}

func mustEnd(t *testing.T, end patchtest.End, want cli.Code) {
	t.Helper()
	if end.Code() != want {
		t.Fatalf("exit code %d (%s) with %+v, %v; want %d", end.Code(), end.Code(), end.Outcome.Counts, end.Err, want)
	}
}

func mustSay(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("%q does not say %q", text, part)
		}
	}
}

// mustBeUp checks that instances run, have booted once and take commands.
func mustBeUp(b *patchtest.Bed, ids ...string) {
	b.T.Helper()
	seen := b.Seen()
	for _, id := range ids {
		if i := seen.Instances[id]; i.State != world.Running || i.Boots != 1 {
			b.T.Errorf("%s is %s and has booted %d times", id, i.State, i.Boots)
		}
		b.Change(id, func(_ *world.World, i *world.Instance) {
			if !i.AgentUp() {
				b.T.Errorf("the agent of %s takes no commands", id)
			}
		})
	}
}
