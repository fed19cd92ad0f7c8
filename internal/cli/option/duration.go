package option

import (
	"strconv"
	"strings"
	"time"
)

// ParseDuration returns a parser of durations from shortest to longest, both
// allowed. The texts are those of time.ParseDuration: 45s, 90m, 1h30m.
func ParseDuration(shortest, longest time.Duration) func(string) (time.Duration, error) {
	do := "give a duration from " + FormatDuration(shortest) + " to " + FormatDuration(longest)
	return func(text string) (time.Duration, error) {
		if _, err := strconv.ParseFloat(text, 64); err == nil && text != "0" {
			return 0, invalid(text, "has no unit", do)
		}
		d, err := time.ParseDuration(text)
		switch {
		case err != nil:
			return 0, invalid(text, "is not a duration", do)
		case d < shortest:
			return 0, invalid(text, "is too short", do)
		case d > longest:
			return 0, invalid(text, "is too long", do)
		}
		return d, nil
	}
}

// FormatDuration writes a duration without the zero units that
// time.Duration.String appends: 2h, not 2h0m0s.
func FormatDuration(d time.Duration) string {
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}
