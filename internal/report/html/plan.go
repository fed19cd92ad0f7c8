// Package html draws a report as pages without JavaScript and without inline
// style: Jenkins serves them under a Content-Security-Policy that allows
// neither.
package html

import (
	"fmt"
	"strings"
)

// The files of the pages.
const (
	Index      = "index.html"
	StyleSheet = "report.css"
	pages      = "pages/"
	// PageGlob finds the pages beside the index.
	PageGlob = "pages/[0-9][0-9][0-9][0-9]-*.html"
)

const (
	// mostOnIndex is up to how many instances are shown on the index itself.
	mostOnIndex = 40
	// mostOnPage bounds a page. An instance takes some 30 KB with 100 updates,
	// so that a page has some 1.5 MB and opens at once.
	mostOnPage = 50
)

// Plan says which instance is on which page. It depends on the instances alone,
// so that a report that is made again has the same pages.
type Plan struct {
	single bool
	pages  []Page
	of     []int // page by instance
}

// Page is a part of an application's instances.
type Page struct {
	Name        string // of the file
	Application string
	Number, Of  int // of the application's pages
	first, last int // instances
}

// NewPlan makes the plan of instances in the order of their applications, of
// which each instance's is given.
func NewPlan(applications []string) Plan {
	p := Plan{single: len(applications) <= mostOnIndex, of: make([]int, len(applications))}
	if p.single {
		return p
	}
	number := 0
	for from := 0; from < len(applications); {
		to := from
		for to < len(applications) && applications[to] == applications[from] {
			to++
		}
		number++
		p.add(number, applications[from], from, to)
		from = to
	}
	return p
}

// add makes the pages of one application.
func (p *Plan) add(number int, application string, from, to int) {
	of := (to - from + mostOnPage - 1) / mostOnPage
	for n := range of {
		first, last := from+n*mostOnPage, min(from+(n+1)*mostOnPage, to)-1
		name := fmt.Sprintf("%s%04d-%s.html", pages, number, slug(application))
		if of > 1 {
			name = fmt.Sprintf("%s%04d-%s-%03d.html", pages, number, slug(application), n+1)
		}
		for i := first; i <= last; i++ {
			p.of[i] = len(p.pages)
		}
		p.pages = append(p.pages, Page{name, application, n + 1, of, first, last})
	}
}

// Single tells that all instances are on the index.
func (p Plan) Single() bool { return p.single }

// Page is the file of an instance's page.
func (p Plan) Page(n int) string {
	if p.single {
		return Index
	}
	return p.pages[p.of[n]].Name
}

// Begins and Ends tell whether an instance is the first or the last of its page.
func (p Plan) Begins(n int) bool { return p.pages[p.of[n]].first == n }

// Ends is as Begins.
func (p Plan) Ends(n int) bool { return p.pages[p.of[n]].last == n }

// slug makes a part of a file's name of any text.
func slug(text string) string {
	const longest = 40
	var b strings.Builder
	for _, r := range strings.ToLower(text) {
		switch {
		case (r >= 'a' && r <= 'z') || (r >= '0' && r <= '9'):
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
		if b.Len() == longest {
			break
		}
	}
	if name := strings.Trim(b.String(), "-"); name != "" {
		return name
	}
	return "other"
}
