package docgen

import (
	"fmt"
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
	"unicode/utf8"

	"patchline/internal/strictyaml"
)

// A value is put into the script between single quotes. PowerShell ends such a
// text at any of these quotes (about_Quoting_Rules: the typographic ones count
// as well), and an opening brace could begin another parameter's reference.
const unsafe = "'\u2018\u2019\u201a\u201b{"

// lastControl is the last of the control characters, line ends among them.
const lastControl = 0x1f

// check notes what is wrong with a parameter by itself. That it is well-formed
// for Systems Manager is seen when the document is whole.
func (p *Parameter) check(keys strictyaml.Keys) {
	pattern, values := keys.Get("allowedPattern"), keys.Get("allowedValues")
	switch {
	case pattern.Present() == values.Present():
		keys.Problem("parameter %s needs allowedPattern or allowedValues, and not both: its value becomes part of a script", p.Name)
		return
	case values.Present() && len(p.AllowedValues) == 0:
		keys.Problem("parameter %s allows no value", p.Name)
	case pattern.Present() && p.MaxChars == 0:
		keys.Problem("parameter %s needs maxChars: a document and its parameters have 64 KB together", p.Name)
	}
	for _, value := range p.AllowedValues {
		if strings.ContainsFunc(value, isUnsafe) {
			values.Problem("%q has a character that the script could read as its own", value)
		}
	}
	if pattern.Present() {
		if problem := patternProblem(p.AllowedPattern); problem != "" {
			pattern.Problem("%s", problem)
			return
		}
	}
	if !p.Required && !p.allows(p.Default) {
		keys.Get("default").Problem("%q is not allowed by the parameter itself", p.Default)
	}
}

// allows tells whether a value is one that Systems Manager lets through.
func (p *Parameter) allows(value string) bool {
	if p.AllowedValues != nil {
		return slices.Contains(p.AllowedValues, value)
	}
	pattern, err := regexp.Compile(p.AllowedPattern)
	return err == nil && pattern.MatchString(value) && utf8.RuneCountInString(value) <= p.MaxChars
}

func isUnsafe(r rune) bool { return r <= lastControl || strings.ContainsRune(unsafe, r) }

// goOnly is what Go's expressions have and Java's, by which Systems Manager
// checks, or .NET's, by which a script may, have not: named groups with P,
// POSIX classes, quoting, a byte, and the text's end in small letters alone.
var goOnly = regexp.MustCompile(`\(\?P<|\[\[:|\\Q|\\C|\(\?[a-zA-Z]*U`)

// patternProblem tells what is wrong with an allowedPattern; "": nothing.
func patternProblem(pattern string) string {
	parsed, err := syntax.Parse(pattern, syntax.Perl)
	switch {
	case err != nil:
		return "the SSM agent, which is written in Go, can't read it: " + err.Error()
	case goOnly.MatchString(pattern):
		return "it uses what Java's or .NET's expressions do not have: " + goOnly.FindString(pattern)
	case !anchored(parsed, syntax.OpBeginText, first) || !anchored(parsed, syntax.OpEndText, last):
		return "it matches a part of a value: begin each alternative with ^ and end it with $"
	}
	if r, found := matchesUnsafe(parsed); found {
		return fmt.Sprintf("it allows %q, and a script could read that as its own: allow no single quotes, no { and no control characters", r)
	}
	return ""
}

func first(subs []*syntax.Regexp) *syntax.Regexp { return subs[0] }
func last(subs []*syntax.Regexp) *syntax.Regexp  { return subs[len(subs)-1] }

// anchored tells whether every alternative begins, or ends, with an anchor.
func anchored(re *syntax.Regexp, anchor syntax.Op, side func([]*syntax.Regexp) *syntax.Regexp) bool {
	switch re.Op {
	case anchor:
		return true
	case syntax.OpCapture, syntax.OpConcat:
		return len(re.Sub) > 0 && anchored(side(re.Sub), anchor, side)
	case syntax.OpAlternate:
		return !slices.ContainsFunc(re.Sub, func(sub *syntax.Regexp) bool { return !anchored(sub, anchor, side) })
	default:
		return false
	}
}

// matchesUnsafe gives a character that no value may have and that the
// expression has a place for.
func matchesUnsafe(re *syntax.Regexp) (rune, bool) {
	switch re.Op {
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return '.', true
	case syntax.OpLiteral:
		for _, r := range re.Rune {
			if isUnsafe(r) {
				return r, true
			}
		}
	case syntax.OpCharClass:
		for i := 0; i+1 < len(re.Rune); i += 2 {
			for _, r := range unsafe + "\n" {
				if re.Rune[i] <= r && r <= re.Rune[i+1] {
					return r, true
				}
			}
			if re.Rune[i] <= lastControl {
				return re.Rune[i], true
			}
		}
	default:
	}
	for _, sub := range re.Sub {
		if r, found := matchesUnsafe(sub); found {
			return r, true
		}
	}
	return 0, false
}
