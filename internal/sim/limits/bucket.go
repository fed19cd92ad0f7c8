// Package limits holds callers to AWS' limits: token buckets.
package limits

import (
	"time"

	"patchline/internal/awslimits"
)

// bucket holds the tokens left at a moment.
type bucket struct {
	tokens float64
	at     time.Time
}

// Buckets are the token buckets of any number of names. Not safe for
// concurrent use: the gateway's lock guards it.
type Buckets map[string]*bucket

// Take takes n tokens from the named bucket at the moment now, if it has them.
// A bucket starts full.
func (b Buckets) Take(name string, rate awslimits.Rate, n float64, now time.Time) bool {
	have, found := b[name]
	if !found {
		have = &bucket{tokens: rate.Burst, at: now}
		b[name] = have
	}
	if since := now.Sub(have.at); since > 0 {
		have.tokens = min(rate.Burst, have.tokens+since.Seconds()*rate.Refill)
		have.at = now
	}
	if have.tokens < n {
		return false
	}
	have.tokens -= n
	return true
}
