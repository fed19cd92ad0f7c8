package html

import (
	"bytes"
	"embed"
	"html/template"
	"strings"
	"sync"
	"time"

	"patchline/internal/report/plain"
	"patchline/internal/report/verdict"
)

//go:embed templates/*.tmpl
var sources embed.FS

//go:embed report.css
var style []byte

// Style is the style sheet of all pages.
func Style() []byte { return style }

// templates escape by the place where a text stands: all that instances, tags
// and people wrote is text. They are read at the first page, which --help has
// none of.
var templates = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("report").Funcs(template.FuncMap{
		"article":  article,
		"clock":    func(t time.Time) string { return t.UTC().Format("15:04") },
		"day":      func(t time.Time) string { return t.UTC().Format("2006-01-02 15:04") },
		"duration": plain.Duration,
		"label":    func(v verdict.Verdict) string { return v.Label() },
		"either":   func(text, otherwise string) string { return firstOf(text, otherwise) },
		"main":     always,
	}).ParseFS(sources, "templates/*.tmpl"))
})

func draw(name string, data any) ([]byte, error) {
	var out bytes.Buffer
	err := templates().ExecuteTemplate(&out, name, data)
	return out.Bytes(), err
}

// article is the vendor's page of a KB number, "" for what is none. The number
// came from an instance: nothing but digits gets into the address.
func article(kb string) string {
	digits := strings.TrimPrefix(kb, "KB")
	// Numbers have had six and seven digits for 20 years.
	const shortest, longest = 5, 9
	if len(digits) < shortest || len(digits) > longest || strings.Trim(digits, "0123456789") != "" {
		return ""
	}
	return "https://support.microsoft.com/help/" + digits
}

// always tells whether a verdict is shown at a glance even where nothing has it.
func always(v verdict.Verdict) bool {
	return v == verdict.Patched || v == verdict.NothingToDo || v == verdict.Failed || v == verdict.Unreachable
}

func firstOf(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
}
