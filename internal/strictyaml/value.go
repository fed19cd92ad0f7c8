package strictyaml

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Value is a place in a file. Its methods read what is there; where it is
// something else, they note the mistake and give the zero value. A value that
// is not there reads as the zero value of anything, without a mistake.
type Value struct {
	file *File
	node *yaml.Node // nil where there is none
	key  string     // that it is the value of, for messages; may be empty
	line int        // of what it would be in, where there is none
}

// Present tells whether there is a value.
func (v Value) Present() bool { return v.node != nil }

// Line is the value's line, from 1; where there is no value, the line of what
// it is missing from.
func (v Value) Line() int {
	if v.node == nil {
		return v.line
	}
	return v.node.Line
}

// Problem notes a mistake at the value's line.
func (v Value) Problem(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	if v.key != "" {
		text = v.key + ": " + text
	}
	v.file.problems = append(v.file.problems, problem{v.Line(), text})
}

// kind notes a mistake unless the value is of a kind.
func (v Value) kind(want yaml.Kind, what string) bool {
	switch {
	case v.node == nil:
		return false
	case v.node.Kind == yaml.AliasNode || v.node.Anchor != "":
		v.Problem("anchors and aliases are not read: write the value out")
		return false
	case v.node.Kind != want || want == yaml.ScalarNode && v.node.Tag == "!!null":
		v.Problem("want %s, and found %s", what, describe(v.node))
		return false
	}
	return true
}

func describe(node *yaml.Node) string {
	switch {
	case node.Kind == yaml.MappingNode:
		return "keys with values"
	case node.Kind == yaml.SequenceNode:
		return "a list"
	case node.Tag == "!!null":
		return "nothing"
	default:
		return quote(node.Value)
	}
}

// quote shows a value in a message: never long, and never more than a line.
func quote(text string) string {
	const longest = 60
	if len(text) > longest {
		text = strings.ToValidUTF8(text[:longest], "") + "…"
	}
	return fmt.Sprintf("%q", text)
}

// List gives the values of a list, of which there may be at most longest. It
// is nil after a mistake, and not nil for a list without entries.
func (v Value) List(longest int) []Value {
	if !v.kind(yaml.SequenceNode, "a list") {
		return nil
	}
	if len(v.node.Content) > longest {
		v.Problem("%d entries are more than the %d that are read", len(v.node.Content), longest)
		return nil
	}
	values := make([]Value, len(v.node.Content))
	for i, node := range v.node.Content {
		values[i] = Value{file: v.file, node: node}
		if node.Kind == yaml.ScalarNode {
			values[i].key = v.key // its line alone says little of a short list
		}
	}
	return values
}

// Texts gives the texts of a list.
func (v Value) Texts(longest int) []string {
	var texts []string
	for _, entry := range v.List(longest) {
		texts = append(texts, entry.Text())
	}
	return texts
}

// IsList and IsText tell what is there, for a value that may be either.
func (v Value) IsList() bool { return v.node != nil && v.node.Kind == yaml.SequenceNode }

// IsText tells whether a text, a number or the like is there.
func (v Value) IsText() bool { return v.node != nil && v.node.Kind == yaml.ScalarNode }
