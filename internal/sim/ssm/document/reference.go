package document

import (
	"regexp"
	"slices"

	"patchline/internal/sim/apierr"
)

// reference is what Systems Manager takes for a parameter: a word in double
// braces. Others, such as {{ .Field }} or {{ ssm:name }}, it leaves alone; the
// agent would look the latter up in Parameter Store, which is not simulated.
var reference = regexp.MustCompile(`\{\{\s*(\w+)\s*\}\}`)

// checkReferences refuses references to parameters that are not declared.
func (c *Content) checkReferences() *apierr.Error {
	for i := range c.Steps {
		s := &c.Steps[i]
		undeclared := c.undeclared(s.Inputs)
		for _, arguments := range s.Precondition {
			for _, argument := range arguments {
				undeclared = append(undeclared, c.undeclared(argument)...)
			}
		}
		if len(undeclared) > 0 {
			slices.Sort(undeclared)
			return apierr.New(invalidContent, "Parameter \"%s\" is not declared.", undeclared[0])
		}
	}
	return nil
}

func (c *Content) undeclared(value any) []string {
	var names []string
	switch value := value.(type) {
	case string:
		for _, match := range reference.FindAllStringSubmatch(value, -1) {
			if c.Parameter(match[1]) == nil {
				names = append(names, match[1])
			}
		}
	case []any:
		for _, item := range value {
			names = append(names, c.undeclared(item)...)
		}
	case map[string]any:
		for _, item := range value {
			names = append(names, c.undeclared(item)...)
		}
	}
	return names
}
