package document

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"patchline/internal/sim/apierr"
)

// Format is how a document is written.
type Format string

// The formats of Command documents. TEXT, the third of the API, is for others.
const (
	JSON Format = "JSON"
	YAML Format = "YAML"
)

// decode reads a text into maps, lists, strings, numbers and booleans.
func (f Format) decode(text string) (any, *apierr.Error) {
	switch f {
	case JSON:
		return decodeJSON(text)
	case YAML:
		return decodeYAML(text)
	default:
		return nil, apierr.New(invalidContent, "The document format %s is not one of Command documents: JSON or YAML.", f)
	}
}

func decodeJSON(text string) (any, *apierr.Error) {
	var tree any
	err := json.Unmarshal([]byte(text), &tree)
	if err == nil {
		return tree, nil
	}
	var offset int64
	if syntax := (*json.SyntaxError)(nil); errors.As(err, &syntax) {
		offset = syntax.Offset
	}
	line, column := position(text, offset)
	return nil, apierr.New(invalidContent, "JSON not well-formed. at Line: %d, Column: %d", line, column)
}

// position turns an offset in bytes into line and column, from 1.
func position(text string, offset int64) (line, column int) {
	before := text[:min(int(offset), len(text))]
	line = strings.Count(before, "\n") + 1
	column = len(before) - (strings.LastIndexByte(before, '\n') + 1)
	return line, max(column, 1)
}

// decodeYAML takes the way through JSON, so that both formats give the same
// kinds of values: a key that is not a string, or a number that is none, is
// refused there.
func decodeYAML(text string) (any, *apierr.Error) {
	var raw any
	if err := yaml.Unmarshal([]byte(text), &raw); err != nil {
		return nil, apierr.New(invalidContent, "YAML not well-formed. %s", strings.TrimPrefix(err.Error(), "yaml: "))
	}
	encoded, err := json.Marshal(raw)
	if err != nil {
		return nil, apierr.New(invalidContent, "YAML not well-formed. A key is not a string, or a number has no value.")
	}
	var tree any
	if err := json.Unmarshal(encoded, &tree); err != nil {
		return nil, apierr.New(invalidContent, "YAML not well-formed. %v", err)
	}
	return tree, nil
}

// Convert writes a document that was checked in another format, as GetDocument
// does. Keys come out sorted; real Systems Manager may keep their order.
func Convert(from Format, text string, to Format) (string, *apierr.Error) {
	if from == to {
		return text, nil
	}
	tree, refused := from.decode(text)
	if refused != nil {
		return "", refused
	}
	var out bytes.Buffer
	var err error
	switch to {
	case JSON:
		encoder := json.NewEncoder(&out)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", "  ")
		err = encoder.Encode(tree)
	case YAML:
		encoder := yaml.NewEncoder(&out)
		encoder.SetIndent(2)
		err = errors.Join(encoder.Encode(tree), encoder.Close())
	default:
		err = errors.New("JSON and YAML only")
	}
	if err != nil {
		return "", apierr.New(invalidContent, "The document can't be shown as %s: %v.", to, err)
	}
	return out.String(), nil
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
