package restore_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"patchline/internal/cli"
	"patchline/internal/discover"
	"patchline/internal/patchtest"
	"patchline/internal/run"
	"patchline/internal/sim/world"
)

func TestTheCallsGrowWithBatchesAndNotWithInstances(t *testing.T) {
	const many = `
tags: {PatchGroup: monthly}
instances:
- {name: web, count: 600}
- {name: spare, count: 200, state: stopped}
`
	patchtest.Run(t, patchtest.Setup{YAML: many}, func(b *patchtest.Bed) {
		m := b.Discover(night, "PatchGroup=monthly")
		for _, i := range m.Instances {
			if i.State == run.StateStopped {
				b.Change(i.ID, func(w *world.World, i *world.Instance) { w.Start(i) })
			}
		}
		pass(b, 10*time.Minute)
		b.Sim.Ledger().Reset()
		began := time.Now()
		if end := once(b, bring()); end.Code() != cli.CodeOK || end.Outcome.Counts.Succeeded != 800 {
			t.Fatalf("got %v, %v", end.Outcome, end.Err)
		}
		all := 0
		var text string
		calls := b.Calls()
		for _, action := range slices.Sorted(maps.Keys(calls)) {
			all += calls[action]
			text += fmt.Sprintf("\n%6d %s", calls[action], action)
		}
		const most = 0.25 // calls an instance, of the 1.7 of a whole night
		if all > most*800 || b.Throttled() > 0 {
			t.Errorf("%d calls, %d throttled:%s", all, b.Throttled(), text)
		}
		if took := time.Since(began); took > 6*time.Minute {
			t.Errorf("it took %s", took)
		}
	})
}

func TestATargetThatCannotBeReachedDoesNotKeepTheOthersFromIt(t *testing.T) {
	const two = `
tags: {PatchGroup: monthly}
instances:
- {name: web, id: i-0000000000000000a}
- {name: app, id: i-0000000000000000b, account: "444455556666"}
- {name: db, id: i-0000000000000000c, region: us-east-1}
`
	const denied = `faults: [{fault: error, operation: "sts:AssumeRole", code: AccessDenied, status: 403, after: 1h}]`
	patchtest.Run(t, patchtest.Setup{YAML: two, Faults: denied}, func(b *patchtest.Bed) {
		o := discover.Options{Options: b.Options(night), Tags: []discover.Tag{{Key: "PatchGroup", Value: "monthly"}}}
		o.Targets = []run.Target{
			{Account: b.Home.Account, Region: "eu-central-1"},
			{Account: "444455556666", Region: "eu-central-1", Role: "arn:aws:iam::444455556666:role/Patchline"},
			{Account: b.Home.Account, Region: "us-east-1"},
		}
		if _, err := discover.Run(b.Context(), o); err != nil {
			t.Fatal(err)
		}
		pass(b, 2*time.Hour)
		end := once(b, bring())
		if end.Code() != cli.CodeError || end.Outcome.Counts.Succeeded != 2 || end.Outcome.Counts.Pending != 1 {
			t.Fatalf("got %v, %v", end.Outcome, end.Err)
		}
		for id, boots := range map[string]int{web: 1, app: 0, db: 1} {
			if got := b.Seen().Instances[id].Boots; got != boots {
				t.Errorf("%s has booted %d times", id, got)
			}
		}
	})
}
