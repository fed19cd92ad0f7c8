package policy

import (
	"fmt"
	"slices"
	"strings"
)

// Context is what IAM knows of a request, by condition key. A key that is not
// there is absent, which is not the same as empty.
type Context map[string][]string

// Conditions are of a statement: by operator and condition key. All must hold.
type Conditions map[string]map[string]Texts

// operator compares what a policy wants with what a request has.
type operator struct {
	// literal: neither wildcards nor variables.
	literal bool
	// absent is what holds where the request lacks the key.
	absent bool
	// not turns it round: no value of the policy's may fit.
	not bool
	// all is for keys with several values: each of the request's must fit one
	// of the policy's. Without it the key has one value.
	all bool
}

// operators are those that the policies use. Source: IAM User Guide, "IAM JSON
// policy elements: Condition operators": ArnEquals and ArnLike take wildcards
// alike; a negated operator holds where the key is absent.
var operators = map[string]operator{
	"StringEquals":              {literal: true},
	"StringLike":                {},
	"ArnEquals":                 {},
	"ArnNotEquals":              {absent: true, not: true},
	"Bool":                      {literal: true},
	"ForAllValues:StringEquals": {literal: true, absent: true, all: true},
}

func (c Conditions) check() error {
	for name, keys := range c {
		o, known := operators[name]
		if !known {
			return fmt.Errorf("this package does not know the operator %s: add it to condition.go", name)
		}
		for key, wanted := range keys {
			if o.literal && strings.Contains(strings.Join(wanted, ""), "${") {
				return fmt.Errorf("%s of %s: this package reads no variable there", name, key)
			}
		}
	}
	return nil
}

// hold tells whether all conditions do.
func (c Conditions) hold(context Context) bool {
	for name, keys := range c {
		for key, wanted := range keys {
			if !operators[name].holds(wanted, context[key], context) {
				return false
			}
		}
	}
	return true
}

func (o operator) holds(wanted, have []string, context Context) bool {
	if len(have) == 0 {
		return o.absent
	}
	if len(have) > 1 && !o.all {
		return false // which IAM leaves open: it must not be relied on
	}
	for _, value := range have {
		fits := slices.ContainsFunc(wanted, func(want string) bool {
			return o.literal && want == value || !o.literal && match(want, value, context)
		})
		if fits == o.not {
			return false
		}
	}
	return true
}
