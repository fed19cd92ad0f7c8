package script

import (
	"regexp"
	"strings"
)

// Parameter is one of a script's param block.
type Parameter struct {
	Name string
	Type string // in small letters, without brackets
	// Default is the text that its literal stands for; HasDefault tells whether
	// there is one.
	Default    string
	HasDefault bool
	Line       int // from 1
}

var (
	paramKeyword = regexp.MustCompile(`(?i)\bparam\s*\(`)
	typeName     = regexp.MustCompile(`^\[\s*([A-Za-z.]+)\s*\]$`)
	variable     = regexp.MustCompile(`^\$([A-Za-z][A-Za-z0-9]*)\s*(?:=\s*(.*))?$`)
	number       = regexp.MustCompile(`^[0-9]+$`)
)

// Parameters reads a script's own param block: that of its top level. A
// default has to be a text in single quotes, or digits. The error is a
// *SyntaxError.
func Parameters(script string) ([]Parameter, error) {
	spans, err := Scan(script)
	if err != nil {
		return nil, err
	}
	code := Blank(script, spans, Text, Comment)
	found := paramKeyword.FindStringIndex(code)
	if len(found) == 0 || strings.ContainsAny(code[:found[0]], "{}") {
		return nil, &SyntaxError{Line: 1, What: "there is no param block at the top level, before anything else"}
	}
	from := found[1]
	length := closing(code[from:])
	if length < 0 {
		return nil, &SyntaxError{Line: Line(script, found[0]), What: "the param block is not closed"}
	}
	uncommented := Blank(script, spans, Comment)
	var parameters []Parameter
	for _, part := range split(code[from : from+length]) {
		at := from + part.from
		text := uncommented[at : from+part.to]
		first := at + len(text) - len(strings.TrimLeft(text, " \t\n"))
		p, problem := readParameter(text, code[at:from+part.to])
		if problem != "" {
			return nil, &SyntaxError{Line: Line(script, first), What: problem}
		}
		p.Line = Line(script, first)
		parameters = append(parameters, p)
	}
	return parameters, nil
}

// readParameter reads "[Attribute(…)] [type] $Name = 'default'". code is the
// same with its texts left blank, for what is in quotes closes no bracket.
func readParameter(text, code string) (p Parameter, problem string) {
	at := 0
	for {
		at += len(code[at:]) - len(strings.TrimLeft(code[at:], " \t\n"))
		if !strings.HasPrefix(code[at:], "[") {
			break
		}
		length := closing(code[at+1:])
		if length < 0 {
			return p, "a bracket is not closed: " + strings.TrimSpace(text)
		}
		if match := typeName.FindStringSubmatch(code[at : at+length+2]); match != nil {
			p.Type = strings.ToLower(match[1])
		}
		at += length + 2
	}
	match := variable.FindStringSubmatch(strings.TrimSpace(text[at:]))
	if match == nil {
		return p, "want [type]$Name with a default or without, and found " + strings.TrimSpace(text)
	}
	p.Name = match[1]
	switch literal := strings.TrimSpace(match[2]); {
	case literal == "":
	case number.MatchString(literal):
		p.Default, p.HasDefault = literal, true
	case len(literal) >= 2 && literal[0] == '\'' && closedBy(literal):
		p.Default, p.HasDefault = strings.ReplaceAll(literal[1:len(literal)-1], "''", "'"), true
	default:
		return p, "the default of $" + p.Name + " is neither a text in single quotes nor a number: " + literal
	}
	return p, ""
}

// closedBy tells whether a text in single quotes goes to the end.
func closedBy(literal string) bool {
	spans, err := Scan(literal)
	return err == nil && len(spans) == 1 && spans[0].Kind == Text
}

// closing is the place of the bracket that closes what begins before the code;
// negative: there is none.
func closing(code string) int {
	depth := 0
	for i, c := range code {
		switch c {
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			if depth == 0 {
				return i
			}
			depth--
		}
	}
	return -1
}

type piece struct{ from, to int }

// split gives the parts between the commas that are in no bracket.
func split(code string) []piece {
	if strings.TrimSpace(code) == "" {
		return nil
	}
	var parts []piece
	depth, from := 0, 0
	for i, c := range code {
		switch c {
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			depth--
		case ',':
			if depth == 0 {
				parts = append(parts, piece{from, i})
				from = i + 1
			}
		}
	}
	return append(parts, piece{from, len(code)})
}
