package ec2

import (
	"maps"
	"slices"
)

// Actions gives the names of all actions, so that a test can walk over them.
func Actions() []string { return slices.Sorted(maps.Keys(actions())) }
