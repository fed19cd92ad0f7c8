// Package plain makes text that an instance, a tag or a person wrote fit for a
// report: one line, without control characters, of a bounded length.
package plain

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Lengths that texts are cut at, in characters.
const (
	// Sentence is for a reason; wait-marker keeps 500 of what a document says.
	Sentence = 700
	// Cell is for a cell of a CSV. The longest title of an update that
	// Microsoft has published has some 200 characters.
	Cell = 1000
	// Name is for a tag's value, which AWS allows 256 characters.
	Name = 256
)

// Line gives a text as one line of at most longest characters. Control
// characters, and those that turn the direction of writing or can't be seen,
// become spaces or go: a title must not look like another in the report.
func Line(text string, longest int) string {
	if clean(text) && len(text) <= longest {
		return text
	}
	var line strings.Builder
	length, space := 0, false
	for _, r := range text {
		switch {
		case r == utf8.RuneError:
			r = '\ufffd'
		case unicode.IsSpace(r) || unicode.IsControl(r):
			space = length > 0
			continue
		case unicode.In(r, unicode.Cf, unicode.Co, unicode.Cs): // formats such as U+202E, private use, surrogates
			continue
		}
		if space {
			length++
		}
		if length++; length > longest {
			return line.String() + "…"
		}
		if space {
			line.WriteByte(' ')
			space = false
		}
		line.WriteRune(r)
	}
	return line.String()
}

// clean tells whether a text is plain ASCII with single spaces inside, which
// nearly all are.
func clean(text string) bool {
	after := byte(' ')
	for i := range len(text) {
		c := text[i]
		if c < ' ' || c > '~' || (c == ' ' && after == ' ') {
			return false
		}
		after = c
	}
	return text == "" || after != ' '
}

// Duration writes a time span for people: to the minute from one minute on.
func Duration(d time.Duration) string {
	if d < time.Minute {
		return d.Round(time.Second).String()
	}
	return strings.TrimSuffix(d.Round(time.Minute).String(), "0s")
}
