package policy

import (
	"regexp"
	"strings"
)

// part finds what is special in a pattern: a policy variable, or a wildcard.
var part = regexp.MustCompile(`\$\{[^}]*\}|\*|\?`)

// match tells whether a text fits a pattern of a policy. A star stands for any
// characters, a slash and a colon among them. A policy variable is its value in
// the request, letter by letter; without one nothing fits. Source: IAM User
// Guide, "IAM policy elements: Variables and tags" and "IAM JSON policy
// elements: Resource".
func match(pattern, text string, context Context) bool {
	expression := &strings.Builder{}
	expression.WriteString(`(?s)^`)
	for pattern != "" {
		at := part.FindStringIndex(pattern)
		if at == nil {
			break
		}
		expression.WriteString(regexp.QuoteMeta(pattern[:at[0]]))
		switch special := pattern[at[0]:at[1]]; special {
		case "*":
			expression.WriteString(`.*`)
		case "?":
			expression.WriteString(`.`)
		default:
			values := context[special[len("${"):len(special)-len("}")]]
			if len(values) != 1 {
				return false
			}
			expression.WriteString(regexp.QuoteMeta(values[0]))
		}
		pattern = pattern[at[1]:]
	}
	expression.WriteString(regexp.QuoteMeta(pattern) + `$`)
	return regexp.MustCompile(expression.String()).MatchString(text)
}

// matchAction is match without regard to case, as actions are.
func matchAction(pattern, action string) bool {
	return match(strings.ToLower(pattern), strings.ToLower(action), nil)
}
