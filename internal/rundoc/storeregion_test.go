package rundoc_test

import (
	"context"
	"slices"
	"testing"

	"patchline/internal/cli"
	"patchline/internal/discover"
	"patchline/internal/patchtest"
	"patchline/internal/run"
	"patchline/internal/sim/world"
	"patchline/internal/snapshot"
	"patchline/internal/stage"
	"patchline/internal/start"
	"patchline/internal/waitmarker"
)

// twoRegions have the store in the first.
const twoRegions = `
account: "111122223333"
region: eu-central-1
tags: {PatchGroup: monthly, Owner: Anna Keller, Application: payroll}
instances:
  - {name: web, id: i-0a1c5e0000000a001, windows: {version: "2022"}}
  - {name: web, id: i-0a1c5e0000000b001, region: us-east-1, windows: {version: "2022"}}
`

func TestADocumentIsToldTheRegionOfTheStoreAndNotItsOwn(t *testing.T) {
	patchtest.Run(t, patchtest.Setup{YAML: twoRegions}, func(b *patchtest.Bed) {
		for _, work := range []patchtest.Work{
			func(ctx context.Context, o stage.Options) (cli.Outcome, error) {
				return discover.Run(ctx, discover.Options{
					Options: o, Tags: []discover.Tag{{Key: "PatchGroup", Value: "monthly"}}, OwnerTag: "Owner", ApplicationTag: "Application",
					Targets: []run.Target{{Account: b.Home.Account, Region: "eu-central-1"}, {Account: b.Home.Account, Region: "us-east-1"}},
				})
			},
			func(ctx context.Context, o stage.Options) (cli.Outcome, error) {
				return snapshot.Run(ctx, snapshot.Options{Options: o})
			},
			func(ctx context.Context, o stage.Options) (cli.Outcome, error) {
				return start.Run(ctx, start.Options{Options: o})
			},
			send(run.DocSoftware),
		} {
			must(b, work)
		}
		outcome := must(b, func(ctx context.Context, o stage.Options) (cli.Outcome, error) {
			return waitmarker.Run(ctx, waitmarker.Options{Options: o, Document: run.DocSoftware})
		})
		if outcome.Counts.Succeeded != 2 {
			t.Errorf("the document has ended well on %d of 2 instances", outcome.Counts.Succeeded)
		}
		for region, got := range storeRegions(b) {
			if want := []string{"eu-central-1"}; !slices.Equal(got, want) {
				t.Errorf("the command in %s says that the store is in %q, want %q", region, got, want)
			}
		}
	})
}

// storeRegions are the values of the parameter by the Region of each command.
func storeRegions(b *patchtest.Bed) map[string][]string {
	found := map[string][]string{}
	w := b.Sim.World()
	w.Do(func() {
		for _, region := range []string{"eu-central-1", "us-east-1"} {
			found[region] = nil
			for _, c := range b.Sim.Commands().Book(world.Place{Account: b.Home.Account, Region: region}).Before(0) {
				found[region] = append(found[region], c.Parameters[run.ParamStoreRegion]...)
			}
		}
	})
	return found
}
