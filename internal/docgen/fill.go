package docgen

import (
	"fmt"

	"patchline/internal/sim/ssm/document"
)

// Value is the value of one parameter.
type Value struct{ Name, Value string }

// Fill gives documents of schema 1.2, by file name, with values in their
// scripts. names are the documents; none: all that have that form. Every
// required parameter needs a value.
func (b *Built) Fill(names []string, values []Value) (map[string][]byte, error) {
	var problems problems
	var chosen []*Document
	for _, name := range names {
		switch d := b.find(name); {
		case d == nil:
			problems.add(name, 0, "there is no such document")
		case !d.HasSchema12():
			problems.add(name, 0, "it has a step before its script, and schema 1.2 keeps no order between steps: there is no such form of it")
		default:
			chosen = append(chosen, d)
		}
	}
	if len(names) == 0 {
		for _, d := range b.Documents {
			if d.HasSchema12() {
				chosen = append(chosen, d)
			}
		}
	}
	files := map[string][]byte{}
	used := map[string]bool{}
	for _, d := range chosen {
		given := d.given(values, used, &problems)
		text, err := d.schema12(given)
		switch {
		case err != nil:
			problems.add(d.Name, 0, "%v", err)
		case len(text) > document.MaxSize:
			problems.add(d.Name, 0, "with its values the document has %d bytes, and may have %d", len(text), document.MaxSize)
		}
		files[d.Name+".json"] = text
	}
	for _, v := range values {
		if len(chosen) > 0 && !used[v.Name] {
			problems.add("--parameter", 0, "no document has a parameter %s", v.Name)
		}
	}
	if err := problems.err(); err != nil {
		return nil, err
	}
	return files, nil
}

// given are the values that are for the document, of which the later of two
// counts.
func (d *Document) given(values []Value, used map[string]bool, problems *problems) map[string]string {
	given := map[string]string{}
	for i := range d.Parameters {
		p := &d.Parameters[i]
		for _, v := range values {
			if v.Name != p.Name {
				continue
			}
			used[v.Name] = true
			if !p.allows(v.Value) {
				problems.add(d.Name, 0, "%s does not allow the value %q: %s", p.Name, v.Value, p.allowed())
			}
			given[p.Name] = v.Value
		}
		if _, found := given[p.Name]; !found && p.Required {
			problems.add(d.Name, 0, "%s needs a value", p.Name)
		}
	}
	return given
}

func (b *Built) find(name string) *Document {
	for _, d := range b.Documents {
		if d.Name == name {
			return d
		}
	}
	return nil
}

// allowed says what a parameter allows.
func (p *Parameter) allowed() string {
	if p.AllowedValues != nil {
		return fmt.Sprintf("one of %q", p.AllowedValues)
	}
	return fmt.Sprintf("%s, %d characters at most", p.AllowedPattern, p.MaxChars)
}
