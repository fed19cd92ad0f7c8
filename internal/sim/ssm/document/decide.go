package document

import (
	"fmt"
	"slices"
	"strings"
)

// Verdict is what the agent does with a step before it runs.
type Verdict int

// The verdicts.
const (
	Execute Verdict = iota
	Skip            // counts as success
	Fail
)

// Decide tells what the agent does with a step on a platform and, where it
// does not run it, what it says (runpluginutil of the agent's source).
func (c *Content) Decide(s *Step, on Platform, given map[string][]string) (Verdict, string) {
	supported := Supports(s.Action, on)
	if c.SchemaVersion != "2.2" {
		if !supported {
			return Fail, fmt.Sprintf("Plugin with name %s is not supported in current platform. Step name: %s", s.Action, s.Name)
		}
		return Execute, ""
	}
	if !supported {
		return Skip, fmt.Sprintf("Step execution skipped due to unsupported plugin: %s. Step name: %s", s.Action, s.Name)
	}
	arguments := s.Precondition["StringEquals"]
	if len(arguments) == 0 {
		return Execute, ""
	}
	resolved := make([]string, len(arguments))
	for i, argument := range arguments {
		resolved[i] = c.replaceIn(argument, c.Values(given))
	}
	return evaluate(s.Name, arguments, resolved, on)
}

func evaluate(step string, arguments, resolved []string, on Platform) (Verdict, string) {
	platform := slices.Index(arguments, platformVariable)
	unrecognized := func(what string) (Verdict, string) {
		return Fail, fmt.Sprintf("Unrecognized precondition(s): '\"StringEquals\": %s', please update agent to latest version. Step name: %s", what, step)
	}
	var holds bool
	switch {
	case arguments[0] == arguments[1]:
		return unrecognized("operator's arguments can't be identical")
	case platform >= 0 && arguments[1-platform] != resolved[1-platform]:
		return unrecognized("the second argument for the platformType variable can't contain document parameters")
	case platform >= 0:
		holds = strings.EqualFold(arguments[1-platform], string(on))
	case slices.Equal(arguments, resolved):
		return unrecognized("at least one of operator's arguments must contain a valid document parameter")
	default:
		holds = resolved[0] == resolved[1]
	}
	if holds {
		return Execute, ""
	}
	return Skip, fmt.Sprintf("Step execution skipped due to unsatisfied preconditions: '\"StringEquals\": [%s, %s]'. Step name: %s",
		arguments[0], arguments[1], step)
}
