// Package document reads and checks the content of SSM documents of type
// Command, and puts run-time parameters into it.
//
// It imitates two readers. Systems Manager itself checks a document when it is
// created and parameters when it is sent; what it checks is known from its
// user guide and its error messages, and where those are silent this package
// is the stricter one. The SSM agent puts parameters into the steps; that
// follows the agent's source.
package document

import (
	"encoding/json"

	"patchline/internal/sim/apierr"
)

// MaxSize is how many bytes a document may have, run-time parameters included
// (Systems Manager quotas). SendCommand is seen to allow 97 KB in some
// accounts; nobody should count on that.
const MaxSize = 64 << 10

// Content is a checked document.
type Content struct {
	SchemaVersion string
	Description   string
	Parameters    []Parameter // by name
	Steps         []Step
}

// The codes of what is wrong with a document.
const (
	invalidContent = "InvalidDocumentContent"
	invalidSchema  = "InvalidDocumentSchemaVersion"
)

// Parse reads a document's text and checks it as CreateDocument does. Its
// errors are InvalidDocumentContent, InvalidDocumentSchemaVersion and
// MaxDocumentSizeExceeded.
func Parse(format Format, text string) (*Content, *apierr.Error) {
	if len(text) > MaxSize {
		return nil, apierr.New("MaxDocumentSizeExceeded", "The size limit of a document is 64 KB: this one has %d bytes.", len(text))
	}
	tree, refused := format.decode(text)
	if refused != nil {
		return nil, refused
	}
	top, found := tree.(map[string]any)
	if !found {
		return nil, apierr.New(invalidContent, "Document content is not an object.")
	}
	if refused := onlyKeys("The document", top, "schemaVersion", "description", "parameters", "mainSteps", "runtimeConfig", "variables", "files", "outputs"); refused != nil {
		return nil, refused
	}
	c := &Content{}
	for _, read := range []func(map[string]any) *apierr.Error{c.readSchema, c.readDescription, c.readParameters, c.readSteps} {
		if refused := read(top); refused != nil {
			return nil, refused
		}
	}
	if refused := c.checkReferences(); refused != nil {
		return nil, refused
	}
	return c, nil
}

// Parameter finds a parameter's definition by name; nil where there is none.
func (c *Content) Parameter(name string) *Parameter {
	for i := range c.Parameters {
		if c.Parameters[i].Name == name {
			return &c.Parameters[i]
		}
	}
	return nil
}

// Updatable tells whether the schema allows further versions: from 2.0 on
// (user guide, "Schemas, features, and examples").
func (c *Content) Updatable() bool { return c.SchemaVersion != "1.2" }

func (c *Content) readSchema(top map[string]any) *apierr.Error {
	version, found := top["schemaVersion"]
	if !found {
		return apierr.New(invalidContent, "Document schema version is required.")
	}
	switch version {
	case "1.2", "2.0", "2.2":
		c.SchemaVersion, _ = version.(string) // as the case says
		return nil
	}
	return apierr.New(invalidSchema, "Document schema version is invalid. Value: %v. A Command document has \"1.2\", \"2.0\" or \"2.2\", a string.", version)
}

func (c *Content) readDescription(top map[string]any) *apierr.Error {
	description, found := top["description"]
	if !found {
		return nil
	}
	if c.Description, found = description.(string); !found {
		return apierr.New(invalidContent, "The document's description is not a string.")
	}
	return nil
}

// onlyKeys refuses keys that a document does not have in that place. Whether
// Systems Manager refuses all of them is UNCONFIRMED; it is better to hear of a
// misspelt allowedPattern here.
func onlyKeys(where string, object map[string]any, known ...string) *apierr.Error {
	set := make(map[string]bool, len(known))
	for _, key := range known {
		set[key] = true
	}
	for _, key := range sortedKeys(object) {
		if !set[key] {
			return apierr.New(invalidContent, "%s has an unknown property: %q.", where, key)
		}
	}
	return nil
}

// text is a value as the agent puts it into a script: a string as it is,
// anything else as JSON.
func text(value any) string {
	if s, found := value.(string); found {
		return s
	}
	encoded, err := json.Marshal(value)
	if err != nil {
		return "" // values come from JSON: can't fail
	}
	return string(encoded)
}
