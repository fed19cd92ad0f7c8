package document

import (
	"slices"
	"strings"
)

// platformVariable is what a precondition compares to tell platforms apart.
const platformVariable = "platformType"

// Supports tells whether a plugin runs on a platform at all.
func Supports(action string, on Platform) bool { return slices.Contains(actions[action], on) }

// Platforms are those that a document is for: any of its steps runs there.
// Systems Manager refuses it on others.
func (c *Content) Platforms() []Platform {
	var platforms []Platform
	for _, p := range everywhere {
		if slices.ContainsFunc(c.Steps, func(s Step) bool { return Supports(s.Action, p) && s.mayRunOn(p) }) {
			platforms = append(platforms, p)
		}
	}
	return platforms
}

// mayRunOn looks at a precondition of platformType.
func (s *Step) mayRunOn(p Platform) bool {
	arguments := s.Precondition["StringEquals"]
	i := slices.Index(arguments, platformVariable)
	return i < 0 || strings.EqualFold(arguments[1-i], string(p))
}
