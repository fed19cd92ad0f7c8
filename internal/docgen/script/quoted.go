package script

import "strings"

// text reads a text from its quote or its @ to its end.
func (s *scanner) text(depth int) error {
	if s.script[s.at] == '@' {
		return s.here()
	}
	began, quote := s.at, s.script[s.at]
	s.at++
	for s.at < len(s.script) {
		switch c := s.script[s.at]; {
		case c == quote && s.at+1 < len(s.script) && s.script[s.at+1] == quote:
			s.at += 2 // a doubled quote is the character
		case c == quote:
			s.at++
			return nil
		case quote == '"' && c == '`':
			s.at = min(s.at+2, len(s.script))
		case quote == '"' && s.ahead("$("):
			s.at += 2
			if err := s.code(depth + 1); err != nil {
				return err
			}
		default:
			s.at++
		}
	}
	return s.fail(began, "a text in %c is not closed", quote)
}

// hereString tells whether a here-string begins: @' or @" at a line's end.
func (s *scanner) hereString() bool {
	if !s.ahead("@'") && !s.ahead(`@"`) {
		return false
	}
	line, _, _ := strings.Cut(s.script[s.at+2:], "\n")
	return strings.TrimSpace(line) == ""
}

// here reads a here-string, to the line that begins with its end.
func (s *scanner) here() error {
	began := s.at
	end := "\n" + s.script[s.at+1:s.at+2] + "@"
	after := strings.Index(s.script[s.at+2:], end)
	if after < 0 {
		s.at = len(s.script)
		return s.fail(began, "a here-string is not closed")
	}
	s.at += 2 + after + len(end)
	return nil
}

func (s *scanner) blockComment(int) error {
	after := strings.Index(s.script[s.at+2:], "#>")
	if after < 0 {
		return s.fail(s.at, "a comment <# … #> is not closed")
	}
	s.at += 2 + after + 2
	return nil
}

// lineComment reads a comment up to its line's end. PowerShell takes # for one
// where a token begins; only a blank or a line's beginning before it leaves no
// doubt.
func (s *scanner) lineComment(int) error {
	if s.at > 0 && !strings.ContainsRune(" \t\n", rune(s.script[s.at-1])) {
		return s.fail(s.at, "# comes right after %q: put it in quotes, or a space before a comment", s.script[s.at-1:s.at])
	}
	line, _, _ := strings.Cut(s.script[s.at:], "\n")
	if strings.HasPrefix(strings.ToLower(line), "#requires") {
		return s.fail(s.at, "#Requires would be lost with the comments: leave it out")
	}
	s.at += len(line)
	return nil
}
