// Package clock is the simulated world's time: package time, scaled.
package clock

import (
	"context"
	"sync"
	"time"
)

// Clock runs from a start moment at a multiple of real time. Inside
// testing/synctest "real" is the bubble's virtual time, so that a night takes
// milliseconds. Safe for concurrent use.
type Clock struct {
	speed   float64
	stepped bool

	mu      sync.Mutex
	moment  time.Time     // what it showed …
	real    time.Time     // … when time.Now said this
	busy    int           // calls of Busy without their Idle
	changed chan struct{} // closed when its pace changes; nil until then
}

// New returns a clock that shows start now and runs speed times as fast as
// package time. A speed of zero or less counts as 1.
func New(start time.Time, speed float64) *Clock {
	if speed <= 0 {
		speed = 1
	}
	return &Clock{moment: start.UTC(), real: time.Now(), speed: speed}
}

// NewStepped returns a clock that shows start, and goes on only in Sleep, which
// then takes no real time: for tests of what runs in processes of its own, where
// there is no virtual time.
func NewStepped(start time.Time) *Clock {
	return &Clock{moment: start.UTC(), stepped: true}
}

// Now is the simulated moment, in UTC.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now()
}

func (c *Clock) now() time.Time {
	if c.stepped {
		return c.moment
	}
	return c.moment.Add(time.Duration(float64(time.Since(c.real)) * c.pace()))
}

// pace is how fast it runs now.
func (c *Clock) pace() float64 {
	if c.busy > 0 {
		return min(c.speed, 1)
	}
	return c.speed
}

// Busy makes the clock run no faster than real time, until as many calls of Idle:
// what a real program does in between takes as long in the simulated world as it
// takes here.
func (c *Clock) Busy() { c.change(1) }

// Idle is the end of a Busy.
func (c *Clock) Idle() { c.change(-1) }

func (c *Clock) change(busy int) {
	if c.stepped {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.moment, c.real = c.now(), time.Now()
	c.busy += busy
	if c.changed != nil {
		close(c.changed)
	}
	c.changed = make(chan struct{})
}

// Sleep waits for a simulated duration, or until ctx ends and then gives its error.
func (c *Clock) Sleep(ctx context.Context, simulated time.Duration) error {
	if c.stepped {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.moment = c.moment.Add(max(simulated, 0))
		return ctx.Err()
	}
	for end := c.Now().Add(simulated); ; {
		left, changed := c.until(end)
		timer := time.NewTimer(left)
		select {
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		case <-timer.C:
			return nil
		case <-changed:
			timer.Stop()
		}
	}
}

// until is how long it takes in real time until a moment comes, at the pace that
// lasts until changed is closed.
func (c *Clock) until(end time.Time) (left time.Duration, changed <-chan struct{}) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Duration(float64(end.Sub(c.now())) / c.pace()), c.changed
}
