package docgen

import (
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"

	"patchline/internal/docgen/script"
	"patchline/internal/run"
	"patchline/internal/sim/ssm/document"
)

// Document is one document.
type Document struct {
	Name, Description string
	TimeoutSeconds    int
	Parameters        []Parameter // in the order of its metadata
	Pins              []Pin       // in the order of their names

	before []stepBefore
	// body is the script without its first line, comments and indentation.
	body string
}

// timeoutParameter is how a script learns its step's time-out: schema 2.2 has
// no way to ask for it, so that it is put in when the document is built.
const timeoutParameter = "TimeoutSeconds"

// build builds one document and adds its files.
func (b *builder) build(built *Built, name string) {
	if !document.Name.MatchString(name) {
		b.problems.add(name, 0, "a document's name has 3 to 128 of a-z, A-Z, 0-9, _ . and -")
	}
	if prefixes := document.Reserved(name); prefixes != "" {
		b.problems.add(name, 0, "names that begin with %s are AWS's own", prefixes)
	}
	d := &Document{Name: name}
	file := path.Join(name, metadataFile)
	data, found := b.read(file)
	if !found {
		return
	}
	m, good := b.readMetadata(file, data)
	d.Description, d.TimeoutSeconds, d.Parameters, d.before = m.Description, m.TimeoutSeconds, m.Parameters, m.Before
	d.Pins = b.readPins(name)
	s, scriptGood := b.script(path.Join(name, scriptFile))
	if !scriptGood || !good {
		return
	}
	b.checkHeader(s, name)
	b.checkParameters(s, d)
	// The first line is left blank, so that the spans keep their places.
	first, rest, _ := strings.Cut(s.text, "\n")
	s.text = strings.Repeat(" ", len(first)) + "\n" + rest
	body, err := script.Strip(b.pin(s.file, b.expand(s, map[string]bool{}), d.Pins))
	if err != nil {
		b.problems.add(s.file, 0, "with the module's parts in it: %v", err)
		return
	}
	d.body = body
	built.Documents = append(built.Documents, d)
	b.files(built, d)
}

// files adds what is written of a document.
func (b *builder) files(built *Built, d *Document) {
	text, err := d.schema22()
	if err != nil {
		b.problems.add(d.Name, 0, "%v", err)
		return
	}
	if refused := check(text); refused != nil {
		b.problems.add(path.Join(d.Name, metadataFile), 0, "Systems Manager would refuse the document: %s", refused.Error())
	}
	if size := len(text) + d.parametersSize(); size > document.MaxSize {
		b.problems.add(d.Name, 0, "the document has %d bytes and its parameters up to %d: together they may have %d", len(text), d.parametersSize(), document.MaxSize)
	}
	built.Files[d.Name+".json"] = text
	for _, p := range d.Pins {
		built.Files[path.Join(scriptsFolder, p.String())] = p.Body
	}
	if !d.HasSchema12() {
		return
	}
	text, err = d.schema12(nil)
	if err != nil {
		b.problems.add(d.Name, 0, "schema 1.2: %v", err)
		return
	}
	if refused := check(text); refused != nil {
		b.problems.add(path.Join(d.Name, metadataFile), 0, "schema 1.2: Systems Manager would refuse the document: %s", refused.Error())
	}
	built.Files[path.Join(schema12Folder, d.Name+".json")] = text
}

// check is what CreateDocument checks of a content.
func check(text []byte) error {
	if _, refused := document.Parse(document.JSON, string(text)); refused != nil {
		return refused
	}
	return nil
}

// parametersSize is how many bytes the run-time parameters may have, as
// Systems Manager counts them: as JSON of lists by name.
func (d *Document) parametersSize() int {
	longest := map[string][]string{}
	for _, p := range d.Parameters {
		length := p.MaxChars
		for _, value := range p.AllowedValues {
			length = max(length, len(value))
		}
		longest[p.Name] = []string{strings.Repeat("x", length)}
	}
	encoded, err := json.Marshal(longest)
	if err != nil {
		return 0 // lists of texts: can't fail
	}
	return len(encoded)
}

// checkHeader wants the line by which a rehearsal knows the document.
func (b *builder) checkHeader(s source, name string) {
	if header, found := run.ScriptDocument(s.text); !found || header != name {
		b.problems.add(s.file, 1, "its first line must be %q", run.DocumentHeader+name)
	}
}

// checkParameters compares the script's param block with the metadata.
func (b *builder) checkParameters(s source, d *Document) {
	have, err := script.Parameters(s.text)
	if err != nil {
		b.problems.addSyntax(s.file, err)
		return
	}
	want := make([]script.Parameter, 0, len(d.Parameters)+1)
	for _, p := range d.Parameters {
		want = append(want, script.Parameter{Name: p.Name, Type: "string", Default: p.Default, HasDefault: p.Default != ""})
	}
	want = append(want, script.Parameter{Name: timeoutParameter, Type: "int", Default: fmt.Sprint(d.TimeoutSeconds)})
	names := func(list []script.Parameter) string {
		var names []string
		for _, p := range list {
			names = append(names, p.Name)
		}
		return strings.Join(names, ", ")
	}
	if names(have) != names(want) {
		line := 1
		if len(have) > 0 {
			line = have[0].Line
		}
		b.problems.add(s.file, line, "its parameters are %s; by %s and with the time-out they must be %s", names(have), metadataFile, names(want))
		return
	}
	for i, w := range want {
		switch h := have[i]; {
		case h.Type != w.Type:
			b.problems.add(s.file, h.Line, "$%s must be a [%s]", h.Name, w.Type)
		case (h.HasDefault || w.HasDefault) && h.Default != w.Default:
			b.problems.add(s.file, h.Line, "the default of $%s is %q, and %q in %s", h.Name, h.Default, w.Default, metadataFile)
		}
	}
}

// script is the lines of a step: the header, the pins, what comes before the
// script itself, and the script as a block that is called with its values.
func (d *Document) script(before, values string) []string {
	lines := []string{run.DocumentHeader + d.Name}
	for _, p := range d.Pins {
		lines = append(lines, run.DownloadHeader+p.String())
	}
	text := before + "& {\n" + d.body + "} " + values + " -" + timeoutParameter + " " + fmt.Sprint(d.TimeoutSeconds)
	return slices.Concat(lines, strings.Split(text, "\n"))
}
