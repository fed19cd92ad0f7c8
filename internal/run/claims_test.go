package run_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"patchline/internal/run"
	"patchline/internal/run/memstore"
)

var night = time.Date(2026, 11, 24, 22, 0, 0, 0, time.UTC)

func runOf(store run.Store, id string) run.Run {
	return run.Run{Store: store, Keys: run.Keys{Prefix: "patchline", Run: id}}
}

func TestASecondRunOverACommonInstanceIsRefusedAndNamesTheFirst(t *testing.T) {
	store := &memstore.Store{}
	if err := runOf(store, "first").Claim(t.Context(), []string{"i-0000000b", "i-0000000a"}, night); err != nil {
		t.Fatal(err)
	}
	err := runOf(store, "second").Claim(t.Context(), []string{"i-0000000c", "i-0000000b"}, night)
	var held *run.HeldError
	if !errors.As(err, &held) || held.Run != "first" || !slices.Equal(held.Instances, []string{"i-0000000b"}) {
		t.Fatalf("got %v", err)
	}
	for _, part := range []string{`"first"`, "i-0000000b", "2026-11-24T22:00:00Z", "release --run first"} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("the message lacks %s: %v", part, err)
		}
	}
	if mine, err := runOf(store, "second").Claimed(t.Context()); err != nil || len(mine) != 0 {
		t.Errorf("the refused run holds %v, %v", mine, err)
	}
	if n, err := runOf(store, "first").Release(t.Context()); err != nil || n != 2 {
		t.Errorf("released %d, %v", n, err)
	}
	if err := runOf(store, "second").Claim(t.Context(), []string{"i-0000000b"}, night); err != nil {
		t.Errorf("after the first run's release: %v", err)
	}
}

func TestARunMayClaimAgain(t *testing.T) {
	store := &memstore.Store{}
	r := runOf(store, "night")
	for _, ids := range [][]string{{"i-0000000a"}, {"i-0000000a"}, {"i-0000000b"}} {
		if err := r.Claim(t.Context(), ids, night); err != nil {
			t.Fatal(err)
		}
	}
	if held, _ := r.Claimed(t.Context()); !slices.Equal(held, []string{"i-0000000b"}) {
		t.Errorf("a later claim must take the place of the former: %v", held)
	}
}

func TestOfRunsThatWantAnInstanceAtTheSameMomentOneGetsIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &memstore.Store{}
		const runs = 20
		var mu sync.Mutex
		var winners []string
		var all sync.WaitGroup
		for i := range runs {
			all.Go(func() {
				id := fmt.Sprint("night-", i)
				err := runOf(store, id).Claim(t.Context(), []string{"i-0000000a", fmt.Sprintf("i-%08x", 100+i)}, night)
				var held *run.HeldError
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err == nil:
					winners = append(winners, id)
				case !errors.As(err, &held):
					t.Errorf("%s: %v", id, err)
				}
			})
		}
		all.Wait()
		if len(winners) != 1 {
			t.Errorf("the instance is held by %v", winners)
		}
	})
}

func TestRunsThatShareNothingAllGetTheirs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &memstore.Store{}
		const runs = 20
		var all sync.WaitGroup
		for i := range runs {
			all.Go(func() {
				if err := runOf(store, fmt.Sprint("night-", i)).Claim(t.Context(), []string{fmt.Sprintf("i-%08x", i)}, night); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		for i := range runs {
			if held, err := runOf(store, fmt.Sprint("night-", i)).Claimed(t.Context()); err != nil || len(held) != 1 {
				t.Errorf("run %d holds %v, %v", i, held, err)
			}
		}
	})
}

func TestClaimsOfAnotherSchemaAreNotTouched(t *testing.T) {
	store := &memstore.Store{}
	const theirs = `{"schema": 2, "runs": {}}`
	if _, err := store.Create(t.Context(), "patchline/claims.json", []byte(theirs)); err != nil {
		t.Fatal(err)
	}
	err := runOf(store, "night").Claim(t.Context(), []string{"i-0000000a"}, night)
	if err == nil || !strings.Contains(err.Error(), "schema 2") {
		t.Errorf("got %v", err)
	}
	if have, _ := store.Get(t.Context(), "patchline/claims.json"); string(have.Body) != theirs {
		t.Errorf("they were changed to %s", have.Body)
	}
}

func TestAClaimCanBeCheckedWithoutTakingIt(t *testing.T) {
	store := &memstore.Store{}
	second := runOf(store, "second")
	if err := second.CheckClaim(t.Context(), []string{"i-0000000a"}); err != nil {
		t.Errorf("where nothing is claimed: %v", err)
	}
	if err := runOf(store, "first").Claim(t.Context(), []string{"i-0000000a"}, night); err != nil {
		t.Fatal(err)
	}
	var held *run.HeldError
	if err := second.CheckClaim(t.Context(), []string{"i-0000000b", "i-0000000a"}); !errors.As(err, &held) || held.Run != "first" {
		t.Errorf("got %v", err)
	}
	if err := runOf(store, "first").CheckClaim(t.Context(), []string{"i-0000000a"}); err != nil {
		t.Errorf("one's own: %v", err)
	}
	if mine, err := second.Claimed(t.Context()); err != nil || len(mine) != 0 {
		t.Errorf("the check took %v, %v", mine, err)
	}
}
