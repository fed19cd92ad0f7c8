package ssm

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"patchline/internal/sim/apierr"
	"patchline/internal/sim/documents"
	"patchline/internal/sim/ssm/document"
	"patchline/internal/sim/world"
)

// providedAt is when documents were created that nobody created.
var providedAt = time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)

func provided(source documents.Source) (*Document, error) {
	content, refused := document.Parse(document.JSON, source.Content)
	if refused != nil {
		return nil, fmt.Errorf("document %s: %w", source.Name, refused)
	}
	return newDocument(source.Name, documents.Amazon, &Version{
		Created: providedAt, Format: document.JSON, Text: source.Content, content: content,
	}), nil
}

// library is documents by name.
type library struct{ byName map[string]*Document }

func newLibrary() *library { return &library{byName: map[string]*Document{}} }

func (l *library) add(d *Document) { l.byName[d.Name] = d }
func (l *library) names() []string { return slices.Sorted(maps.Keys(l.byName)) }

// library gives a place's documents; at first those that it begins with.
func (s *Service) library(p world.Place) *library {
	l := s.libraries[p]
	if l == nil {
		l = newLibrary()
		s.libraries[p] = l
		for _, source := range s.own {
			if d, err := provided(source); err == nil { // Provide has tried it
				d.Owner, d.Provided = p.Account, true
				l.add(d)
			}
		}
	}
	return l
}

// find looks a document up by name or ARN: the place's own and Amazon's. That
// documents can be shared by other accounts is not simulated.
func (s *Service) find(p world.Place, name string) (*Document, *apierr.Error) {
	if arn, short, found := strings.Cut(name, ":document/"); found && strings.HasPrefix(arn, "arn:") {
		name = short
	}
	if d := s.library(p).byName[name]; d != nil {
		return d, nil
	}
	if d := s.amazon.byName[name]; d != nil {
		return d, nil
	}
	return nil, apierr.New("InvalidDocument", "Document with name %s does not exist.", name)
}

// findOwn looks up a document that the caller may change.
func (s *Service) findOwn(p world.Place, name string) (*Document, *apierr.Error) {
	d, refused := s.find(p, name)
	if refused == nil && d.Owner == documents.Amazon {
		return nil, apierr.New("InvalidDocumentOperation", "Document %s is owned by Amazon and can't be changed.", name)
	}
	return d, refused
}

// MarshalJSON writes the documents in the order of their names.
func (l *library) MarshalJSON() ([]byte, error) {
	list := make([]*Document, 0, len(l.byName))
	for _, name := range l.names() {
		list = append(list, l.byName[name])
	}
	return json.Marshal(list)
}

// UnmarshalJSON reads what MarshalJSON wrote, and checks every document again.
func (l *library) UnmarshalJSON(data []byte) error {
	var list []*Document
	if err := json.Unmarshal(data, &list); err != nil {
		return err
	}
	l.byName = map[string]*Document{}
	for _, d := range list {
		if d == nil || slices.Contains(d.Versions, nil) || d.number(d.Default) == nil {
			return errors.New("a document has no version")
		}
		for _, v := range d.Versions {
			content, refused := document.Parse(v.Format, v.Text)
			if refused != nil {
				return fmt.Errorf("document %s, version %d: %w", d.Name, v.Number, refused)
			}
			v.content = content
		}
		l.add(d)
	}
	return nil
}
