package summary_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"patchline/internal/report/model"
	"patchline/internal/report/summary"
	"patchline/internal/report/verdict"
)

// much is a report with more of everything than a summary names.
func much() (*model.Report, []summary.Case) {
	began := time.Date(2026, 11, 17, 22, 0, 0, 0, time.UTC)
	r := &model.Report{Run: "night", BeganAt: began, EndedAt: began.Add(97 * time.Minute), Software: model.Software{ComparedWith: "other"}}
	var cases []summary.Case
	for n, v := range verdict.All {
		r.Totals = append(r.Totals, model.Total{Verdict: v, Label: v.Label(), Instances: n + 1, Percent: 12.5})
	}
	for n := range 30 {
		cases = append(cases, summary.Case{ID: fmt.Sprintf("i-%d", n), Verdict: "failed", Why: strings.Repeat("long ", 100)})
		r.Missing = append(r.Missing, fmt.Sprintf("stage %d is missing", n))
		r.Failures = append(r.Failures, model.UpdateFailure{HResult: "0x80070643", Name: "ERROR_INSTALL_FAILURE", Do: "look", Instances: n})
	}
	return r, cases
}

func TestASummaryIsNeverLongerThanItsLines(t *testing.T) {
	r, cases := much()
	text := summary.Text(r, cases)
	if lines := strings.Count(text, "\n"); lines > summary.Lines {
		t.Errorf("it has %d lines:\n%s", lines, text)
	}
	for _, part := range []string{"36 instances", "(1h37m)", "1 patched (12.5 %)", "9 left out\n", "… and 29 more: see the report.", "Somebody has to look at 30:", "… and 24 more", "changes since other"} {
		if !strings.Contains(text, part) {
			t.Errorf("it lacks %q:\n%s", part, text)
		}
	}
	for line := range strings.Lines(text) {
		if len(line) > 300 {
			t.Errorf("a line has %d characters", len(line))
		}
	}
}

func TestMarkdownOfHostileNamesIsText(t *testing.T) {
	r, _ := much()
	got := summary.Markdown(r, []summary.Case{{
		ID: "i-1", Name: "[x](javascript:1) ![y](http://evil) <img src=x> @channel `a` | b", Verdict: "failed", Why: "*bold* ~~x~~ &lt; $x$ {y}",
	}})
	for _, bad := range []string{"[x](", "![y](", "<img", "@channel", "`a`", "*bold*", "~~x~~", " | b", "&lt; $"} {
		if strings.Contains(strings.ReplaceAll(got, `\`+bad[:1], ""), bad) {
			t.Errorf("it has %q:\n%s", bad, got)
		}
	}
}
