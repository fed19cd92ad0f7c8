package agent

import (
	"strings"
	"unicode"
	"unicode/utf16"
)

// maxLine is how long a line may be, in UTF-16 units.
const maxLine = 300

// oneLine makes a text of others fit for one cell: a space for every control
// character, no white space around it, and cut where it is longer than maxLine.
func oneLine(text string) string {
	line := strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, "\ufffd")))
	length := 0
	for at, r := range line {
		if length += utf16.RuneLen(r); length > maxLine {
			return line[:at]
		}
	}
	return line
}
