package clock_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"patchline/internal/sim/clock"
)

func TestAClockRunsAtItsSpeedFromItsStart(t *testing.T) {
	for name, test := range map[string]struct {
		speed float64
		want  time.Duration
	}{
		"real time":                     {1, time.Minute},
		"sixty times as fast":           {60, time.Hour},
		"half as fast":                  {0.5, 30 * time.Second},
		"no speed given is real time":   {0, time.Minute},
		"a negative speed is real time": {-3, time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				start := time.Date(2026, 3, 29, 1, 30, 0, 0, time.FixedZone("CET", 3600))
				c := clock.New(start, test.speed)
				time.Sleep(time.Minute)
				if got := c.Now().Sub(start); got != test.want {
					t.Errorf("after a real minute the clock has moved %v, want %v", got, test.want)
				}
				if c.Now().Location() != time.UTC {
					t.Errorf("the clock shows %v, want UTC", c.Now().Location())
				}
			})
		})
	}
}

func TestSleepTakesSimulatedTimeAndEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := clock.New(time.Now(), 60)
		before := time.Now()
		if err := c.Sleep(t.Context(), time.Hour); err != nil {
			t.Fatal(err)
		}
		if got := time.Since(before); got != time.Minute {
			t.Errorf("a simulated hour took %v of real time, want 1m", got)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := c.Sleep(ctx, time.Hour); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("a sleep past its context gave %v", err)
		}
	})
}

func TestASteppedClockGoesOnInSleepAlone(t *testing.T) {
	start := time.Date(2026, 11, 24, 22, 0, 0, 0, time.UTC)
	c := clock.NewStepped(start)
	if err := c.Sleep(t.Context(), time.Hour); err != nil {
		t.Fatal(err)
	}
	if err := c.Sleep(t.Context(), -time.Hour); err != nil {
		t.Fatal(err)
	}
	if got, want := c.Now(), start.Add(time.Hour); !got.Equal(want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestWhileSomethingRealWorksTheClockRunsInRealTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		c := clock.New(start, 60)
		shows := func(want time.Duration) {
			t.Helper()
			if got := c.Now().Sub(start); got != want {
				t.Errorf("it shows %v, want %v", got, want)
			}
		}
		time.Sleep(time.Minute)
		shows(time.Hour)
		c.Busy()
		c.Busy()
		time.Sleep(time.Minute)
		c.Idle()
		time.Sleep(time.Minute)
		shows(time.Hour + 2*time.Minute)
		c.Idle()
		time.Sleep(time.Minute)
		shows(2*time.Hour + 2*time.Minute)
	})
}

func TestASleepGoesByTheClocksPace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		c := clock.New(start, 60)
		c.Busy()
		time.AfterFunc(time.Minute, c.Idle)
		if err := c.Sleep(t.Context(), time.Hour); err != nil { // a minute of it in real time
			t.Fatal(err)
		}
		if got, want := time.Since(start), time.Minute+59*time.Second; got != want {
			t.Errorf("it took %v, want %v", got, want)
		}
	})
}
