package progress

import (
	"strings"
	"sync"
)

// screen is a terminal of one width as far as a bar needs one: it obeys carriage
// return, newline and the two sequences that erase within a line. It remembers
// every line that was ever visible, so that a test sees a log line that was
// written into a bar.
type screen struct {
	mu     sync.Mutex
	lines  []string // finished with a newline
	line   []rune   // where the cursor is
	column int
}

func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	text := string(p)
	for text != "" {
		switch {
		case strings.HasPrefix(text, "\x1b[2K"):
			s.line, text = nil, text[4:]
			continue
		case strings.HasPrefix(text, "\x1b[0K"):
			s.line, text = s.line[:min(s.column, len(s.line))], text[4:]
			continue
		}
		r := []rune(text)[0]
		text = text[len(string(r)):]
		switch r {
		case '\r':
			s.column = 0
		case '\n':
			s.lines = append(s.lines, string(s.line))
			s.line, s.column = nil, 0
		default:
			for len(s.line) <= s.column {
				s.line = append(s.line, ' ')
			}
			s.line[s.column] = r
			s.column++
		}
	}
	return len(p), nil
}

// bar is the line that the cursor is in.
func (s *screen) bar() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.TrimRight(string(s.line), " ")
}

// log is what was written above it.
func (s *screen) log() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.lines...)
}
