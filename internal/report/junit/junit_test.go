package junit_test

import (
	"encoding/xml"
	"strings"
	"testing"
	"time"

	"patchline/internal/report/junit"
	"patchline/internal/report/model"
	"patchline/internal/report/verdict"
	"patchline/internal/run"
)

// suites is the XML as Jenkins reads it.
type suites struct {
	Suites []struct {
		Name     string  `xml:"name,attr"`
		Tests    int     `xml:"tests,attr"`
		Failures int     `xml:"failures,attr"`
		Errors   int     `xml:"errors,attr"`
		Skipped  int     `xml:"skipped,attr"`
		Time     float64 `xml:"time,attr"`
		Cases    []struct {
			Class   string `xml:"classname,attr"`
			Name    string `xml:"name,attr"`
			Failure *said  `xml:"failure"`
			Error   *said  `xml:"error"`
			Skipped *said  `xml:"skipped"`
		} `xml:"testcase"`
	} `xml:"testsuite"`
}

type said struct {
	Message string `xml:"message,attr"`
}

func TestJenkinsReadsACaseForEachInstanceAndStage(t *testing.T) {
	began := time.Date(2026, 11, 17, 22, 0, 0, 0, time.UTC)
	stages := []model.Stage{
		{Name: "snapshot", StartedAt: began, FinishedAt: began.Add(90 * time.Second)},
		{Name: "wait-marker-My.Document", StartedAt: began, FinishedAt: began},
	}
	stand := func(first, second run.Status) []model.Stand {
		all := []model.Stand{{Stage: "snapshot", Status: first, Reason: "why <&\"\x01>"}}
		if second != "" {
			all = append(all, model.Stand{Stage: "wait-marker-My.Document", Status: second, Reason: "then"})
		}
		return all
	}
	lines := []junit.Line{
		{ID: "i-1", Name: "web", Application: "payroll", Verdict: verdict.Patched, Stages: stand(run.OK, run.OK)},
		{ID: "i-2", Verdict: verdict.Failed, Why: "bad", Stages: stand(run.Failed, run.Skipped)},
		{ID: "i-3", Verdict: verdict.Unfinished, Stages: stand(run.OK, model.Pending)},
		{ID: "i-4", Verdict: verdict.LeftOut},
	}
	var out strings.Builder
	if err := junit.Write(&out, "night", stages, []string{"confirm is missing."}, lines); err != nil {
		t.Fatal(err)
	}
	var got suites
	if err := xml.Unmarshal([]byte(out.String()), &got); err != nil {
		t.Fatalf("%v in\n%s", err, out.String())
	}
	type counts struct{ tests, failures, errors, skipped int }
	want := map[string]counts{
		"run": {1, 0, 1, 0}, "snapshot": {3, 1, 0, 0}, "wait-marker-My.Document": {3, 0, 1, 1}, junit.Verdicts: {4, 1, 1, 1},
	}
	for _, s := range got.Suites {
		if c := (counts{s.Tests, s.Failures, s.Errors, s.Skipped}); c != want[s.Name] || len(s.Cases) != s.Tests {
			t.Errorf("%s has %+v with %d cases, want %+v", s.Name, c, len(s.Cases), want[s.Name])
		}
		delete(want, s.Name)
	}
	if len(want) > 0 {
		t.Errorf("there is no suite for %v", want)
	}
	snapshot := got.Suites[1]
	if snapshot.Time != 90 || snapshot.Cases[0].Name != "payroll: web i-1" || snapshot.Cases[0].Class != "patchline.snapshot" {
		t.Errorf("the first case is %+v of %v s", snapshot.Cases[0], snapshot.Time)
	}
	if failure := snapshot.Cases[1].Failure; failure == nil || failure.Message != "why <&\"\ufffd>" {
		t.Errorf("the failure is %+v", failure)
	}
	if class := got.Suites[2].Cases[0].Class; class != "patchline.wait-marker-My_Document" {
		t.Errorf("a document with a full stop makes the class %s", class)
	}
}
