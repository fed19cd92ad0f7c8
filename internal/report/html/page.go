package html

import (
	"strings"

	"patchline/internal/report/model"
)

// pageData is what the head of an application's page shows.
type pageData struct {
	Title, Up, Run string
	Page           Page
	Siblings       []Page // of the same application
}

// File is the page's file as its siblings link to it.
func (p Page) File() string { return strings.TrimPrefix(p.Name, pages) }

// PageHead begins the page that an instance is the first of.
func PageHead(p Plan, n int, r *model.Report) ([]byte, error) {
	page := p.pages[p.of[n]]
	first := p.of[n] - page.Number + 1
	return draw("page", pageData{
		Title: firstOf(page.Application, "(no application)") + " – patch day " + r.Run, Up: "../", Run: r.Run,
		Page: page, Siblings: p.pages[first : first+page.Of],
	})
}

// PageFoot ends every page.
func PageFoot() []byte { return []byte("</main>\n</body>\n</html>\n") }
