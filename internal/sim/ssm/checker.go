package ssm

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"patchline/internal/sim/apierr"
	"patchline/internal/sim/ssm/document"
)

// checker collects what a call's fields violate, in AWS's words: each member
// is named as the JSON has it, its first letter small.
type checker struct{ violations []string }

// result is a ValidationException over all of them, or nil.
func (c *checker) result() *apierr.Error {
	if len(c.violations) == 0 {
		return nil
	}
	plural := ""
	if len(c.violations) > 1 {
		plural = "s"
	}
	return apierr.New("ValidationException", "%d validation error%s detected: %s", len(c.violations), plural, strings.Join(c.violations, "; "))
}

func (c *checker) violate(member string, value any, rule string, args ...any) {
	c.violations = append(c.violations, fmt.Sprintf("Value '%v' at '%s' failed to satisfy constraint: %s", value, member, fmt.Sprintf(rule, args...)))
}

// required wants a text that is not empty.
func (c *checker) required(member, value string) {
	if value == "" {
		c.violations = append(c.violations, fmt.Sprintf("Value null at '%s' failed to satisfy constraint: Member must not be null", member))
	}
}

// pattern checks a text that is there.
func (c *checker) pattern(member, value string, p *regexp.Regexp) {
	if value != "" && !p.MatchString(value) {
		c.violate(member, value, "Member must satisfy regular expression pattern: %s", p)
	}
}

// length checks the characters of a text that is there.
func (c *checker) length(member, value string, low, high int) {
	switch n := utf8.RuneCountInString(value); {
	case value == "":
	case n < low:
		c.violate(member, value, "Member must have length greater than or equal to %d", low)
	case n > high:
		c.violate(member, value, "Member must have length less than or equal to %d", high)
	}
}

// size checks how many items a list has.
func size[T any](c *checker, member string, list []T, low, high int) {
	switch {
	case len(list) < low:
		c.violate(member, list, "Member must have length greater than or equal to %d", low)
	case len(list) > high:
		c.violate(member, list, "Member must have length less than or equal to %d", high)
	}
}

// between checks a number that is there.
func (c *checker) between(member string, value *int, low, high int) {
	switch {
	case value == nil:
	case *value < low:
		c.violate(member, *value, "Member must have value greater than or equal to %d", low)
	case *value > high:
		c.violate(member, *value, "Member must have value less than or equal to %d", high)
	}
}

// oneOf checks a text that is there against an enumeration.
func (c *checker) oneOf(member, value string, set ...string) {
	if value != "" && !slices.Contains(set, value) {
		c.violate(member, value, "Member must satisfy enum value set: [%s]", strings.Join(set, ", "))
	}
}

// The patterns of the model that several actions share.
var (
	documentName     = document.Name
	documentARN      = regexp.MustCompile(`^[a-zA-Z0-9_\-.:/]{3,128}$`)
	documentVersion  = regexp.MustCompile(`^([$]LATEST|[$]DEFAULT|[1-9][0-9]*)$`)
	versionNumber    = regexp.MustCompile(`^[1-9][0-9]*$`)
	versionName      = regexp.MustCompile(`^[a-zA-Z0-9_\-.]{1,128}$`)
	displayName      = regexp.MustCompile(`^[\w\.\-\:\/ ]*$`)
	targetType       = regexp.MustCompile(`^\/[\w\.\-\:\/]*$`)
	instanceID       = regexp.MustCompile(`(^i-(\w{8}|\w{17})$)|(^mi-\w{17}$)`)
	commandIDPattern = regexp.MustCompile(`^[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}$`)
)

// instanceIDs checks a list of ids.
func (c *checker) instanceIDs(member string, ids []string, most int) {
	size(c, member, ids, 0, most)
	for _, id := range ids {
		if !instanceID.MatchString(id) {
			c.violate(member, ids, "Member must satisfy constraint: [Member must satisfy regular expression pattern: %s]", instanceID)
			return
		}
	}
}

// commandID checks a command's id that is there.
func (c *checker) commandID(value string) {
	const characters = 36
	c.length("commandId", value, characters, characters)
	c.pattern("commandId", value, commandIDPattern)
}
