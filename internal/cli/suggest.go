package cli

import (
	"strconv"
	"strings"

	"github.com/xrash/smetrics"
)

const (
	// nearEnough is the Jaro-Winkler similarity from which on a suggestion helps
	// more than it misleads. "stor" and "store" have 0.96, "dryrun" and "dry-run"
	// 0.97; unrelated flag names stay under 0.75.
	nearEnough = 0.85
	// boostThreshold and prefixSize are the constants of Winkler's paper, which
	// urfave/cli uses too.
	boostThreshold = 0.7
	prefixSize     = 4
	// longestName keeps the comparison cheap, whatever was pasted.
	longestName = 64
)

// nearest is the flag that name was most likely meant to be, or nil.
func nearest(name string, flags []*Flag) *Flag {
	if len(name) > longestName {
		return nil
	}
	name = strings.ReplaceAll(strings.ToLower(name), "_", "-")
	var best *Flag
	highest := nearEnough
	for _, f := range flags {
		if s := smetrics.JaroWinkler(name, f.name, boostThreshold, prefixSize); s >= highest {
			best, highest = f, s
		}
	}
	return best
}

// printable is text as it is if it is plain, and quoted otherwise, so that an
// argument can't forge a line of output.
func printable(text string) string {
	if len(text) > longestName {
		text = text[:longestName] + "…"
	}
	if quoted := strconv.Quote(text); quoted != `"`+text+`"` || text == "" {
		return quoted
	}
	return text
}
