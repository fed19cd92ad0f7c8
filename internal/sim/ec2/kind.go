package ec2

import (
	"regexp"
	"slices"

	"patchline/internal/sim/apierr"
	"patchline/internal/sim/world"
)

// kind is a sort of resource: where its things are, how their ids look, and
// what refuses a wrong one.
type kind[T any] struct {
	name      func(*T) string // its id
	id        *regexp.Regexp
	malformed func(id string) *apierr.Error
	missing   func(ids []string) *apierr.Error
	table     func(*call) *world.Table[T]
	// shown tells whether a thing is there for this call: not gone, and not
	// so new that it is not seen yet.
	shown func(*call, *T) bool
	tags  func(*T) world.Tags
	// fields are the filters, but for those of tags.
	fields map[string]field[T]
}

// one finds the thing that an id names.
func (k *kind[T]) one(c *call, id string) (*T, *apierr.Error) {
	found, err := k.named(c, []string{id})
	if err != nil {
		return nil, err
	}
	return found[0], nil
}

// named finds the things that ids name, each once and in their order. One wrong
// id refuses them all, as EC2 does.
func (k *kind[T]) named(c *call, ids []string) ([]*T, *apierr.Error) {
	table := k.table(c)
	var missing []string
	things := make([]*T, 0, len(ids))
	seen := make(map[string]bool, len(ids))
	for _, id := range ids {
		if seen[id] {
			continue
		}
		seen[id] = true
		thing := table.Get(id)
		switch {
		case thing != nil && k.shown(c, thing):
			things = append(things, thing)
		case thing == nil && !k.id.MatchString(id):
			return nil, k.malformed(id)
		default:
			missing = append(missing, id)
		}
	}
	if len(missing) > 0 {
		return nil, k.missing(missing)
	}
	return things, nil
}

// idPattern is an id's form: 8 hexadecimal digits in old ones, 17 in new ones.
func idPattern(prefix string) *regexp.Regexp {
	return regexp.MustCompile(`^` + prefix + `-(?:[0-9a-f]{8}|[0-9a-f]{17})$`)
}

// notFound words a NotFound for one id or several.
func notFound(code, what string) func(ids []string) *apierr.Error {
	return func(ids []string) *apierr.Error {
		if len(ids) == 1 {
			return apierr.New(code, "The %s %s does not exist.", what, quoteList(ids))
		}
		slices.Sort(ids)
		return apierr.New(code, "The %ss %s do not exist", what, quoteList(ids))
	}
}
