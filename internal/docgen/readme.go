package docgen

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// The lines of README.md between which the table of parameters stands.
const (
	tableBegins = "<!-- docgen: parameters -->"
	tableEnds   = "<!-- docgen: end -->"
)

// fillReadme puts the table into README.md.
func (b *builder) fillReadme(readme []byte, documents []*Document) []byte {
	before, rest, found := strings.Cut(string(readme), tableBegins+"\n")
	_, after, closed := strings.Cut(rest, tableEnds)
	if !found || !closed {
		b.problems.add(readmeFile, 0, "it has no lines %q and %q, between which the table of parameters goes", tableBegins, tableEnds)
		return readme
	}
	return []byte(before + tableBegins + "\n" + table(documents) + tableEnds + after)
}

// table is what each document takes, and when: those of all documents once.
func table(documents []*Document) string {
	var out strings.Builder
	out.WriteString("| document | parameter | set at the | default | allowed | meaning |\n|---|---|---|---|---|---|\n")
	row := func(cells ...string) { out.WriteString("| " + strings.Join(cells, " | ") + " |\n") }
	everywhere := inAll(documents)
	for _, p := range everywhere {
		p.row(row, "every document")
	}
	for _, d := range documents {
		row(d.Name, "timeoutSeconds", "installation", code(fmt.Sprint(d.TimeoutSeconds)), "seconds", "The step's time-out; the document gives up by itself five minutes before it.")
		for _, p := range d.Pins {
			row(d.Name, "SHA-256 of "+p.Name, "installation", code(p.SHA256[:12]+"…"), "what docgen has put in", "The script that the document downloads from "+code("<Store>/scripts/<SHA-256>/"+p.Name)+", where it is laid at the installation; any other is refused.")
		}
		for _, p := range d.Parameters {
			if !slices.ContainsFunc(everywhere, func(e Parameter) bool { return e.Name == p.Name }) {
				p.row(row, d.Name)
			}
		}
	}
	return out.String()
}

func (p *Parameter) row(row func(...string), document string) {
	fallback := "required"
	if !p.Required {
		fallback = "empty"
		if p.Default != "" {
			fallback = code(p.Default)
		}
	}
	allowed := fmt.Sprintf("%s, up to %d characters", code(p.AllowedPattern), p.MaxChars)
	if p.AllowedValues != nil {
		var values []string
		for _, v := range p.AllowedValues {
			values = append(values, code(v))
		}
		allowed = strings.Join(values, ", ")
	}
	row(document, p.Name, "run", fallback, allowed, strings.ReplaceAll(p.Description, "|", `\|`))
}

// code is a text as Markdown shows code in a table's cell.
func code(text string) string { return "`" + strings.ReplaceAll(text, "|", `\|`) + "`" }

// inAll gives the parameters that every document has.
func inAll(documents []*Document) []Parameter {
	var all []Parameter
	if len(documents) < 2 {
		return nil
	}
	for _, p := range documents[0].Parameters {
		if !slices.ContainsFunc(documents, func(d *Document) bool { return !d.has(p.Name) }) {
			all = append(all, p)
		}
	}
	return all
}

func (d *Document) has(parameter string) bool {
	return slices.ContainsFunc(d.Parameters, func(p Parameter) bool { return p.Name == parameter })
}

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
