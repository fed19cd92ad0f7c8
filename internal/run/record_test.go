package run_test

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"patchline/internal/run"
	"patchline/internal/run/memstore"
)

func TestAManifestIsWrittenOnce(t *testing.T) {
	store := &memstore.Store{}
	r := runOf(store, "night")
	if _, err := r.Manifest(t.Context()); !errors.Is(err, run.ErrUnknown) {
		t.Errorf("before it is written: %v", err)
	}
	first := run.Manifest{
		CreatedAt: night,
		Selection: map[string][]string{"PatchGroup": {"a"}},
		Instances: []run.Instance{{ID: "i-0000000a", State: "stopped"}},
	}
	if _, err := r.WriteManifest(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	later := first
	later.Instances = []run.Instance{{ID: "i-0000000a", State: "running"}}
	have, err := r.WriteManifest(t.Context(), later)
	if err != nil || have.Instances[0].State != "stopped" {
		t.Errorf("a replay must give back the first manifest, the power ledger: %+v, %v", have.Instances, err)
	}
	other := first
	other.Selection = map[string][]string{"PatchGroup": {"b"}}
	if _, err := r.WriteManifest(t.Context(), other); !errors.Is(err, run.ErrTaken) || !strings.Contains(err.Error(), "PatchGroup") {
		t.Errorf("a run id of another selection: %v", err)
	}
}

func TestAManifestOfAnotherSchemaOrRunIsRefused(t *testing.T) {
	for name, test := range map[string]struct{ body, want string }{
		"another schema": {`{"schema": 99, "run": "night"}`, "schema 99"},
		"no schema":      {`{}`, "schema 0"},
		"another run":    {`{"schema": 1, "run": "day"}`, `of run "day"`},
		"not JSON":       {`<html>`, "not valid JSON"},
		"a wrong type":   {`{"schema": 1, "run": 7}`, "manifest.json is not as patchline writes it (a number in run)"},
	} {
		t.Run(name, func(t *testing.T) {
			store := &memstore.Store{}
			if _, err := store.Create(t.Context(), "patchline/runs/night/manifest.json", []byte(test.body)); err != nil {
				t.Fatal(err)
			}
			if _, err := runOf(store, "night").Manifest(t.Context()); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %s", err, test.want)
			}
		})
	}
}

func result(stage run.Stage, instances ...run.InstanceResult) run.StageResult {
	return run.StageResult{Stage: stage, StartedAt: night, FinishedAt: night, Complete: true, Instances: instances}
}

func TestTheLatestAttemptHasTheLastWordOnEachInstance(t *testing.T) {
	r := runOf(&memstore.Store{}, "night")
	for _, attempt := range []run.StageResult{
		result(run.StageSnapshot,
			run.InstanceResult{ID: "i-0000000a", Status: run.Failed, Reason: "snapshot in error"},
			run.InstanceResult{ID: "i-0000000b", Status: run.Failed, Reason: "no volumes"},
			run.InstanceResult{ID: "i-0000000c", Status: run.OK}),
		result(run.StageSnapshot, run.InstanceResult{ID: "i-0000000a", Status: run.OK}),
	} {
		if _, err := r.Record(t.Context(), attempt); err != nil {
			t.Fatal(err)
		}
	}
	history, err := r.History(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	snapshot := run.StageID{Stage: run.StageSnapshot}
	attempts := history.Results[snapshot]
	if len(attempts) != 2 || attempts[1].Attempt != 2 || attempts[0].Counts[run.Failed] != 2 || attempts[0].Counts[run.OK] != 1 {
		t.Errorf("the attempts are %+v", attempts)
	}
	failures := history.Failures()
	if len(failures) != 1 || failures["i-0000000b"].Reason != "no volumes" {
		t.Errorf("the failures are %+v", failures)
	}
	if got := history.Failures(snapshot); len(got) != 0 {
		t.Errorf("but for the snapshots there are no failures: %+v", got)
	}
}

func TestTwoProcessesThatEndAStageAtOnceBothKeepTheirResult(t *testing.T) {
	store := &memstore.Store{}
	r := runOf(store, "night")
	// Another process has written attempt 1 after this one looked.
	raced := raceStore{Store: store, key: "patchline/runs/night/stages/start/1.json"}
	got, err := runOf(&raced, "night").Record(t.Context(), result(run.StageStart, run.InstanceResult{ID: "i-0000000a", Status: run.OK}))
	if err != nil || got.Attempt != 2 {
		t.Errorf("recorded as attempt %d, %v; want 2", got.Attempt, err)
	}
	if _, err := r.Store.Get(t.Context(), raced.key); err != nil {
		t.Errorf("the other's result is gone: %v", err)
	}
}

func TestStageNamesAreReadBack(t *testing.T) {
	for _, id := range []run.StageID{
		{Stage: run.StageSnapshot},
		{Stage: run.StageSend, Document: "Patchline-UpdateWindows-Before"},
		{Stage: run.StageWait, Document: "a.b_c-d"},
	} {
		if got, ok := run.ParseStageID(id.String()); !ok || got != id {
			t.Errorf("%s was read as %+v, %v", id, got, ok)
		}
	}
	for _, text := range []string{"", "nope", "snapshots", "run-doc-", "-x"} {
		if got, ok := run.ParseStageID(text); ok {
			t.Errorf("%q was read as %+v", text, got)
		}
	}
}

func TestAStageLeavesOutWhatHasFailedBeforeItOnly(t *testing.T) {
	failed := func(at time.Time, stage run.Stage, document, instance string) run.StageResult {
		r := result(stage, run.InstanceResult{ID: instance, Status: run.Failed, Reason: "x"})
		r.Document, r.StartedAt = document, at
		return r
	}
	hour := func(n int) time.Time { return night.Add(time.Duration(n) * time.Hour) }
	r := runOf(&memstore.Store{}, "night")
	for _, done := range []run.StageResult{
		failed(hour(0), run.StageSnapshot, "", "i-0000000a"),
		failed(hour(1), run.StageStart, "", "i-0000000b"),
		failed(hour(2), run.StageWait, "Z-First", "i-0000000c"),
		failed(hour(3), run.StageWait, "A-Second", "i-0000000d"),
		failed(hour(4), run.StageRestore, "", "i-0000000e"),
		failed(hour(5), run.StageConfirm, "", "i-0000000f"),
		// The clock of the agent that did it was behind.
		failed(hour(-9), run.StageStart, "", "i-0000000b"),
	} {
		if _, err := r.Record(t.Context(), done); err != nil {
			t.Fatal(err)
		}
	}
	history, err := r.History(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		stage run.StageID
		want  string // the last letters of those left out
	}{
		"snapshot, done again":           {run.StageID{Stage: run.StageSnapshot}, ""},
		"start, done again":              {run.StageID{Stage: run.StageStart}, "a"},
		"the first document, sent again": {run.StageID{Stage: run.StageWait, Document: "Z-First"}, "ab"},
		"the second document":            {run.StageID{Stage: run.StageWait, Document: "A-Second"}, "abc"},
		"a new document after restore":   {run.StageID{Stage: run.StageSend, Document: "B-New"}, "abcde"},
		"confirm":                        {run.StageID{Stage: run.StageConfirm}, "abcde"},
	} {
		t.Run(name, func(t *testing.T) {
			out := slices.Sorted(maps.Keys(history.FailuresBefore(test.stage)))
			letters := ""
			for _, id := range out {
				letters += id[len(id)-1:]
			}
			if letters != test.want {
				t.Errorf("left out are %v, want %q", out, test.want)
			}
		})
	}
	if first := history.Failures()["i-0000000b"].Stage.Stage; first != run.StageStart {
		t.Errorf("the first failed stage is %s", first)
	}
	excepted := run.StageID{Stage: run.StageWait, Document: "Z-First"}
	if got := history.FailuresBefore(run.StageID{Stage: run.StageConfirm}, excepted); len(got) != 4 {
		t.Errorf("but for one stage there are %+v", got)
	}
}
