package html

import (
	"strings"
	"testing"
	"time"

	"patchline/internal/report/merge"
	"patchline/internal/report/model"
	"patchline/internal/report/verdict"
	"patchline/internal/run"
)

func TestOnlyNumbersLeadToTheVendorsPages(t *testing.T) {
	for kb, want := range map[string]string{
		"KB5066783": "https://support.microsoft.com/help/5066783",
		"5066783":   "https://support.microsoft.com/help/5066783",
		"":          "", "KB": "", "KB12": "", "KB5066783/../x": "", "KB5066783x": "", "javascript:1": "", "KB12345678901234": "", "KB٥٠٦٦٧٨٣": "",
	} {
		if got := article(kb); got != want {
			t.Errorf("%s leads to %q", kb, got)
		}
	}
}

func TestABarIsAsWideAsItIsWhateverTheShares(t *testing.T) {
	for name, counts := range map[string]map[verdict.Verdict]int{
		"one":            {verdict.Patched: 1},
		"thirds":         {verdict.Patched: 1, verdict.Failed: 1, verdict.Unreachable: 1},
		"one of many":    {verdict.Patched: 9999, verdict.Failed: 1},
		"many of little": {verdict.Patched: 1, verdict.NothingToDo: 1, verdict.Incomplete: 100000, verdict.Failed: 1, verdict.Unreachable: 1},
	} {
		x := 0
		for _, s := range shares(counts) {
			if s.X != x || s.Width < 4 {
				t.Errorf("%s: %s begins at %d and is %d wide, want it at %d", name, s.Verdict, s.X, s.Width, x)
			}
			x += s.Width
		}
		if x != chartWidth {
			t.Errorf("%s: the bar is %d wide", name, x)
		}
	}
	if bar := shares(nil); len(bar) != 0 {
		t.Errorf("of nothing: %v", bar)
	}
}

func TestTheTimeLineStaysInItsPlace(t *testing.T) {
	at := func(minutes int) time.Time { return time.Date(2026, 11, 17, 22, minutes, 0, 0, time.UTC) }
	r := &model.Report{BeganAt: at(0), EndedAt: at(50), Stages: []model.Stage{
		{StartedAt: at(0), FinishedAt: at(25)}, {StartedAt: at(25), FinishedAt: at(25)}, {StartedAt: at(50), FinishedAt: at(50)},
	}}
	lines := timeLine(r)
	if lines[0].X != 0 || lines[0].Width != 500 || lines[1].X != 500 || lines[1].Width < 1 || lines[2].X+lines[2].Width > chartWidth {
		t.Errorf("got %+v", lines)
	}
	r.EndedAt = r.BeganAt // a run of one moment
	if lines := timeLine(r); lines[0].X != 0 {
		t.Errorf("got %+v", lines[0])
	}
}

func TestPagesHoldEveryInstanceOnce(t *testing.T) {
	var applications []string
	for n := range 260 {
		applications = append(applications, []string{"", "a", "b"}[n/100])
	}
	p := NewPlan(applications)
	open := false
	for n := range applications {
		if p.Begins(n) == open {
			t.Fatalf("instance %d: a page begins %v while one is open %v", n, p.Begins(n), open)
		}
		open = !p.Ends(n)
	}
	if open || len(p.pages) != 6 || p.Page(0) != "pages/0001-other-001.html" || p.Page(259) != "pages/0003-b-002.html" {
		t.Errorf("%d pages, from %s to %s", len(p.pages), p.Page(0), p.Page(259))
	}
}

func TestNamesOfFilesAreTameWhateverTheApplication(t *testing.T) {
	for name, want := range map[string]string{
		"Payroll & Tax": "payroll-tax", "../../etc": "etc", "日本": "other", "": "other", "--a--": "a",
		strings.Repeat("ab ", 30): strings.TrimSuffix(strings.Repeat("ab-", 14), "-")[:40],
	} {
		if got := slug(name); got != want {
			t.Errorf("%q became %q, want %q", name, got, want)
		}
	}
}

func TestUpdatesBeforeAndAfterAreOneListWithMarks(t *testing.T) {
	row := func(kb, id string) []string {
		return run.UpdatesAfter.Row(map[string]string{run.ColKB: kb, run.ColUpdateID: id})
	}
	marks := func(before, after [][]string) string {
		l := &merge.Lists{Rows: map[run.CSVKind][][]string{}}
		if before != nil {
			l.Rows[run.UpdatesBefore] = before
		}
		if after != nil {
			l.Rows[run.UpdatesAfter] = after
		}
		text := ""
		for _, p := range compare(l) {
			text += p.KB + p.Mark + " "
		}
		return text
	}
	before, after := [][]string{row("KB1", "A"), row("KB2", "")}, [][]string{row("KB1", "a"), row("KB3", "c")}
	for want, got := range map[string]string{
		"KB1 KB3new KB2gone ": marks(before, after),
		"KB1 KB2 ":            marks(before, nil),
		"KB1 KB3 ":            marks(nil, after),
		"":                    marks(nil, nil),
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
