package report_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"patchline/internal/report"
	"patchline/internal/report/verdict"
	"patchline/internal/run"
)

const evil = "=cmd|'/c calc'!A1 <script>alert(1)</script> \"onmouseover=x \x1b[31m\u202e\r\n& ${x} {{.}} ]]> javascript:x"

func TestHostileTextIsHarmlessEverywhere(t *testing.T) {
	i := instance(1, evil)
	i.Name, i.Owner, i.Agent.OSName = evil, evil, evil
	n := newNight(t, i)
	n.healthy()
	cells := map[string]string{}
	for _, column := range run.UpdateResults.Columns() {
		cells[column] = evil
	}
	n.csv(run.UpdateResults, id(1), cells, update(3, run.ColResult, run.ResultFailed, run.ColKB, "KB123456/../x?y"))
	n.csv(run.Software, id(1), program(evil, evil))
	n.csv(run.UpdatesFailed, id(1), update(4, run.ColResult, run.ResultFailed, run.ColHResult, "<b>0x80070643"))
	folder := t.TempDir()
	outcome := n.make(folder)
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		body, err := os.ReadFile(path)
		text := string(body)
		if strings.ContainsFunc(text, func(r rune) bool { return (unicode.IsControl(r) && r != '\n' && r != '\r') || r == '\u202e' }) {
			t.Errorf("%s has control characters", entry.Name())
		}
		switch filepath.Ext(path) {
		case ".html":
			for _, bad := range []string{"<script", "javascript:x\"", " onmouseover", "style=", "<b>0x", "href=\"https://support.microsoft.com/help/123456/"} {
				if strings.Contains(text, bad) && (bad != " onmouseover" || !strings.Contains(text, "&#34;onmouseover")) {
					t.Errorf("%s has %s", entry.Name(), bad)
				}
			}
		case ".md":
			if strings.Contains(text, "<script") {
				t.Errorf("%s has a script", entry.Name())
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range []string{"update-results", "software", "verdicts", "updates-failed"} {
		for _, row := range rows(t, folder, kind) {
			for column, cell := range row {
				if strings.ContainsAny(cell[:min(len(cell), 1)], "=+-@") {
					t.Errorf("%s: %s is the formula %q", kind, column, cell)
				}
			}
			if row["InstanceId"] != id(1) && row["InstanceId"] != "i-0000000000000dead" {
				t.Errorf("%s: a row says that it is of %q", kind, row["InstanceId"])
			}
		}
	}
	if strings.Contains(outcome.Summary, "\x1b") {
		t.Errorf("the summary has an escape: %q", outcome.Summary)
	}
}

func TestMarkersThatLieAreNotBelieved(t *testing.T) {
	for name, test := range map[string]struct {
		change func(*run.Marker)
		want   verdict.Verdict
	}{
		"one that tells the truth":           {func(*run.Marker) {}, verdict.Patched},
		"one of another instance":            {func(m *run.Marker) { m.Instance = id(2) }, verdict.Incomplete},
		"one of another run":                 {func(m *run.Marker) { m.Run = "other" }, verdict.Incomplete},
		"one of another outcome":             {func(m *run.Marker) { m.Outcome = run.Failure }, verdict.Incomplete},
		"one of another attempt":             {func(m *run.Marker) { m.Attempt = 7 }, verdict.Incomplete},
		"one with counts that nobody counts": {func(m *run.Marker) { m.Counts = map[string]int{run.CountFailed: -1 << 60} }, verdict.Patched},
	} {
		t.Run(name, func(t *testing.T) {
			n := newNight(t, instance(1, "payroll"))
			n.send(run.DocInstall, 1, id(1))
			n.mark(run.DocInstall, 1, id(1), run.Success, test.change)
			n.csv(run.UpdateResults, id(1), update(3, run.ColResult, run.ResultSucceeded))
			n.send(run.DocConfirm, 1, id(1))
			n.mark(run.DocConfirm, 1, id(1), run.Success)
			n.csv(run.Confirmed, id(1), update(3, run.ColResult, run.ResultPresent))
			folder := t.TempDir()
			n.make(folder)
			if got := instances(t, folder)[id(1)]; got.Verdict != test.want {
				t.Errorf("it is %s: %s %v", got.Verdict, got.Sentence, got.Reasons)
			}
		})
	}
}

func TestNobodyIsPatchedWhoseScanDoesNotSpeakOfEveryUpdate(t *testing.T) {
	for name, test := range map[string]struct {
		confirmed []map[string]string
		want      verdict.Scan
	}{
		"of both":                       {[]map[string]string{update(3, run.ColResult, run.ResultPresent), update(4, run.ColResult, run.ResultPresent)}, verdict.ScanPresent},
		"of one":                        {[]map[string]string{update(3, run.ColResult, run.ResultPresent)}, verdict.ScanFailed},
		"of one twice":                  {[]map[string]string{update(3, run.ColResult, run.ResultPresent), update(3, run.ColResult, run.ResultPresent)}, verdict.ScanFailed},
		"of none":                       {nil, verdict.ScanFailed},
		"with a word that says nothing": {[]map[string]string{update(3, run.ColResult, "Fine"), update(4, run.ColResult, "Fine")}, verdict.ScanFailed},
		"one of which waits":            {[]map[string]string{update(3, run.ColResult, run.ResultPresent), update(4, run.ColResult, run.ResultPendingReboot)}, verdict.ScanPending},
		"one of which is rolled back":   {[]map[string]string{update(3, run.ColResult, run.ResultRolledBack), update(4, run.ColResult, run.ResultPendingReboot)}, verdict.ScanRolledBack},
	} {
		t.Run(name, func(t *testing.T) {
			n := newNight(t, instance(1, "payroll"))
			n.healthy()
			n.csv(run.UpdateResults, id(1), update(3, run.ColResult, run.ResultSucceeded), update(4, run.ColResult, run.ResultSucceededWithErrors))
			n.csv(run.Confirmed, id(1), test.confirmed...)
			folder := t.TempDir()
			n.make(folder)
			got := instances(t, folder)[id(1)]
			if got.Witnesses.Scan != test.want || (got.Verdict == verdict.Patched) != (test.want == verdict.ScanPresent) {
				t.Errorf("it is %s by %+v", got.Verdict, got.Witnesses)
			}
		})
	}
}

func TestCSVsThatCannotBeUsedAreSaidAndTheOthersGoOn(t *testing.T) {
	n := newNight(t, instance(1, "payroll"), instance(2, "payroll"))
	n.healthy()
	n.lists(id(2), true)
	n.put(n.run.Keys.CSV(run.Software, id(1)), []byte("no,such,columns\r\n1,2,3\r\n"))
	n.put(n.run.Keys.CSV(run.UpdatesBefore, id(1)), []byte("KB,UpdateName\n"+strings.Repeat("KB1,"+strings.Repeat("x", 1000)+"\n", 1100)))
	n.put(n.run.Keys.CSV(run.UpdatesBefore, "i-not-an-id"), []byte("KB\nKB1\n"))
	n.put(n.run.Keys.CSVPrefix(run.UpdatesBefore)+"a/b/"+id(1)+".csv", []byte("KB\nKB1\n"))
	n.put(n.run.Keys.CSV(run.UpdatesAfter, "AROAONE:"+id(1)), []byte("KB\nKB1\n"))
	n.put(n.run.Keys.CSV(run.UpdatesAfter, "AROATWO:"+id(1)), []byte("KB\nKB2\n"))
	folder := t.TempDir()
	n.make(folder)
	missing := func(kind string) string {
		for _, row := range rows(t, folder, kind) {
			if row["InstanceId"] == id(1) {
				return row["Missing"] + row["KB"]
			}
		}
		return "nothing"
	}
	mustHave(t, "software", missing("software"), "its CSV can't be read")
	mustHave(t, "the list before", missing("updates-before"), "larger than")
	if got := missing("updates-after"); got != "KB2" {
		t.Errorf("of two callers the last counts, and it says %s", got)
	}
	mustHave(t, "the page", read(t, folder, "index.html"), id(1)+" has uploaded its CSVs as two callers")
	if got := len(rows(t, folder, "software")); got != 1+2+1 {
		t.Errorf("software has %d rows", got)
	}
}

func TestWhatIsNewBetweenListsOfOtherRunsIsSaidToBeSo(t *testing.T) {
	n := newNight(t, instance(1, "payroll"), instance(2, "payroll"), instance(3, "payroll"))
	n.healthy()
	n.lists(id(1), true)
	n.csv(run.UpdatesAfter, id(2), update(3))
	n.csv(run.UpdatesInstalled, id(2), update(3))
	n.put(n.run.Keys.CSV(run.UpdatesBefore, id(3)), []byte("no,such,columns\r\n1,2,3\r\n"))
	n.csv(run.UpdatesAfter, id(3), update(3))
	n.csv(run.UpdatesInstalled, id(3), update(3))
	folder := t.TempDir()
	n.make(folder)
	for instance, want := range map[string]bool{id(1): false, id(2): true, id(3): false} {
		notes := strings.Join(instances(t, folder)[instance].Notes, "; ")
		if got := strings.Contains(notes, run.DocCompare+" found new between lists"); got != want {
			t.Errorf("the notes of %s are %q", instance, notes)
		}
	}
}

func TestLargeRunsHavePagesByApplication(t *testing.T) {
	var all []run.Instance
	for n := range 130 {
		all = append(all, instance(n, []string{"payroll", "Ware/house <1>"}[n%13/12]))
	}
	n := newNight(t, all...)
	n.healthy()
	folder := t.TempDir()
	old := filepath.Join(folder, "pages", "0009-gone.html")
	if err := os.MkdirAll(filepath.Dir(old), 0o700); err != nil {
		t.Fatal(err)
	}
	checks := filepath.Join(folder, "csv", "checks.csv")
	if err := os.MkdirAll(filepath.Dir(checks), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{old, checks, filepath.Join(folder, "pages", "mine.html")} {
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	files := details(t, n.make(folder)).Files
	for _, want := range []string{"pages/0001-ware-house-1.html", "pages/0002-payroll-001.html", "pages/0002-payroll-002.html", "pages/0002-payroll-003.html"} {
		if !slices.Contains(files, want) {
			t.Errorf("there is no %s in %v", want, files)
		}
	}
	for _, path := range []string{old, checks} {
		if _, err := os.Stat(path); err == nil {
			t.Errorf("%s of an earlier report is still there", path)
		}
	}
	if _, err := os.Stat(filepath.Join(folder, "pages", "mine.html")); err != nil {
		t.Error("what is no page of a report was removed")
	}
	sections := 0
	links := regexp.MustCompile(`href="([^"#]*)(?:#([^"]*))?"`)
	for _, name := range files {
		if filepath.Ext(name) != ".html" {
			continue
		}
		text := read(t, folder, name)
		sections += strings.Count(text, `<section class="instance"`)
		for _, link := range links.FindAllStringSubmatch(text, -1) {
			if strings.HasPrefix(link[1], "https://") {
				continue
			}
			target := filepath.ToSlash(filepath.Join(filepath.Dir(name), link[1]))
			if !slices.Contains(files, target) {
				t.Errorf("%s links to %s, which is not there", name, link[1])
			} else if link[2] != "" && !strings.Contains(read(t, folder, target), fmt.Sprintf("id=%q", link[2])) {
				t.Errorf("%s links to %s of %s, which is not there", name, link[2], link[1])
			}
		}
	}
	if sections != 130 {
		t.Errorf("%d instances are drawn", sections)
	}
}

func TestSoftwareIsComparedWithAnotherRun(t *testing.T) {
	n := newNight(t, instance(1, "payroll"), instance(2, "payroll"))
	n.healthy()
	earlier := run.Run{Store: n.store, Keys: run.Keys{Prefix: prefix, Run: "2026-10-prod"}}
	if _, err := earlier.WriteManifest(t.Context(), n.m); err != nil {
		t.Fatal(err)
	}
	then, err := run.EncodeCSV(run.Software, [][]string{
		run.Software.Row(program("Agent", "1.0")), run.Software.Row(program("Gone", "1")), run.Software.Row(program("Same", "1")),
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, number := range []int{1, 2} {
		n.put(earlier.Keys.CSV(run.Software, id(number)), then)
		n.csv(run.Software, id(number), program("Agent", "2.0"), program("Same", "1"), program("Come", ""))
	}
	folder := t.TempDir()
	n.make(folder, func(o *report.Options) { o.CompareWith = "2026-10-prod" })
	page := read(t, folder, "index.html")
	mustHave(t, "the page", page, "Changes since 2026-10-prod", "1.0 → 2.0", "1 went", "(no version) came")
	if strings.Contains(page, "<td>Same</td><td>1 ") {
		t.Error("what has not changed is listed as changed")
	}
	mustHave(t, "the JSON", read(t, folder, "report.json"), `{"name":"Agent","from":"1.0","to":"2.0","instances":2}`, `"changesDistinct":3`)
}

func TestAScanInstallsNothingAndIsNoFailure(t *testing.T) {
	n := newNight(t, instance(1, "payroll"))
	n.healthy()
	n.csv(run.UpdateResults, id(1), update(3, run.ColResult, run.ResultFound), update(4, run.ColResult, run.ResultSkipped))
	n.csv(run.Confirmed, id(1))
	folder := t.TempDir()
	n.make(folder)
	if got := instances(t, folder)[id(1)]; got.Verdict != verdict.Scanned || got.Counts.Found != 1 {
		t.Errorf("it is %s: %+v", got.Verdict, got.Counts)
	}
}

func TestTheLastAttemptCounts(t *testing.T) {
	n := newNight(t, instance(1, "payroll"), instance(2, "payroll"))
	n.healthy()
	n.send(run.DocInstall, 2, id(2))
	n.mark(run.DocInstall, 2, id(2), run.Failure, func(m *run.Marker) { m.Error = "again" })
	// One that was sent nothing in the second attempt has written to it.
	n.mark(run.DocInstall, 2, id(1), run.Failure)
	for _, number := range []int{1, 2} {
		n.csv(run.UpdateResults, id(number), update(3, run.ColResult, run.ResultSucceeded))
		n.csv(run.Confirmed, id(number), update(3, run.ColResult, run.ResultPresent))
	}
	folder := t.TempDir()
	n.make(folder)
	got := instances(t, folder)
	if got[id(1)].Verdict != verdict.Patched || got[id(2)].Verdict != verdict.Incomplete || !strings.Contains(strings.Join(got[id(2)].Reasons, " "), "again") {
		t.Errorf("%s and %s %v", got[id(1)].Verdict, got[id(2)].Verdict, got[id(2)].Reasons)
	}
}

func TestAnInstanceThatRestoreHasNotStoppedYetIsUnfinished(t *testing.T) {
	i := instance(1, "payroll")
	i.State = run.StateStopped
	n := newNight(t, i)
	n.send(run.DocInstall, 1, id(1))
	n.mark(run.DocInstall, 1, id(1), run.Success)
	n.csv(run.UpdateResults, id(1), update(3, run.ColResult, run.ResultSucceeded))
	n.record(run.StageID{Stage: run.StageRestore}, 5, nil, func(r *run.StageResult) {
		r.Complete, r.Pending = false, map[string]string{id(1): "stopping"}
	})
	n.record(run.StageID{Stage: run.StageConfirm}, 5, []run.InstanceResult{{ID: id(1), Status: run.Skipped, Reason: "nothing was confirmed"}})
	folder := t.TempDir()
	n.make(folder)
	if got := instances(t, folder)[id(1)]; got.Verdict != verdict.Unfinished || !strings.Contains(strings.Join(got.Reasons, " "), "restore has not seen its end: stopping") {
		t.Errorf("it is %s: %v", got.Verdict, got.Reasons)
	}
	n.record(run.StageID{Stage: run.StageRestore}, 5, []run.InstanceResult{{ID: id(1), Status: run.OK}})
	n.make(folder)
	if got := instances(t, folder)[id(1)]; got.Verdict != verdict.NotConfirmed {
		t.Errorf("once it is stopped it is %s: %v", got.Verdict, got.Reasons)
	}
}

func TestAScanOfASecondAttemptHidesNothingOfTheFirst(t *testing.T) {
	for name, test := range map[string]struct {
		results, confirmed []map[string]string
		want               verdict.Verdict
	}{
		"what was found and not installed": {
			[]map[string]string{update(3, run.ColResult, run.ResultSucceeded), update(4, run.ColResult, run.ResultFound)},
			[]map[string]string{update(3, run.ColResult, run.ResultPresent)}, verdict.Incomplete,
		},
		"what has failed": {
			[]map[string]string{update(3, run.ColResult, run.ResultFailed), update(4, run.ColResult, run.ResultFound)}, nil, verdict.Incomplete,
		},
		"what was not attempted": {
			[]map[string]string{update(3, run.ColResult, run.ResultNotAttempted), update(4, run.ColResult, run.ResultFound)}, nil, verdict.Incomplete,
		},
	} {
		t.Run(name, func(t *testing.T) {
			n := newNight(t, instance(1, "payroll"))
			n.healthy()
			n.csv(run.UpdateResults, id(1), test.results...)
			n.csv(run.Confirmed, id(1), test.confirmed...)
			folder := t.TempDir()
			n.make(folder)
			if got := instances(t, folder)[id(1)]; got.Verdict != test.want {
				t.Errorf("it is %s by %+v", got.Verdict, got.Witnesses)
			}
		})
	}
}

func TestWithoutTheListOfResultsTheScanMustSpeakOfAsManyUpdatesAsTheMarkerCounts(t *testing.T) {
	counts := map[string]int{run.CountFound: 2, run.CountInstalled: 2}
	one := []map[string]string{update(3, run.ColResult, run.ResultPresent)}
	for name, test := range map[string]struct {
		counts    map[string]int
		confirmed []map[string]string
		want      verdict.Verdict
	}{
		"of both":      {counts, append(one, update(4, run.ColResult, run.ResultPresent)), verdict.Patched},
		"of one":       {counts, one, verdict.Failed},
		"of one twice": {counts, append(one, one...), verdict.Failed},
		"of none":      {counts, nil, verdict.Failed},
		"of what was installed, and more was found": {map[string]int{run.CountFound: 2, run.CountInstalled: 1}, one, verdict.Incomplete},
	} {
		t.Run(name, func(t *testing.T) {
			n := newNight(t, instance(1, "payroll"))
			n.healthy()
			n.send(run.DocInstall, 2, id(1))
			n.mark(run.DocInstall, 2, id(1), run.Success, func(m *run.Marker) { m.Counts = test.counts })
			n.csv(run.Confirmed, id(1), test.confirmed...)
			folder := t.TempDir()
			n.make(folder)
			got := instances(t, folder)[id(1)]
			if got.Verdict != test.want {
				t.Errorf("it is %s by %+v: %q", got.Verdict, got.Witnesses, got.Reasons)
			}
			if spoken := strings.Contains(strings.Join(got.Reasons, " "), "does not speak of"); spoken != (test.want == verdict.Failed) {
				t.Errorf("its reasons are %q", got.Reasons)
			}
		})
	}
}
