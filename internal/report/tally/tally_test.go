package tally_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"patchline/internal/report/model"
	"patchline/internal/report/tally"
	"patchline/internal/report/verdict"
)

func TestSharesAreOfTheRunsInstancesOnly(t *testing.T) {
	y := tally.New()
	for n := range 8 {
		v := verdict.Patched
		if n == 7 {
			v = verdict.Failed
		}
		y.Add(&model.Instance{ID: fmt.Sprint(n), Application: "payroll", Owner: fmt.Sprint("owner ", 9-n), Verdict: v}, fmt.Sprint("page ", n))
	}
	y.Add(&model.Instance{ID: "x", Verdict: verdict.LeftOut}, "")
	var r model.Report
	y.Fill(&r)
	for _, total := range r.Totals {
		want := map[verdict.Verdict]float64{verdict.Patched: 87.5, verdict.Failed: 12.5}[total.Verdict]
		if total.Percent != want {
			t.Errorf("%s has %v %%, want %v", total.Verdict, total.Percent, want)
		}
	}
	if len(r.Applications) != 1 || r.Applications[0].Instances != 8 || r.Applications[0].Page != "page 0" || len(r.Applications[0].Owners) != 5 || !slices.IsSorted(r.Applications[0].Owners) {
		t.Errorf("the applications are %+v", r.Applications)
	}
}

func TestAnErrorCountsOnceAnInstanceAndTheMostFrequentComesFirst(t *testing.T) {
	y := tally.New()
	one, other := model.Update{KB: "KB1", HResult: "0x80070643", Name: "A", Do: "a"}, model.Update{Title: "Driver", HResult: "0x800F0922", Name: "B"}
	y.Add(&model.Instance{Verdict: verdict.Failed, Failed: []model.Update{one, one, one, other}}, "")
	y.Add(&model.Instance{Verdict: verdict.Failed, Failed: []model.Update{other, {Title: "skipped"}}}, "")
	var r model.Report
	y.Fill(&r)
	if len(r.Failures) != 2 || r.Failures[0].Name != "B" || r.Failures[0].Instances != 2 || r.Failures[1].Instances != 1 || !slices.Equal(r.Failures[0].Updates, []string{"Driver"}) {
		t.Errorf("the failures are %+v", r.Failures)
	}
}

func TestWhoeverNamesMillionsFillsNoMemory(t *testing.T) {
	y := tally.New()
	for n := range 100_000 {
		y.AddProgram(fmt.Sprint("program ", n), "1", "")
	}
	for range 3 {
		y.AddProgram("program 7", "1", "")
	}
	var r model.Report
	y.Fill(&r)
	if s := r.Software; s.Distinct != 20_000 || len(s.Programs) != 500 || s.Programs[0].Name != "program 7" || s.Programs[0].Instances != 4 {
		t.Errorf("of %d programs the first of %d is %+v", s.Distinct, len(s.Programs), s.Programs[0])
	}
	if len(r.Notes) != 1 || !strings.Contains(r.Notes[0], "20000") {
		t.Errorf("the notes are %q", r.Notes)
	}
}
