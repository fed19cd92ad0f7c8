// Package chance draws the simulated world's "random" numbers. A draw depends
// on the seed and on what it is for, never on the order of draws: the same
// seed gives the same night, however requests interleave.
package chance

import (
	"encoding/binary"
	"hash/fnv"
	"slices"
	"time"
)

// Seed is what `--seed` gives.
type Seed int64

// Float draws from [0, 1) for the named things, such as an instance id and "boot".
func (s Seed) Float(names ...string) float64 {
	return float64(s.bits(names)>>11) / (1 << 53)
}

// Intn draws from 0 to n-1. n must be positive.
func (s Seed) Intn(n int, names ...string) int {
	return int(s.Float(names...) * float64(n))
}

// Between draws a duration from [low, high), in whole milliseconds.
func (s Seed) Between(low, high time.Duration, names ...string) time.Duration {
	span := float64(high - low)
	return (low + time.Duration(s.Float(names...)*span)).Truncate(time.Millisecond)
}

// Hex draws n lower-case hexadecimal digits, as in EC2's ids. n is at most 64.
func (s Seed) Hex(n int, names ...string) string {
	const digits = "0123456789abcdef"
	out := make([]byte, n)
	var bits uint64
	for i := range out {
		if i%16 == 0 {
			bits = s.bits(append(slices.Clip(names), string(digits[i/16])))
		}
		out[i] = digits[bits&15]
		bits >>= 4
	}
	return string(out)
}

func (s Seed) bits(names []string) uint64 {
	h := fnv.New64a()
	var seed [8]byte
	binary.LittleEndian.PutUint64(seed[:], uint64(s)) //nolint:gosec // any 64 bits will do
	h.Write(seed[:])
	for _, name := range names {
		h.Write([]byte(name))
		h.Write([]byte{0})
	}
	// FNV's high bits hardly differ between names that end alike: mix them
	// (the finalizer of MurmurHash3, public domain).
	x := h.Sum64()
	x ^= x >> 33
	x *= 0xff51afd7ed558ccd
	x ^= x >> 33
	x *= 0xc4ceb9fe1a85ec53
	x ^= x >> 33
	return x
}
