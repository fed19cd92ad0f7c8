package html

import (
	"html/template"
	"strings"

	"patchline/internal/report/model"
	"patchline/internal/report/verdict"
)

// Line is an instance as the index lists it.
type Line struct {
	ID, Name, Application, Owner string
	Verdict                      verdict.Verdict
	Why                          string
	Page                         string
}

// Link is where the instance's section is, "" for one without.
func (l Line) Link() string {
	switch l.Page {
	case "":
		return ""
	case Index: // the page that the link is on
		return "#" + l.ID
	default:
		return l.Page + "#" + l.ID
	}
}

// How many lines the index has of each list; the CSVs have all.
const (
	mostAttention = 500
	mostLeftOut   = 200
)

// indexData is what the index shows.
type indexData struct {
	Title, Up string
	*model.Report
	Total        int // of the run: those that were left out are none of it
	Shares       []segment
	Lines        []stageLine
	Applications []applicationLine
	Attention    []Line
	AttentionAll int
	LeftOut      []Line
	LeftOutAll   int
	// Sections are the instances of a report of one page.
	Sections template.HTML
	CSVs     []string
}

type applicationLine struct {
	model.Application
	Shares []segment
}

// IndexPage draws the index. sections is what Section has drawn, for a report
// of one page; files are those of the report.
func IndexPage(r *model.Report, all []Line, sections []byte, files []string) ([]byte, error) {
	d := indexData{
		Title: "Patch day " + r.Run, Report: r, Lines: timeLine(r),
		Sections: template.HTML(sections), // drawn by these templates, which have escaped it
	}
	counts := map[verdict.Verdict]int{}
	for _, l := range all {
		if l.Verdict == verdict.LeftOut {
			if d.LeftOutAll++; d.LeftOutAll <= mostLeftOut {
				d.LeftOut = append(d.LeftOut, l)
			}
			continue
		}
		d.Total++
		counts[l.Verdict]++
		if l.Verdict.Attention() {
			if d.AttentionAll++; d.AttentionAll <= mostAttention {
				d.Attention = append(d.Attention, l)
			}
		}
	}
	d.Shares = shares(counts)
	for _, a := range r.Applications {
		d.Applications = append(d.Applications, applicationLine{a, shares(a.Verdicts)})
	}
	for _, name := range files {
		if strings.HasSuffix(name, ".csv") {
			d.CSVs = append(d.CSVs, name)
		}
	}
	return draw("index", d)
}
