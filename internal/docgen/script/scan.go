// Package script reads PowerShell as far as a document's build needs it: which
// bytes of a script are code, which are text and which are comments, what its
// parameters are, and the script without what only a reader needs.
//
// It is no parser. Where its few rules could take a script for something else
// than PowerShell does, it refuses the script and says how to write it.
package script

import "fmt"

// Kind is what a stretch of a script is.
type Kind int

// The kinds.
const (
	Code Kind = iota
	Text      // in quotes, or a here-string, with what encloses it
	Comment
)

// Span is a stretch of one kind. The spans of a script follow each other and
// cover it.
type Span struct {
	Kind     Kind
	From, To int // bytes
}

// SyntaxError is a place at which a script can't be read.
type SyntaxError struct {
	Line int // from 1
	What string
}

// Error is the place and what is wrong there.
func (e *SyntaxError) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.What) }

// Scan tells the spans of a script. Its error is a *SyntaxError.
func Scan(script string) ([]Span, error) {
	s := scanner{script: script}
	if err := s.code(0); err != nil {
		return nil, err
	}
	s.end(Code)
	return s.spans, nil
}

// scanner is at one byte of a script.
type scanner struct {
	script string
	at     int
	began  int // of the span at hand
	spans  []Span
}

// end closes the span at hand, and begins the next one.
func (s *scanner) end(kind Kind) {
	if s.at > s.began {
		s.spans = append(s.spans, Span{kind, s.began, s.at})
	}
	s.began = s.at
}

// ahead tells whether a text comes next.
func (s *scanner) ahead(text string) bool {
	return len(s.script)-s.at >= len(text) && s.script[s.at:s.at+len(text)] == text
}

func (s *scanner) fail(at int, format string, args ...any) error {
	return &SyntaxError{Line: Line(s.script, at), What: fmt.Sprintf(format, args...)}
}

// maxDepth bounds expressions in texts in expressions.
const maxDepth = 20

// code reads code up to the script's end or, inside a text, up to the
// parenthesis that closes its expression. Spans are closed at the top only:
// what is inside a text belongs to it.
func (s *scanner) code(depth int) error {
	if depth > maxDepth {
		return s.fail(s.at, "expressions in texts are %d deep", depth)
	}
	open := 1 // parentheses, of an expression in a text
	for s.at < len(s.script) {
		var err error
		switch c := s.script[s.at]; {
		case c == '`':
			s.at = min(s.at+2, len(s.script))
		case c == '\'' || c == '"' || s.hereString():
			err = s.piece(depth, Text, s.text)
		case s.ahead("<#"):
			err = s.piece(depth, Comment, s.blockComment)
		case c == '#':
			err = s.piece(depth, Comment, s.lineComment)
		case s.ahead("${"):
			err = s.bracedVariable()
		case depth > 0 && c == '(':
			open++
			s.at++
		case depth > 0 && c == ')':
			s.at++
			if open--; open == 0 {
				return nil
			}
		default:
			s.at++
		}
		if err != nil {
			return err
		}
	}
	if depth > 0 {
		return s.fail(s.began, "an expression $( … ) in a text is not closed")
	}
	return nil
}

// piece reads what is no code, as a span of its own at the top.
func (s *scanner) piece(depth int, kind Kind, read func(int) error) error {
	if depth == 0 {
		s.end(Code)
	}
	if err := read(depth); err != nil {
		return err
	}
	if depth == 0 {
		s.end(kind)
	}
	return nil
}

// bracedVariable reads ${a name of any characters}.
func (s *scanner) bracedVariable() error {
	began := s.at
	for ; s.at < len(s.script); s.at++ {
		switch s.script[s.at] {
		case '`':
			s.at++
		case '}':
			s.at++
			return nil
		}
	}
	s.at = len(s.script)
	return s.fail(began, "a variable ${ … } is not closed")
}
