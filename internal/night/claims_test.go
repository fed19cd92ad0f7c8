package night_test

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"patchline/internal/cli"
	"patchline/internal/discover"
	"patchline/internal/patchtest"
	"patchline/internal/run"
	"patchline/internal/sim/chance"
	"patchline/internal/stage"
)

// Two runs that have instances in common begin at the same moment. Which call
// is slow is another in every world, so that they meet at every point.
func TestOfTwoRunsOverACommonInstanceOneIsRefused(t *testing.T) {
	t.Parallel()
	const worlds = 40
	selections := map[string]string{"monthly": "PatchGroup=monthly", "payroll": "Application=payroll"}
	won := map[string]int{}
	for seed := range worlds {
		patchtest.Run(t, patchtest.Setup{Seed: chance.Seed(seed), Faults: "faults: [{fault: slow, share: 50%, delay: 1s}]"}, func(b *patchtest.Bed) {
			ends := map[string]patchtest.End{}
			var mu sync.Mutex
			var both sync.WaitGroup
			for name, selection := range selections {
				both.Go(func() {
					end := b.Do(patchtest.Process{Run: name}, begin(selection))
					mu.Lock()
					defer mu.Unlock()
					ends[name] = end
				})
			}
			both.Wait()
			winner, loser := "monthly", "payroll"
			if ends[winner].Err != nil {
				winner, loser = loser, winner
			}
			won[winner]++
			var held *run.HeldError
			switch end := ends[loser]; {
			case ends[winner].Code() != cli.CodeOK:
				t.Errorf("seed %d: both are refused: %v, %v", seed, ends[winner].Err, end.Err)
			case end.Code() != cli.CodeRefused || !errors.As(end.Err, &held) || held.Run != winner || len(held.Instances) != 4:
				t.Errorf("seed %d: run %s began, and run %s with exit code %d: %v", seed, winner, loser, end.Code(), end.Err)
			case !strings.Contains(end.Err.Error(), `"`+winner+`"`):
				t.Errorf("seed %d: the refusal does not name run %s: %v", seed, winner, end.Err)
			}
			if runs := slices.Collect(maps.Keys(b.Seen().Claims)); !slices.Equal(runs, []string{winner}) {
				t.Errorf("seed %d: the runs %v hold instances", seed, runs)
			}
			b.NoFaults()
			if _, err := b.Store(loser).Manifest(b.Context()); !errors.Is(err, run.ErrUnknown) {
				t.Errorf("seed %d: run %s was refused, and its manifest is there: %v", seed, loser, err)
			}
		})
	}
	if len(won) < 2 {
		t.Errorf("it was always the same run that won: %v", won)
	}
}

// begin is discover with a selection, written KEY=VALUE.
func begin(selection string) patchtest.Work {
	key, value, _ := strings.Cut(selection, "=")
	return func(ctx context.Context, o stage.Options) (cli.Outcome, error) {
		return discover.Run(ctx, discover.Options{
			Options: o, Tags: []discover.Tag{{Key: key, Value: value}}, OwnerTag: "Owner", ApplicationTag: "Application",
		})
	}
}
