package report_test

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"patchline/internal/cli"
	"patchline/internal/report"
	"patchline/internal/report/model"
	"patchline/internal/report/verdict"
	"patchline/internal/run"
)

// read gives a file of a report.
func read(t *testing.T, folder, name string) string {
	t.Helper()
	body, err := os.ReadFile(filepath.Join(folder, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// instances are those of a report's JSON, by id.
func instances(t *testing.T, folder string) map[string]model.Instance {
	t.Helper()
	var r model.Report
	if err := json.Unmarshal([]byte(read(t, folder, "report.json")), &r); err != nil {
		t.Fatal(err)
	}
	all := map[string]model.Instance{}
	for _, i := range r.Instances {
		all[i.ID] = i
	}
	return all
}

// details are report's part of a result.
func details(t *testing.T, outcome cli.Outcome) report.Details {
	t.Helper()
	d, is := outcome.Details.(report.Details)
	if !is {
		t.Fatalf("the details are %+v", outcome.Details)
	}
	return d
}

// rows are those of a merged CSV, by column.
func rows(t *testing.T, folder, kind string) []map[string]string {
	t.Helper()
	records, err := csv.NewReader(strings.NewReader(read(t, folder, "csv/"+kind+".csv"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var all []map[string]string
	for _, record := range records[1:] {
		row := map[string]string{}
		for n, column := range records[0] {
			row[column] = record[n]
		}
		all = append(all, row)
	}
	return all
}

// mustHave fails where a text lacks some part.
func mustHave(t *testing.T, what, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("%s lacks %q", what, part)
		}
	}
}

func TestANightOnWhichEverythingHappens(t *testing.T) {
	folder := t.TempDir()
	outcome := patchedNight(t).make(folder)
	got := instances(t, folder)
	for number, want := range map[int]struct {
		verdict verdict.Verdict
		reason  string // a part of the first
	}{
		1: {verdict.Patched, ""},
		2: {verdict.Incomplete, ""},
		3: {verdict.Failed, "0x800F0922"},
		4: {verdict.Failed, "not present: KB5066783 (RolledBack)"},
		5: {verdict.NotConfirmed, ""},
		6: {verdict.Unreachable, "start: it runs, and its SSM agent has not reported"},
		7: {verdict.NothingToDo, ""},
		8: {verdict.Failed, "ended with Failed and the document wrote no marker"},
	} {
		i := got[id(number)]
		if i.Verdict != want.verdict {
			t.Errorf("instance %d is %s (%s) by %+v", number, i.Verdict, i.Sentence, i.Witnesses)
		}
		if len(i.Reasons) == 0 != (want.reason == "") || (want.reason != "" && !strings.Contains(i.Reasons[0], want.reason)) {
			t.Errorf("instance %d gives as reasons %q", number, i.Reasons)
		}
	}
	if left := got["i-0000000000000dead"]; left.Verdict != verdict.LeftOut || left.Reasons[0] != "its platform is Linux/UNIX" {
		t.Errorf("the one that was left out is %+v", left)
	}
	if i := got[id(2)]; len(i.Failed) != 2 || i.Failed[0].Name != "ERROR_INSTALL_FAILURE" || i.Failed[0].Do == "" || i.Failed[1].Note != "it asks the user" {
		t.Errorf("what is not installed on the incomplete one: %+v", i.Failed)
	}
	if i := got[id(1)]; i.Counts.Before != 2 || i.Counts.After != 3 || len(i.Installed) != 1 || i.Reboot.After != "2026-11-17T23:40:00Z" || len(i.Snapshots) != 1 || i.Domain != "corp.example.com" {
		t.Errorf("the patched one is %+v", i)
	}
	if lines := strings.Count(outcome.Summary, "\n"); lines > 20 || lines < 8 {
		t.Errorf("the summary has %d lines:\n%s", lines, outcome.Summary)
	}
	mustHave(t, "the summary", outcome.Summary, "8 instances of 3 applications", "1 patched (12.5 %)", "Somebody has to look at 5", "CBS_E_INSTALLERS_FAILED on 2")
	mustHave(t, "the page", read(t, folder, "index.html"),
		`href="https://support.microsoft.com/help/5066783"`, "ERROR_INSTALL_FAILURE", "Most frequent errors", "Time line", "wait-marker-Patchline-UpdateWindows-NoRestart", "stopped again")
	if d := details(t, outcome); d.Attention != 5 || d.Instances != 9 || d.Verdicts[verdict.Failed] != 3 {
		t.Errorf("the result's details are %+v", outcome.Details)
	}
}

func TestEveryInstanceHasARowInEveryCSVOrSaysWhyNot(t *testing.T) {
	folder := t.TempDir()
	n := patchedNight(t)
	n.make(folder)
	for _, kind := range []string{"updates-before", "updates-after", "update-results", "updates-installed", "updates-failed", "software", "updates-confirmed", "verdicts"} {
		if kind != "verdicts" {
			header, _, _ := strings.Cut(read(t, folder, "csv/"+kind+".csv"), "\r\n")
			if want := strings.Join(append(run.CSVKind(kind).Columns(), "Missing"), ","); header != want {
				t.Errorf("%s begins with %s, want %s", kind, header, want)
			}
		}
		found := map[string]string{}
		for _, row := range rows(t, folder, kind) {
			found[row["InstanceId"]] = row["Missing"]
			if row["RunId"] != runID {
				t.Errorf("%s: a row of run %s", kind, row["RunId"])
			}
		}
		if why := found[id(6)]; kind != "verdicts" && !strings.Contains(why, "its SSM agent has not reported") {
			t.Errorf("%s says of the unreachable instance: %q", kind, why)
		}
		if _, there := found["i-0000000000000dead"]; !there {
			t.Errorf("%s has no row for the instance that was left out", kind)
		}
		if kind == "verdicts" && len(found) != 9 {
			t.Errorf("verdicts has %d rows", len(found))
		}
	}
}

func TestTheSameRunGivesTheSameBytesAndASecondReportWritesNothing(t *testing.T) {
	n := patchedNight(t)
	one, two := t.TempDir(), t.TempDir()
	n.make(one)
	before := objects(t, n, prefix+"/")
	files := details(t, n.make(two)).Files
	for _, name := range files {
		if read(t, one, name) != read(t, two, name) {
			t.Errorf("%s differs", name)
		}
		if got := before[n.run.Keys.Report(name)]; got != read(t, one, name) {
			t.Errorf("%s is another on S3", name)
		}
	}
	after := objects(t, n, prefix+"/")
	if len(after) != len(before) {
		t.Errorf("there were %d objects and are %d", len(before), len(after))
	}
	n.make("")
	if again := objects(t, n, prefix+"/"); len(again) != len(before) {
		t.Errorf("without --output there are %d objects", len(again))
	}
}

// objects are what a store has below a prefix.
func objects(t *testing.T, n *night, below string) map[string]string {
	t.Helper()
	all := map[string]string{}
	for key, err := range n.store.List(t.Context(), below, "") {
		object, getErr := n.store.Get(t.Context(), key)
		if err != nil || getErr != nil {
			t.Fatal(err, getErr)
		}
		all[key] = string(object.Body)
	}
	return all
}

func TestTheHistoryIsPartitionedByAccountRegionAndMonth(t *testing.T) {
	n := patchedNight(t)
	n.make("")
	history := objects(t, n, prefix+"/history/")
	const home = "prod/history/verdicts/account=111122223333/region=eu-central-1/year=2026/month=11/run=2026-11-prod/part.csv"
	const other = "prod/history/verdicts/account=444455556666/region=us-east-1/year=2026/month=11/run=2026-11-prod/part.csv"
	if got := strings.Count(history[home], "\r\n"); got != 9 { // a header, 7 instances and one left out
		t.Errorf("at home there are %d lines", got)
	}
	if got := strings.Count(history[other], "\r\n"); got != 2 || !strings.Contains(history[other], id(7)) {
		t.Errorf("elsewhere there are %d lines", got)
	}
	if len(history) != 2*8 {
		t.Errorf("the history has %d files", len(history))
	}
}

func TestADryRunWritesTheFolderOnly(t *testing.T) {
	n := patchedNight(t)
	before := len(objects(t, n, ""))
	folder := t.TempDir()
	n.make(folder, func(o *report.Options) { o.DryRun = true })
	if after := len(objects(t, n, "")); after != before || read(t, folder, "index.html") == "" {
		t.Errorf("there were %d objects and are %d", before, after)
	}
}

func TestDocumentsThatARunDoesWithoutAreNotMissing(t *testing.T) {
	n := newNight(t, instance(1, "payroll"))
	for _, id := range []run.StageID{
		{Stage: run.StageSnapshot}, {Stage: run.StageStart}, send(run.DocInstall), wait(run.DocInstall),
		{Stage: run.StageRestore}, {Stage: run.StageConfirm},
	} {
		n.record(id, 1, n.each(ok))
	}
	folder := t.TempDir()
	outcome := n.make(folder)
	if gaps := details(t, outcome).Missing; len(gaps) != 0 {
		t.Errorf("missing are %q", gaps)
	}
	mustHave(t, "the page", read(t, folder, "index.html"), "This run went on without Patchline-UpdateSSMAgent, Patchline-UpdateWindows-Before, Patchline-UpdateWindows-After, ")
}

func TestARunThatWasCutOffSaysWhatIsMissing(t *testing.T) {
	n := newNight(t, instance(1, "payroll"), instance(2, "payroll"))
	folder := t.TempDir()
	outcome := n.make(folder)
	mustHave(t, "the summary", outcome.Summary, "missing: snapshot is not recorded", "2 unfinished")
	for _, i := range []int{1, 2} {
		if got := instances(t, folder)[id(i)]; got.Verdict != verdict.Unfinished || got.Do == "" {
			t.Errorf("instance %d is %+v", i, got)
		}
	}
	mustHave(t, "the page", read(t, folder, "index.html"), "This run has not come to its end", "restore is not recorded", "No stage is recorded")
	mustHave(t, "the JUnit file", read(t, folder, "junit.xml"), `<error message="snapshot is not recorded`)

	n.record(run.StageID{Stage: run.StageSnapshot}, 5, n.each(ok))
	n.send(run.DocInstall, 1, id(1), id(2))
	n.mark(run.DocInstall, 1, id(1), run.Success)
	n.csv(run.UpdateResults, id(1), update(3, run.ColResult, run.ResultSucceeded))
	n.record(wait(run.DocInstall), 5, []run.InstanceResult{{ID: id(1), Status: run.OK}}, func(r *run.StageResult) {
		r.Complete, r.Pending = false, map[string]string{id(2): "its end was not seen"}
	})
	outcome = n.make(folder)
	mustHave(t, "the page", read(t, folder, "index.html"), "wait-marker-Patchline-UpdateWindows-NoRestart did not come to its end (instances still waited for: 1)")
	got := instances(t, folder)
	if got[id(1)].Witnesses.Marker != verdict.MarkerInstalled || got[id(1)].Verdict != verdict.Unfinished {
		t.Errorf("the one that installed is %+v", got[id(1)])
	}
	if got[id(2)].Witnesses.Command != verdict.CommandOpen || !slices.ContainsFunc(got[id(2)].Reasons, func(r string) bool { return strings.Contains(r, "its end was not seen") }) {
		t.Errorf("the one that is waited for is %+v", got[id(2)])
	}
	mustHave(t, "the result", outcome.String()+outcome.Summary, "2 unfinished")
}

func TestARunThatDoesNotExistHasNoReport(t *testing.T) {
	n := newNight(t)
	for name, change := range map[string]func(*report.Options){
		"the run":                 func(o *report.Options) { o.Run = "other" },
		"the one to compare with": func(o *report.Options) { o.CompareWith = "other" },
	} {
		folder := t.TempDir()
		_, err := report.Make(t.Context(), options(folder, change), n.store)
		if err == nil || !strings.Contains(err.Error(), `run "other": there is no such run`) {
			t.Errorf("%s: %v", name, err)
		}
		if files, _ := os.ReadDir(folder); len(files) > 0 {
			t.Errorf("%s: %v was written", name, files)
		}
	}
}

func TestARunOfNothingHasAReport(t *testing.T) {
	folder := t.TempDir()
	newNight(t).make(folder)
	if body := read(t, folder, "report.json"); !json.Valid([]byte(body)) || !strings.Contains(body, `"instances":[`) {
		t.Errorf("its JSON is %s", body)
	}
}
