// Package clock is the simulated world's time: package time, scaled.
package clock

import (
	"context"
	"time"
)

// Clock runs from a start moment at a multiple of real time. Inside
// testing/synctest "real" is the bubble's virtual time, so that a night takes
// milliseconds. Safe for concurrent use: it never changes after New.
type Clock struct {
	start time.Time // simulated
	real  time.Time // what time.Now said at start
	speed float64
}

// New returns a clock that shows start now and runs speed times as fast as
// package time. A speed of zero or less counts as 1.
func New(start time.Time, speed float64) *Clock {
	if speed <= 0 {
		speed = 1
	}
	return &Clock{start: start.UTC(), real: time.Now(), speed: speed}
}

// Now is the simulated moment, in UTC.
func (c *Clock) Now() time.Time {
	return c.start.Add(time.Duration(float64(time.Since(c.real)) * c.speed))
}

// Real turns a simulated duration into the real one that it takes.
func (c *Clock) Real(simulated time.Duration) time.Duration {
	return time.Duration(float64(simulated) / c.speed)
}

// Sleep waits for a simulated duration, or until ctx ends and then gives its error.
func (c *Clock) Sleep(ctx context.Context, simulated time.Duration) error {
	timer := time.NewTimer(c.Real(simulated))
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
