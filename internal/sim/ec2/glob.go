package ec2

// glob is a filter's value: * stands for any characters and ? for one; a
// backslash takes a special meaning away (EC2 User Guide, "List and filter
// using the CLI and API"). Letters match in their case alone.
type glob struct {
	literal string // what it says, where nothing in it is special
	special []rune // otherwise: with anyRune and anyRunes for ? and *
}

// No character has these numbers.
const (
	anyRune  rune = -1
	anyRunes rune = -2
)

func newGlob(pattern string) glob {
	var parts []rune
	special, escaped := false, false
	for _, r := range pattern {
		switch {
		case escaped:
			escaped = false
		case r == '\\':
			escaped = true
			continue
		case r == '?':
			r, special = anyRune, true
		case r == '*':
			r, special = anyRunes, true
		}
		parts = append(parts, r)
	}
	if escaped { // a backslash at the end stands for itself
		parts = append(parts, '\\')
	}
	if special {
		return glob{special: parts}
	}
	return glob{literal: string(parts)}
}

func (g glob) match(text string) bool {
	if g.special == nil {
		return g.literal == text
	}
	return matchRunes(g.special, []rune(text))
}

// matchRunes goes back to the last * only, so that it takes at most the product
// of both lengths.
func matchRunes(pattern, text []rune) bool {
	p, t := 0, 0
	star, retry := -1, 0
	for t < len(text) {
		switch {
		case p < len(pattern) && pattern[p] == anyRunes:
			star, retry = p, t
			p++
		case p < len(pattern) && (pattern[p] == anyRune || pattern[p] == text[t]):
			p++
			t++
		case star >= 0:
			retry++
			p, t = star+1, retry
		default:
			return false
		}
	}
	for p < len(pattern) && pattern[p] == anyRunes {
		p++
	}
	return p == len(pattern)
}
