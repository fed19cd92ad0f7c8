package awsx_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"patchline/internal/awsx"
)

// pace gives when a wait polls, in seconds from its beginning, for work whose
// part done at a moment is known.
func pace(t *testing.T, w awsx.Wait, total int, done func(time.Duration) int) []int {
	t.Helper()
	var at []int
	began := time.Now()
	err := w.Until(t.Context(), func(context.Context) (awsx.Look, error) {
		elapsed := time.Since(began)
		at = append(at, int(elapsed.Seconds()))
		d := done(elapsed)
		return awsx.Look{Done: d, Total: total, Pending: some(total - d)}, nil
	})
	if err != nil {
		t.Error(err)
	}
	return at
}

func TestHowOftenAWaitPolls(t *testing.T) {
	w := awsx.Wait{What: "work", First: 15 * time.Second, Longest: 2 * time.Minute}
	for name, test := range map[string]struct {
		done func(time.Duration) int // of 100
		want []int
	}{
		"done already": {
			func(time.Duration) int { return 100 },
			[]int{0},
		},
		"nothing done for long: twice as long each time, up to the longest": {
			func(d time.Duration) int { return 100 * int(d/(10*time.Minute)) },
			[]int{0, 15, 45, 105, 225, 345, 465, 585, 705},
		},
		// At 1 a second 85 s are left after 15, and so on.
		"done at a steady rate: a quarter of what is left": {
			func(d time.Duration) int { return min(100, int(d/time.Second)) },
			[]int{0, 15, 36, 52, 67, 82, 97, 112},
		},
		"most at once and the last ones late: not at the pace of the many": {
			func(d time.Duration) int {
				if d < 10*time.Minute {
					return 98
				}
				return 100
			},
			[]int{0, 15, 45, 105, 225, 345, 465, 585, 705},
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				if got := pace(t, w, 100, test.done); !slices.Equal(got, test.want) {
					t.Errorf("it polls at %v, want %v", got, test.want)
				}
			})
		})
	}
}

func TestALongWaitDoesNotLookEveryMoment(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		// The last tenth takes as long as the rest, and something is done all the time.
		const hour = 3600
		at := pace(t, awsx.Wait{First: time.Second, Longest: time.Minute}, 10*hour, func(d time.Duration) int {
			s := int(d.Seconds())
			if s < hour {
				return 9 * s
			}
			return min(9*hour+s-hour, 10*hour)
		})
		for k := 2; k < len(at); k++ {
			if elapsed, next := at[k-1], at[k]-at[k-1]; next < 60 && next+1 < elapsed/50 {
				t.Errorf("it looks again %d s after %d", next, elapsed)
			}
		}
		t.Logf("%d polls in %d s", len(at), at[len(at)-1])
	})
}

func TestAPollMayWantTheNextOneSooner(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := awsx.Wait{First: 15 * time.Second, Longest: 2 * time.Minute}
		var at []int
		began := time.Now()
		err := w.Until(t.Context(), func(context.Context) (awsx.Look, error) {
			elapsed := time.Since(began)
			at = append(at, int(elapsed.Seconds()))
			look := awsx.Look{Total: 1, Pending: some(1)}
			switch {
			case elapsed < time.Minute:
				look.Within = time.Minute - elapsed
			case elapsed == time.Minute:
				look.Within = time.Second // no sooner than First
			case elapsed > 2*time.Minute:
				look.Pending = nil
			}
			return look, nil
		})
		if want := []int{0, 15, 45, 60, 75, 105, 165}; err != nil || !slices.Equal(at, want) {
			t.Errorf("it polls at %v (%v), want %v", at, err, want)
		}
	})
}

func TestATimeOutNamesWhatIsPending(t *testing.T) {
	for name, inPoll := range map[string]bool{"between two polls": false, "during a poll": true} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
				defer cancel()
				polls := 0
				w := awsx.Wait{What: "snapshots to complete", First: 10 * time.Second, Longest: 30 * time.Second}
				began := time.Now()
				err := w.Until(ctx, func(ctx context.Context) (awsx.Look, error) {
					polls++
					if inPoll && polls > 1 {
						<-ctx.Done()
						return awsx.Look{}, fmt.Errorf("describing: %w", ctx.Err())
					}
					return awsx.Look{Done: 1, Total: 13, Pending: some(12)}, nil
				})
				var timeout *awsx.TimeoutError
				if !errors.As(err, &timeout) || len(timeout.Pending) != 12 || timeout.After != time.Minute || time.Since(began) != time.Minute {
					t.Fatalf("got %v after %s", err, time.Since(began))
				}
				for _, part := range []string{"gave up after 1m0s", "snapshots to complete", "12 pending", "i-0000", "i-0009, …"} {
					if !strings.Contains(err.Error(), part) {
						t.Errorf("the error lacks %q: %v", part, err)
					}
				}
				if strings.Contains(err.Error(), "i-0010") {
					t.Errorf("the error names them all: %v", err)
				}
			})
		})
	}
}

func TestAWaitThatIsStoppedOrFailsIsNoTimeOut(t *testing.T) {
	broken := errors.New("broken")
	for name, want := range map[string]error{"stopped": context.Canceled, "a poll fails": broken} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				time.AfterFunc(25*time.Second, cancel)
				began := time.Now()
				w := awsx.Wait{What: "work", First: 10 * time.Second, Longest: time.Minute}
				err := w.Until(ctx, func(context.Context) (awsx.Look, error) {
					if errors.Is(want, broken) && time.Since(began) > 0 {
						return awsx.Look{}, broken
					}
					return awsx.Look{Total: 1, Pending: some(1)}, nil
				})
				var timeout *awsx.TimeoutError
				if !errors.Is(err, want) || errors.As(err, &timeout) || time.Since(began) > 25*time.Second {
					t.Errorf("got %v after %s", err, time.Since(began))
				}
			})
		})
	}
}
