package docgen

import (
	"bytes"
	"errors"
	"io/fs"
	"path"
	"regexp"
	"strings"

	"patchline/internal/docgen/script"
)

// maxSource bounds a source file: many times what fits into a document.
const maxSource = 1 << 20

// source is a PowerShell file with its spans.
type source struct {
	file  string
	text  string // with LF, whatever the checkout has
	spans []script.Span
}

// read gives a file's bytes with LF for line ends. One that is not there, or
// can't be read, is a problem.
func (b *builder) read(file string) ([]byte, bool) {
	data, err := fs.ReadFile(b.tree, file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		b.problems.add(file, 0, "the file is missing")
		return nil, false
	case err != nil:
		b.problems.add(file, 0, "%v", err)
		return nil, false
	case len(data) > maxSource:
		b.problems.add(file, 0, "it has %d bytes, and %d are read", len(data), maxSource)
		return nil, false
	}
	return bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n")), true
}

// script reads a PowerShell file and checks what concerns it alone.
func (b *builder) script(file string) (source, bool) {
	data, found := b.read(file)
	if !found {
		return source{}, false
	}
	s := source{file: file, text: string(data)}
	for number, line := range strings.Split(s.text, "\n") {
		if strings.ContainsFunc(line, func(r rune) bool { return r > '~' || r < ' ' && r != '\t' }) {
			b.problems.add(file, number+1, "it has a character other than ASCII: Windows PowerShell 5.1 reads such files as ANSI")
		}
	}
	var err error
	if s.spans, err = script.Scan(s.text); err != nil {
		b.problems.addSyntax(file, err)
		return s, false
	}
	b.checkCode(s)
	return s, true
}

// dotSource is a line that takes in another file. There is one form of it, so
// that what runs as files and what is built can't differ.
var dotSource = regexp.MustCompile(`(?m)^[ \t]*\. \(Join-Path \$PSScriptRoot '([^'\n]*)'\)[ \t]*$`)

// isCode tells whether a byte of the file is code.
func (s source) isCode(at int) bool {
	for _, span := range s.spans {
		if at < span.To {
			return span.Kind == script.Code
		}
	}
	return false
}

// expand puts the module's parts in the place of the lines that take them in.
// taken are the parts that are in already.
func (b *builder) expand(s source, taken map[string]bool) string {
	var out strings.Builder
	at := 0
	for _, match := range dotSource.FindAllStringSubmatchIndex(s.text, -1) {
		begin, end := match[0], match[1]
		if !s.isCode(begin) {
			continue // it is in a comment or a text
		}
		out.WriteString(s.text[at:begin])
		at = end
		part := path.Join(path.Dir(s.file), s.text[match[2]:match[3]])
		if path.Dir(part) != moduleFolder || path.Ext(part) != ".ps1" {
			b.problems.add(s.file, script.Line(s.text, begin), "it takes in %s, which is no part of %s/", part, moduleFolder)
			continue
		}
		if taken[part] {
			continue
		}
		taken[part] = true
		if _, there := b.parts[part]; !there {
			b.problems.add(s.file, script.Line(s.text, begin), "there is no %s", part)
			continue
		}
		b.used[part] = true
		out.WriteString(b.expand(b.parts[part], taken))
	}
	out.WriteString(s.text[at:])
	return out.String()
}
