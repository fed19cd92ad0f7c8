package merge_test

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"patchline/internal/report/merge"
)

func TestResultsComeInOrderAndNotTooManyAreHeld(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const n, inFlight = 50, 4
		var held, most atomic.Int32
		var got []int
		err := merge.InOrder(t.Context(), n, inFlight, func(_ context.Context, i int) (int, error) {
			now := held.Add(1)
			for most.Load() < now {
				most.Store(now)
			}
			time.Sleep(time.Duration((i*7)%5) * time.Second) // they end in another order
			return i * i, nil
		}, func(i, square int) error {
			held.Add(-1)
			got = append(got, i)
			if square != i*i {
				t.Errorf("of %d came %d", i, square)
			}
			return nil
		})
		if err != nil || !slices.IsSorted(got) || len(got) != n {
			t.Errorf("got %v, %v", got, err)
		}
		if most.Load() > inFlight+1 || most.Load() < 2 {
			t.Errorf("%d were held at once", most.Load())
		}
	})
}

func TestTheFirstErrorEndsTheWork(t *testing.T) {
	bad := errors.New("bad")
	for name, test := range map[string]struct {
		work func(context.Context, int) (int, error)
		take func(int, int) error
	}{
		"of a piece": {
			func(_ context.Context, i int) (int, error) {
				if i == 3 {
					return 0, bad
				}
				return i, nil
			}, func(int, int) error { return nil },
		},
		"of taking it": {
			func(_ context.Context, i int) (int, error) { return i, nil },
			func(i, _ int) error {
				if i == 3 {
					return bad
				}
				return nil
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			if err := merge.InOrder(t.Context(), 100, 4, test.work, test.take); !errors.Is(err, bad) {
				t.Errorf("got %v", err)
			}
		})
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := merge.InOrder(ctx, 100, 4, func(context.Context, int) (int, error) { return 0, nil }, func(int, int) error { return nil })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}
