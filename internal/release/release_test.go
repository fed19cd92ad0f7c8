package release_test

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"patchline/internal/cli"
	"patchline/internal/patchtest"
	"patchline/internal/release"
	"patchline/internal/run"
	"patchline/internal/stage"
)

const (
	night = "night"
	web   = "i-0000000000000000a"
	spare = "i-0000000000000000b"

	machines = `
tags: {PatchGroup: monthly}
instances:
- {name: web, id: i-0000000000000000a}
- {name: spare, id: i-0000000000000000b, state: stopped}
`
)

// let is a process of release.
func let(change ...func(*release.Options)) patchtest.Work {
	return func(ctx context.Context, o stage.Options) (cli.Outcome, error) {
		all := release.Options{Options: o}
		for _, do := range change {
			do(&all)
		}
		return release.Run(ctx, all)
	}
}

func force(o *release.Options) { o.Force = true }

func details(end patchtest.End) release.Details {
	d, _ := end.Outcome.Details.(release.Details)
	return d
}

// restored records what restore has done.
func restored(b *patchtest.Bed, results ...run.InstanceResult) {
	b.T.Helper()
	if _, err := b.Store(night).Record(b.Context(), run.StageResult{Stage: run.StageRestore, Instances: results}); err != nil {
		b.T.Fatal(err)
	}
}

func TestARunIsLetGoOnlyWhenItsPowerIsBack(t *testing.T) {
	ok := func(id string) run.InstanceResult { return run.InstanceResult{ID: id, Status: run.OK} }
	failed := func(id string) run.InstanceResult {
		return run.InstanceResult{ID: id, Status: run.Failed, Reason: "not proven"}
	}
	for name, test := range map[string]struct {
		restore [][]run.InstanceResult
		open    []string
	}{
		"restore has not run":            {nil, []string{web, spare}},
		"one failed":                     {[][]run.InstanceResult{{ok(web), failed(spare)}}, []string{spare}},
		"one was not come to an end":     {[][]run.InstanceResult{{ok(spare)}}, []string{web}},
		"one failed after it had passed": {[][]run.InstanceResult{{ok(web), ok(spare)}, {failed(web)}}, []string{web}},
		"one passed after it had failed": {[][]run.InstanceResult{{ok(web), failed(spare)}, {ok(spare)}}, nil},
		"all are back":                   {[][]run.InstanceResult{{ok(web), ok(spare)}}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			patchtest.Run(t, patchtest.Setup{YAML: machines}, func(b *patchtest.Bed) {
				b.Discover(night, "PatchGroup=monthly")
				for _, results := range test.restore {
					restored(b, results...)
				}
				end := b.Do(patchtest.Process{Run: night}, let())
				if !slices.Equal(details(end).NotRestored, test.open) {
					t.Errorf("not restored are %v", details(end).NotRestored)
				}
				if len(test.open) == 0 {
					if end.Code() != cli.CodeOK || details(end).Released != 2 || len(b.Seen().Claims) != 0 {
						t.Errorf("got %+v, %v; claims: %v", end.Outcome, end.Err, b.Seen().Claims)
					}
					return
				}
				if end.Code() != cli.CodeRefused || len(b.Seen().Claims[night]) != 2 {
					t.Fatalf("got %d, %v; claims: %v", end.Code(), end.Err, b.Seen().Claims)
				}
				for _, part := range append([]string{"restore", "--force"}, test.open...) {
					if !strings.Contains(end.Err.Error(), part) {
						t.Errorf("the error lacks %q: %v", part, end.Err)
					}
				}
				end = b.Do(patchtest.Process{Run: night}, let(force))
				if end.Code() != cli.CodeOK || details(end).Released != 2 || !slices.Equal(details(end).NotRestored, test.open) || len(b.Seen().Claims) != 0 {
					t.Errorf("by force: %+v, %v; claims: %v", end.Outcome, end.Err, b.Seen().Claims)
				}
			})
		})
	}
}

func TestADryRunLetsNothingGo(t *testing.T) {
	patchtest.Run(t, patchtest.Setup{YAML: machines}, func(b *patchtest.Bed) {
		b.Discover(night, "PatchGroup=monthly")
		b.Sim.Ledger().Reset()
		end := b.Do(patchtest.Process{Run: night}, let(force, func(o *release.Options) { o.DryRun = true }))
		if end.Code() != cli.CodeOK || details(end).Released != 2 || len(b.Seen().Claims[night]) != 2 {
			t.Errorf("got %+v, %v", end.Outcome, end.Err)
		}
		if calls := slices.Sorted(maps.Keys(b.Calls())); !slices.Equal(calls, []string{"s3:GetObject", "s3:ListObjectsV2"}) {
			t.Errorf("it called %v", calls)
		}
	})
}

func TestARunWithoutManifestIsLetGoIfItClaimsSomething(t *testing.T) {
	patchtest.Run(t, patchtest.Setup{YAML: machines}, func(b *patchtest.Bed) {
		for _, work := range []patchtest.Work{let(), let(force)} {
			if end := b.Do(patchtest.Process{Run: night}, work); end.Code() != cli.CodeError || !strings.Contains(end.Err.Error(), "no such run") {
				t.Errorf("a run that nobody knows: %v", end.Err)
			}
		}
		// discover was cut off between the claim and the manifest.
		if err := b.Store(night).Claim(b.Context(), []string{web}, time.Now()); err != nil {
			t.Fatal(err)
		}
		if end := b.Do(patchtest.Process{Run: night}, let()); end.Code() != cli.CodeOK || details(end).Released != 1 {
			t.Errorf("got %+v, %v", end.Outcome, end.Err)
		}
	})
}

func TestAManifestThatCannotBeReadIsLetGoByForceOnly(t *testing.T) {
	patchtest.Run(t, patchtest.Setup{YAML: machines}, func(b *patchtest.Bed) {
		r := b.Store(night)
		if err := r.Claim(b.Context(), []string{web}, time.Now()); err != nil {
			t.Fatal(err)
		}
		if _, err := r.Store.Create(b.Context(), r.Keys.Manifest(), []byte(`{"schema": 99}`)); err != nil {
			t.Fatal(err)
		}
		if end := b.Do(patchtest.Process{Run: night}, let()); end.Code() != cli.CodeError || !strings.Contains(end.Err.Error(), "schema 99") {
			t.Errorf("got %v", end.Err)
		}
		if end := b.Do(patchtest.Process{Run: night}, let(force)); end.Code() != cli.CodeOK || details(end).Released != 1 {
			t.Errorf("by force: %+v, %v", end.Outcome, end.Err)
		}
	})
}

func TestAnotherRunsClaimStaysAndASecondReleaseIsNoError(t *testing.T) {
	patchtest.Run(t, patchtest.Setup{YAML: machines}, func(b *patchtest.Bed) {
		b.Discover(night, "PatchGroup=monthly")
		if err := b.Store("other").Claim(b.Context(), []string{"i-0000000000000000c"}, time.Now()); err != nil {
			t.Fatal(err)
		}
		for _, released := range []int{2, 0} {
			end := b.Do(patchtest.Process{Run: night}, let(force))
			if end.Code() != cli.CodeOK || details(end).Released != released {
				t.Errorf("got %+v, %v; want %d", end.Outcome, end.Err, released)
			}
		}
		if claims := b.Seen().Claims; len(claims) != 1 || len(claims["other"]) != 1 {
			t.Errorf("the claims are %v", claims)
		}
	})
}

func TestWhateverHappensAtAnyCallTheClaimIsLetGo(t *testing.T) {
	patchtest.Replay{
		Setup:  patchtest.Setup{YAML: machines},
		Run:    night,
		Before: func(b *patchtest.Bed) { b.Discover(night, "PatchGroup=monthly") },
		Stage:  let(force),
	}.Test(t)
}
