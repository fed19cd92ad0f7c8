package docgen

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"patchline/internal/docgen/script"
)

// Problem is one thing that is wrong with the sources.
type Problem struct {
	// File is its path below the documents' folder, with slashes.
	File string
	Line int // from 1; 0: the file as a whole
	What string
}

// String is the problem on one line, in the form that editors jump to.
func (p Problem) String() string {
	if p.Line == 0 {
		return p.File + ": " + p.What
	}
	return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.What)
}

// SourceError is everything that is wrong with the sources.
type SourceError struct{ Problems []Problem }

// Error is one line a problem.
func (e *SourceError) Error() string {
	lines := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}

// problems collects what is wrong.
type problems struct{ found []Problem }

func (p *problems) add(file string, line int, format string, args ...any) {
	problem := Problem{file, line, fmt.Sprintf(format, args...)}
	if !slices.Contains(p.found, problem) {
		p.found = append(p.found, problem)
	}
}

// addSyntax notes what package script has said of a file.
func (p *problems) addSyntax(file string, err error) {
	if syntax, found := errors.AsType[*script.SyntaxError](err); found {
		p.add(file, syntax.Line, "%s", syntax.What)
		return
	}
	p.add(file, 0, "%v", err)
}

// addLines notes an error of which each line names file and line by itself.
func (p *problems) addLines(file string, err error) {
	for line := range strings.Lines(err.Error()) {
		text := strings.TrimPrefix(strings.TrimSpace(line), file+":")
		number := 0
		if before, after, found := strings.Cut(text, ": "); found {
			if _, scanned := fmt.Sscan(before, &number); scanned == nil {
				text = after
			}
		}
		p.add(file, number, "%s", strings.TrimSpace(text))
	}
}

// err is everything that was found, in the order of files and lines, or nil.
func (p *problems) err() error {
	if len(p.found) == 0 {
		return nil
	}
	slices.SortStableFunc(p.found, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	return &SourceError{p.found}
}
