package night_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// page is docs/performance.md with its measured parts, each between two
// comments.
type page struct {
	t    *testing.T
	text string
}

const pageFile = "../../docs/performance.md"

func openPage(t *testing.T) *page {
	t.Helper()
	text, err := os.ReadFile(pageFile)
	if err != nil {
		t.Fatal(err)
	}
	return &page{t, string(text)}
}

// put replaces a part.
func (p *page) put(name, text string) {
	p.t.Helper()
	begin, end := fmt.Sprintf("<!-- %s -->\n", name), fmt.Sprintf("<!-- end of %s -->\n", name)
	before, rest, found := strings.Cut(p.text, begin)
	_, after, ended := strings.Cut(rest, end)
	if !found || !ended {
		p.t.Fatalf("%s has no part %q", pageFile, name)
	}
	p.text = before + begin + text + end + after
}

func (p *page) save() {
	p.t.Helper()
	if err := os.WriteFile(pageFile, []byte(p.text), 0o644); err != nil {
		p.t.Fatal(err)
	}
}
