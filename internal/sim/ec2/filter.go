package ec2

import (
	"slices"
	"strings"

	"patchline/internal/sim/apierr"
	"patchline/internal/sim/world"
)

// The limits of filters. FilterLimitExceeded says "on a single call", the EC2
// User Guide says 200 values a filter: the narrower reading counts here.
const (
	maxFilters      = 50
	maxFilterValues = 200
)

// filter is one Filter of a describe: any of its values must match.
type filter struct {
	Name   string   `form:"Name,required"`
	Values []string `form:"Value"`
}

// field tells whether any value that a thing has under a filter's name passes is.
type field[T any] func(c *call, thing *T, is func(string) bool) bool

// text is a field of exactly one value.
func text[T any](value func(c *call, thing *T) string) field[T] {
	return func(c *call, thing *T, is func(string) bool) bool { return is(value(c, thing)) }
}

// condition is a filter made ready: a thing must pass every one.
type condition[T any] func(c *call, thing *T) bool

// conditions checks filters. tags finds a thing's tags, for the filters that
// every taggable resource has; nil for a resource without.
func conditions[T any](filters []filter, fields map[string]field[T], tags func(*T) world.Tags) ([]condition[T], *apierr.Error) {
	if len(filters) > maxFilters {
		return nil, apierr.New("FilterLimitExceeded", "The maximum number of filters specified on a single call is %d", maxFilters)
	}
	values := 0
	var all []condition[T]
	for _, f := range filters {
		values += len(f.Values)
		if len(f.Values) == 0 {
			return nil, invalidValue("The filter '%s' has no values", clip(f.Name))
		}
		have, found := fields[f.Name]
		if !found && tags != nil {
			have, found = tagField(f.Name, tags)
		}
		if !found {
			return nil, invalidValue("The filter '%s' is invalid (or one that is not simulated)", clip(f.Name))
		}
		is := matchesAny(f.Values)
		all = append(all, func(c *call, thing *T) bool { return have(c, thing, is) })
	}
	if values > maxFilterValues {
		return nil, apierr.New("FilterLimitExceeded", "The maximum number of filter values specified on a single call is %d", maxFilterValues)
	}
	return all, nil
}

func tagField[T any](name string, tags func(*T) world.Tags) (field[T], bool) {
	if name == "tag-key" {
		return func(_ *call, thing *T, is func(string) bool) bool {
			return slices.ContainsFunc(tags(thing), func(t world.Tag) bool { return is(t.Key) })
		}, true
	}
	key, found := strings.CutPrefix(name, "tag:")
	if !found || key == "" {
		return nil, false
	}
	return func(_ *call, thing *T, is func(string) bool) bool {
		value, found := tags(thing).Get(key)
		return found && is(value)
	}, true
}

func matchesAny(values []string) func(string) bool {
	globs := make([]glob, len(values))
	for i, value := range values {
		globs[i] = newGlob(value)
	}
	return func(text string) bool {
		return slices.ContainsFunc(globs, func(g glob) bool { return g.match(text) })
	}
}

// passes tells whether a thing meets all conditions.
func passes[T any](c *call, conditions []condition[T], thing *T) bool {
	return !slices.ContainsFunc(conditions, func(meets condition[T]) bool { return !meets(c, thing) })
}
