package document

import (
	"regexp"
)

// Inputs gives a step's inputs with the parameters put in, as the agent does:
// a string that is one reference and nothing else becomes the parameter's
// value, a list for a StringList; inside a longer string a list is put in as
// JSON.
//
// A parameter of interpolationType ENV_VAR is put in as text too: AWS says of
// allowedPattern that such a document can do without only where it has no
// double braces.
func (c *Content) Inputs(s *Step, given map[string][]string) map[string]any {
	values := c.Values(given)
	replaced, _ := c.replace(s.Inputs, values).(map[string]any) // a map stays one
	return replaced
}

// whole is a string that is one reference and nothing else.
var whole = regexp.MustCompile(`^\{\{\s*(\w+)\s*\}\}$`)

func (c *Content) replace(value any, values map[string][]string) any {
	switch value := value.(type) {
	case string:
		if match := whole.FindStringSubmatch(value); match != nil {
			if p := c.Parameter(match[1]); p != nil {
				return p.value(values[p.Name])
			}
		}
		return c.replaceIn(value, values)
	case []any:
		out := make([]any, len(value))
		for i, item := range value {
			out[i] = c.replace(item, values)
		}
		return out
	case map[string]any:
		out := make(map[string]any, len(value))
		for key, item := range value {
			out[key] = c.replace(item, values)
		}
		return out
	default:
		return value
	}
}

// replaceIn puts values into a longer string. A value that looks like a
// reference itself is not replaced again: the agent's order is that of a Go
// map, so nobody can count on it.
func (c *Content) replaceIn(s string, values map[string][]string) string {
	return reference.ReplaceAllStringFunc(s, func(match string) string {
		p := c.Parameter(reference.FindStringSubmatch(match)[1])
		if p == nil {
			return match
		}
		return text(p.value(values[p.Name]))
	})
}

// value is what the agent holds for a parameter: a string, or a list of them.
func (p *Parameter) value(values []string) any {
	if p.Type != "StringList" && p.Type != "MapList" {
		if len(values) == 0 {
			return ""
		}
		return values[0]
	}
	list := make([]any, len(values))
	for i, v := range values {
		list[i] = v
	}
	return list
}
