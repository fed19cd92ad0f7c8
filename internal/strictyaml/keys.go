package strictyaml

import (
	"slices"
	"strings"

	"github.com/xrash/smetrics"
	"go.yaml.in/yaml/v3"
)

// Keys are the keys of a value.
type Keys struct {
	of      Value
	read    bool     // without a mistake about the keys as a whole
	names   []string // in the order of the file
	entries map[string]entry
}

type entry struct{ name, value Value }

// Keys reads keys with values, of which only the known ones may be there.
func (v Value) Keys(known ...string) Keys {
	keys := v.AnyKeys()
	for _, name := range keys.names {
		if !slices.Contains(known, name) {
			keys.Name(name).Unknown("key", known)
		}
	}
	return keys
}

// maxKeys bounds the keys of one value.
const maxKeys = 1000

// AnyKeys reads keys with values, whatever the keys are.
func (v Value) AnyKeys() Keys {
	keys := Keys{of: v, entries: map[string]entry{}}
	if !v.kind(yaml.MappingNode, "keys with values") {
		return keys
	}
	if len(v.node.Content)/2 > maxKeys {
		v.Problem("%d keys are more than the %d that are read", len(v.node.Content)/2, maxKeys)
		return keys
	}
	keys.read = true
	for i := 0; i+1 < len(v.node.Content); i += 2 {
		name := Value{file: v.file, node: v.node.Content[i]}
		text := name.Text()
		switch {
		case !name.written():
			// its mistake is noted
		case text == "<<":
			name.Problem("merge keys are not read: write the keys out")
		case keys.Has(text):
			name.Problem("%s is there twice, first in line %d", quote(text), keys.Name(text).Line())
		default:
			keys.names = append(keys.names, text)
			keys.entries[text] = entry{name, Value{file: v.file, node: v.node.Content[i+1], key: text}}
		}
	}
	return keys
}

// Has tells whether a key is there.
func (k Keys) Has(name string) bool { return k.entries[name].value.Present() }

// Names lists the keys that are there, in the order of the file.
func (k Keys) Names() []string { return k.names }

// Name gives a key itself, for a mistake that is about it.
func (k Keys) Name(name string) Value { return k.entries[name].name }

// Get gives a key's value; one that is not Present where the key is not there.
func (k Keys) Get(name string) Value {
	if e, found := k.entries[name]; found {
		return e.value
	}
	return Value{file: k.of.file, key: name, line: k.of.Line()}
}

// Need gives a key's value, and notes a mistake where it is not there. why
// ends the message, such as "which an error needs"; it may be empty.
func (k Keys) Need(name, why string) Value {
	v := k.Get(name)
	if k.read && !v.Present() {
		v.Problem("%s", strings.TrimSpace("this key is missing "+why))
	}
	return v
}

// Problem notes a mistake about the keys together, at their first line.
func (k Keys) Problem(format string, args ...any) { k.of.Problem(format, args...) }

const (
	// nearEnough is the Jaro-Winkler similarity from which on a suggestion
	// helps more than it misleads.
	nearEnough = 0.85
	// boostThreshold and prefixSize are the constants of Winkler's paper.
	boostThreshold = 0.7
	prefixSize     = 4
)

// Unknown notes that a word is none of the known ones, with the one that was
// likely meant or with all there are. what is what they are, such as "key".
func (v Value) Unknown(what string, known []string) {
	word := v.node.Value
	if near := Nearest(word, known); near != "" {
		v.Problem("%s is an unknown %s: did you mean %s?", quote(word), what, near)
		return
	}
	v.Problem("%s is an unknown %s: there are %s", quote(word), what, strings.Join(known, ", "))
}

// Nearest gives the known word that another was likely meant to be, or "".
// Numbers that look alike are no likely slips.
func Nearest(word string, known []string) string {
	best, highest := "", nearEnough
	if len(word) > longestText || strings.Trim(word, "0123456789.") == "" {
		return ""
	}
	for _, candidate := range known {
		s := smetrics.JaroWinkler(strings.ToLower(word), strings.ToLower(candidate), boostThreshold, prefixSize)
		if s > highest {
			best, highest = candidate, s
		}
	}
	return best
}
