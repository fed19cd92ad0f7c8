package ec2

import (
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestGlobs(t *testing.T) {
	for name, test := range map[string]struct {
		pattern, text string
		want          bool
	}{
		"the same":                       {"web", "web", true},
		"another":                        {"web", "web1", false},
		"another case":                   {"web", "Web", false},
		"nothing matches nothing":        {"", "", true},
		"nothing does not match a":       {"", "a", false},
		"a star matches nothing":         {"*", "", true},
		"a star matches all":             {"*", "web-1", true},
		"a star at the end":              {"web*", "web-1", true},
		"a star in front":                {"*-1", "web-1", true},
		"stars around":                   {"*e*", "web", true},
		"a star goes back":               {"*ab*abc", "ab-ab-abc", true},
		"a star goes back in vain":       {"*ab*abd", "ab-ab-abc", false},
		"a question mark matches one":    {"we?", "web", true},
		"a question mark matches a rune": {"we?", "weß", true},
		"a question mark matches no end": {"web?", "web", false},
		"a question mark after a star":   {"*?", "", false},
		"an escaped star":                {`a\*`, "a*", true},
		"an escaped star is no other":    {`a\*`, "ab", false},
		"an escaped question mark":       {`a\?`, "a?", true},
		"an escaped backslash":           {`a\\`, `a\`, true},
		"an escaped letter":              {`\a`, "a", true},
		"a backslash at the end":         {`a\`, `a\`, true},
		"an escaped star beside a star":  {`\**`, "*abc", true},
		"a dot is a dot":                 {"10.0.*", "10x0x1", false},
		"brackets are brackets":          {"[ab]*", "[ab]c", true},
	} {
		if got := newGlob(test.pattern).match(test.text); got != test.want {
			t.Errorf("%s: %q on %q is %v", name, test.pattern, test.text, got)
		}
	}
}

// FuzzGlob compares with regular expressions, and ends: stars don't multiply.
func FuzzGlob(f *testing.F) {
	f.Add("a*b?c", "aXXbYc")
	f.Add(strings.Repeat("*a", 50), strings.Repeat("a", 200)+"b")
	f.Add(`\*\?\\`, `*?\`)
	f.Fuzz(func(t *testing.T, pattern, text string) {
		got := newGlob(pattern).match(text)
		if !utf8.ValidString(pattern) || !utf8.ValidString(text) || len(pattern) > 500 {
			return
		}
		var expression strings.Builder
		escaped := false
		for _, r := range pattern {
			switch {
			case escaped:
				expression.WriteString(regexp.QuoteMeta(string(r)))
				escaped = false
			case r == '\\':
				escaped = true
			case r == '*':
				expression.WriteString(".*")
			case r == '?':
				expression.WriteString(".")
			default:
				expression.WriteString(regexp.QuoteMeta(string(r)))
			}
		}
		if escaped {
			expression.WriteString(`\\`)
		}
		want := regexp.MustCompile(`(?s)\A(?:` + expression.String() + `)\z`).MatchString(text)
		if got != want {
			t.Errorf("%q on %q is %v", pattern, text, got)
		}
	})
}
