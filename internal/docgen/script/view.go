package script

import (
	"regexp"
	"strings"
)

// Line is the line of a byte of a script, from 1.
func Line(script string, at int) int { return strings.Count(script[:at], "\n") + 1 }

// Blank is a script with the spans of some kinds overwritten by blanks: every
// other byte keeps its place, and every line its number.
func Blank(script string, spans []Span, kinds ...Kind) string {
	out := []byte(script)
	for _, span := range spans {
		for _, kind := range kinds {
			if span.Kind != kind {
				continue
			}
			for at := span.From; at < span.To; at++ {
				if out[at] != '\n' {
					out[at] = ' '
				}
			}
		}
	}
	return string(out)
}

// blanks are several in a row, with an escape that may be before them.
var blanks = regexp.MustCompile("`?[ \t]{2,}")

// oneBlank puts one for several, unless the first of them is escaped and so
// part of a word.
func oneBlank(match string) string {
	if match[0] == '`' {
		return match
	}
	return " "
}

// Strip is a script without comments, blank lines, indentation and alignment.
// PowerShell reads the same in it, unless a line ends in a back-tick.
func Strip(script string) (string, error) {
	spans, err := Scan(script)
	if err != nil {
		return "", err
	}
	var out strings.Builder
	var line strings.Builder
	flush := func() {
		if text := strings.TrimSpace(line.String()); text != "" {
			out.WriteString(text + "\n")
		}
		line.Reset()
	}
	for _, span := range spans {
		text := script[span.From:span.To]
		switch span.Kind {
		case Text:
			line.WriteString(text) // its line ends are part of it
		case Comment:
			line.WriteString(" ") // a block between two words
		case Code:
			text = blanks.ReplaceAllStringFunc(text, oneBlank)
			for {
				before, after, ends := strings.Cut(text, "\n")
				line.WriteString(before)
				if !ends {
					break
				}
				flush()
				text = after
			}
		}
	}
	flush()
	return out.String(), nil
}
