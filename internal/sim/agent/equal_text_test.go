package agent_test

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"patchline/internal/sim/agent"
)

// moment is one as markers and CSVs have it.
var moment = regexp.MustCompile(`\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z`)

// listed is one as the key of a list has it.
var listed = regexp.MustCompile(`\d{8}T\d{6}Z`)

// seconds is how long a document took.
var seconds = regexp.MustCompile(`"seconds": [0-9.e-]+`)

// hash is the SHA-256 of a script, which each change of it changes.
var hash = regexp.MustCompile(`[0-9a-f]{64}`)

// timeless takes out what may differ: the moments of the night, but not those
// before it, how long things took, and the hashes of scripts.
func timeless(text string) string {
	text = hash.ReplaceAllString(text, "a hash")
	text = moment.ReplaceAllStringFunc(text, func(found string) string {
		if at, err := time.Parse(time.RFC3339, found); err != nil || at.Before(agent.NightBegins) {
			return found
		}
		return "a moment of the night"
	})
	text = listed.ReplaceAllStringFunc(text, func(found string) string {
		if at, err := time.Parse("20060102T150405Z", found); err != nil || at.Before(agent.NightBegins) {
			return found
		}
		return "a moment of the night"
	})
	return seconds.ReplaceAllString(text, `"seconds": some`)
}

// latest is the latest moment in a text.
func latest(text string) time.Time {
	var last time.Time
	for _, found := range moment.FindAllString(text, -1) {
		if at, err := time.Parse(time.RFC3339, found); err == nil && at.After(last) {
			last = at
		}
	}
	return last
}

// shownLines bounds what difference shows.
const shownLines = 60

// difference shows the lines in which two texts differ, in the manner of diff.
func difference(nameA, a, nameB, b string) string {
	left, right := strings.Split(a, "\n"), strings.Split(b, "\n")
	// How long the longest common rest is from each pair of lines on.
	common := make([][]int, len(left)+1)
	for n := range common {
		common[n] = make([]int, len(right)+1)
	}
	for n := range slices.Backward(left) {
		for m := range slices.Backward(right) {
			if left[n] == right[m] {
				common[n][m] = common[n+1][m+1] + 1
			} else {
				common[n][m] = max(common[n+1][m], common[n][m+1])
			}
		}
	}
	shown := []string{"--- " + nameA, "+++ " + nameB}
	for n, m := 0, 0; (n < len(left) || m < len(right)) && len(shown) < shownLines; {
		switch {
		case n < len(left) && m < len(right) && left[n] == right[m]:
			if strings.HasPrefix(left[n], "-- ") {
				shown = append(shown, "  "+left[n])
			}
			n, m = n+1, m+1
		case m == len(right) || n < len(left) && common[n+1][m] >= common[n][m+1]:
			shown = append(shown, "- "+left[n])
			n++
		default:
			shown = append(shown, "+ "+right[m])
			m++
		}
	}
	return strings.Join(shown, "\n")
}
