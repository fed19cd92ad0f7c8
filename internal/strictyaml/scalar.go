package strictyaml

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// longestText bounds one value.
const longestText = 1024

// Text gives a text. A number or a word such as yes is taken as it is written,
// so that an account number needs no quotes.
func (v Value) Text() string {
	if !v.kind(yaml.ScalarNode, "a text") {
		return ""
	}
	if len(v.node.Value) > longestText {
		v.Problem("a text of %d bytes is longer than the %d that are read", len(v.node.Value), longestText)
		return ""
	}
	return v.node.Value
}

// Matching gives a text of a form; what says in a message what is wanted.
func (v Value) Matching(form *regexp.Regexp, what string) string {
	text := v.Text()
	if v.written() && !form.MatchString(text) {
		v.Problem("want %s, and found %s", what, quote(text))
		return ""
	}
	return text
}

// OneOf gives one of some words. what is what they are, such as "state".
func (v Value) OneOf(what string, words ...string) string {
	text := v.Text()
	if !v.written() {
		return ""
	}
	if slices.Contains(words, text) {
		return text
	}
	v.Unknown(what, words)
	return ""
}

// Int gives a whole number from low to high.
func (v Value) Int(low, high int) int {
	text := v.Text()
	if !v.written() {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < low || n > high {
		v.Problem("want a whole number from %d to %d, and found %s", low, high, quote(text))
		return 0
	}
	return n
}

// Int64 gives any whole number that fits.
func (v Value) Int64() int64 {
	text := v.Text()
	if !v.written() {
		return 0
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		v.Problem("want a whole number, and found %s", quote(text))
	}
	return n
}

// Hex gives a number of 32 bits that is written as 0x and hexadecimal digits.
func (v Value) Hex() uint32 {
	text := v.Text()
	if !v.written() {
		return 0
	}
	digits, prefixed := strings.CutPrefix(strings.ToLower(text), "0x")
	n, err := strconv.ParseUint(digits, 16, 32)
	if err != nil || !prefixed {
		v.Problem("want 0x and up to eight hexadecimal digits, such as 0x80070643, and found %s", quote(text))
		return 0
	}
	return uint32(n)
}

// Bool gives true or false.
func (v Value) Bool() bool {
	text := v.Text()
	if v.written() && text != "true" && text != "false" {
		v.Problem("want true or false, and found %s", quote(text))
	}
	return text == "true"
}

// Duration gives a duration of at least low, such as 10m or 1h30m.
func (v Value) Duration(low time.Duration) time.Duration {
	text := v.Text()
	if !v.written() {
		return 0
	}
	d, err := time.ParseDuration(text)
	switch {
	case err != nil:
		v.Problem("want a duration such as 30s, 10m or 1h30m, and found %s", quote(text))
		return 0
	case d < low:
		v.Problem("want a duration of at least %v, and found %v", low, d)
		return 0
	}
	return d
}

// Share gives a part of a whole, above 0 and up to 1, from 5% as well as 0.05.
func (v Value) Share() float64 {
	text := v.Text()
	if !v.written() {
		return 0
	}
	number, percent := strings.CutSuffix(text, "%")
	share, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
	if percent {
		share /= 100
	}
	if err != nil || math.IsNaN(share) || share <= 0 || share > 1 {
		v.Problem("want a share above 0 and up to 1, such as 5%% or 0.05, and found %s", quote(text))
		return 0
	}
	return share
}

// Percent gives a whole percentage from low to high, with or without the sign.
func (v Value) Percent(low, high int) int {
	text := v.Text()
	if !v.written() {
		return 0
	}
	n, err := strconv.Atoi(strings.TrimSpace(strings.TrimSuffix(text, "%")))
	if err != nil || n < low || n > high {
		v.Problem("want a percentage from %d to %d, and found %s", low, high, quote(text))
		return 0
	}
	return n
}

// written tells whether Text gave what is there.
func (v Value) written() bool {
	return v.node != nil && v.node.Kind == yaml.ScalarNode && v.node.Tag != "!!null" &&
		v.node.Anchor == "" && len(v.node.Value) <= longestText
}
