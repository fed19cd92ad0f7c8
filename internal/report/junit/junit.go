// Package junit writes a report as the JUnit XML that Jenkins draws its trend
// of: a suite a stage and one for the verdicts, a case an instance.
package junit

import (
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"patchline/internal/report/model"
	"patchline/internal/report/verdict"
	"patchline/internal/run"
)

// Verdicts is the name of the suite of verdicts.
const Verdicts = "verdict"

// Line is what the XML needs of an instance.
type Line struct {
	ID, Name, Application string
	Verdict               verdict.Verdict
	Why                   string // the sentence and the first reason
	Stages                []model.Stand
}

// Write writes the XML: it is the same for the same run, and has no times but
// those of the stages.
func Write(to io.Writer, runID string, stages []model.Stage, missing []string, lines []Line) error {
	w := bufio.NewWriter(to)
	fmt.Fprintf(w, "%s<testsuites name=\"%s\">\n", xml.Header, escape("patchline "+runID))
	whole(w, missing)
	for _, s := range stages {
		suite(w, s.Name, s.FinishedAt.Sub(s.StartedAt).Seconds(), ofStage(s.Name, lines))
	}
	suite(w, Verdicts, 0, ofVerdicts(lines))
	fmt.Fprint(w, "</testsuites>\n")
	return w.Flush()
}

// whole is the suite that says whether the run came to its end.
func whole(w io.Writer, missing []string) {
	const head, name = " <testsuite name=\"run\" tests=\"1\" failures=\"0\" errors=\"%d\" skipped=\"0\">\n", "  <testcase classname=\"patchline.run\" name=\"came to its end\""
	if len(missing) == 0 {
		fmt.Fprintf(w, head+name+"/>\n </testsuite>\n", 0)
		return
	}
	fmt.Fprintf(w, head+name+"><error message=\"%s\"/></testcase>\n </testsuite>\n", 1, escape(strings.Join(missing, " ")))
}

// kase is one case: name, and what is inside of it.
type kase struct {
	line             *Line
	element, message string // element is "" for a case that passed
}

func ofStage(stage string, lines []Line) []kase {
	var cases []kase
	for n := range lines {
		for _, s := range lines[n].Stages {
			if s.Stage != stage {
				continue
			}
			c := kase{line: &lines[n], message: s.Reason}
			switch s.Status {
			case run.Failed:
				c.element = "failure"
			case run.Skipped:
				c.element = "skipped"
			case model.Pending:
				c.element = "error"
			default: // passed
			}
			cases = append(cases, c)
		}
	}
	return cases
}

func ofVerdicts(lines []Line) []kase {
	cases := make([]kase, len(lines))
	for n := range lines {
		cases[n] = kase{line: &lines[n], message: lines[n].Why}
		switch v := lines[n].Verdict; {
		case v == verdict.Unfinished:
			cases[n].element = "error"
		case v.Attention():
			cases[n].element = "failure"
		case v == verdict.NotConfirmed || v == verdict.LeftOut || v == verdict.Scanned:
			cases[n].element = "skipped"
		}
	}
	return cases
}

func suite(w io.Writer, name string, seconds float64, cases []kase) {
	counts := map[string]int{}
	for _, c := range cases {
		counts[c.element]++
	}
	fmt.Fprintf(w, " <testsuite name=\"%s\" tests=\"%d\" failures=\"%d\" errors=\"%d\" skipped=\"%d\" time=\"%.3f\">\n",
		escape(name), len(cases), counts["failure"], counts["error"], counts["skipped"], seconds)
	// Jenkins takes what is before the last full stop for a package.
	class := "patchline." + strings.ReplaceAll(name, ".", "_")
	for _, c := range cases {
		fmt.Fprintf(w, "  <testcase classname=\"%s\" name=\"%s\"", escape(class), escape(title(c.line)))
		if c.element == "" {
			fmt.Fprint(w, "/>\n")
			continue
		}
		fmt.Fprintf(w, "><%s message=\"%s\"/></testcase>\n", c.element, escape(c.message))
	}
	fmt.Fprint(w, " </testsuite>\n")
}

// title names an instance so that it is the same in every run.
func title(l *Line) string {
	text := l.ID
	if l.Name != "" {
		text = l.Name + " " + text
	}
	if l.Application != "" {
		text = l.Application + ": " + text
	}
	return text
}

func escape(text string) string {
	var out strings.Builder
	_ = xml.EscapeText(&out, []byte(text)) // a Builder takes everything
	return out.String()
}
