package report_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"patchline/internal/cli"
	"patchline/internal/report"
	"patchline/internal/restore"
	"patchline/internal/run"
	"patchline/internal/run/memstore"
	"patchline/internal/snapshot"
	"patchline/internal/waitmarker"
)

// night is a run that a test writes by hand, as stages and instances do.
type night struct {
	t     testing.TB
	run   run.Run
	store *memstore.Store
	clock time.Time
	m     run.Manifest
}

var began = time.Date(2026, 11, 17, 22, 0, 0, 0, time.UTC)

const (
	runID   = "2026-11-prod"
	prefix  = "prod"
	account = "111122223333"
)

func newNight(t testing.TB, instances ...run.Instance) *night {
	t.Helper()
	store := &memstore.Store{}
	n := &night{t: t, store: store, clock: began, run: run.Run{Store: store, Keys: run.Keys{Prefix: prefix, Run: runID}}}
	n.m = run.Manifest{
		CreatedAt: began, Selection: map[string][]string{"PatchGroup": {"monthly"}},
		Targets:   []run.Target{{Account: account, Region: "eu-central-1"}, {Account: "444455556666", Region: "us-east-1"}},
		Instances: instances,
		LeftOut:   []run.LeftOut{{ID: "i-0000000000000dead", Account: account, Region: "eu-central-1", Reason: "its platform is Linux/UNIX"}},
	}
	if _, err := n.run.WriteManifest(t.Context(), n.m); err != nil {
		t.Fatal(err)
	}
	return n
}

func id(n int) string { return fmt.Sprintf("i-%017x", n) }

func instance(n int, application string) run.Instance {
	return run.Instance{
		ID: id(n), Account: account, Region: "eu-central-1", State: run.StateRunning, Name: fmt.Sprintf("%s-%d", application, n),
		Owner: "Anna Keller", Application: application, Platform: "Windows",
		Agent: run.Agent{OSName: "Microsoft Windows Server 2022 Datacenter", OSVersion: "10.0.20348"},
	}
}

// record writes a stage's result that took some minutes.
func (n *night) record(id run.StageID, minutes int, results []run.InstanceResult, change ...func(*run.StageResult)) {
	n.t.Helper()
	result := run.StageResult{Stage: id.Stage, Document: id.Document, StartedAt: n.clock, Complete: true, Instances: results}
	n.clock = n.clock.Add(time.Duration(minutes) * time.Minute)
	result.FinishedAt = n.clock
	for _, do := range change {
		do(&result)
	}
	if _, err := n.run.Record(n.t.Context(), result); err != nil {
		n.t.Fatal(err)
	}
}

// each makes a result for every instance.
func (n *night) each(result func(run.Instance) run.InstanceResult) []run.InstanceResult {
	var all []run.InstanceResult
	for _, i := range n.m.Instances {
		r := result(i)
		r.ID = i.ID
		all = append(all, r)
	}
	return all
}

func ok(run.Instance) run.InstanceResult { return run.InstanceResult{Status: run.OK} }

// send writes the command of a document down.
func (n *night) send(document string, attempt int, ids ...string) {
	n.t.Helper()
	c := &run.Command{Document: document, Attempt: attempt, Batch: 1, Instances: ids, IntendedAt: n.clock}
	if err := n.run.Intend(n.t.Context(), c); err != nil {
		n.t.Fatal(err)
	}
	c.CommandID, c.SentAt = "11111111-2222-3333-4444-555555555555", n.clock
	if err := n.run.Complete(n.t.Context(), c); err != nil {
		n.t.Fatal(err)
	}
}

// mark writes a marker as the instance does.
func (n *night) mark(document string, attempt int, instance string, outcome run.Outcome, change ...func(*run.Marker)) {
	n.t.Helper()
	m := run.Marker{
		Schema: run.Schema, Run: runID, Document: document, Attempt: attempt, Instance: instance, Outcome: outcome,
		StartedAt: n.clock, FinishedAt: n.clock.Add(time.Minute), Seconds: 60,
	}
	for _, do := range change {
		do(&m)
	}
	body, err := json.Marshal(m)
	if err != nil {
		n.t.Fatal(err)
	}
	n.put(n.run.Keys.Marker(document, attempt, "AROAEXAMPLE:"+instance, outcome), body)
}

func (n *night) put(key string, body []byte) {
	n.t.Helper()
	if _, err := n.store.Create(n.t.Context(), key, body); err != nil {
		n.t.Fatal(err)
	}
}

// csv uploads rows as the instance does.
func (n *night) csv(kind run.CSVKind, instance string, rows ...map[string]string) {
	n.t.Helper()
	var all [][]string
	for _, cells := range rows {
		cells[run.ColInstance], cells[run.ColRun], cells[run.ColDomain] = instance, runID, "corp.example.com"
		all = append(all, kind.Row(cells))
	}
	body, err := run.EncodeCSV(kind, all)
	if err != nil {
		n.t.Fatal(err)
	}
	n.put(n.run.Keys.CSV(kind, "AROAEXAMPLE:"+instance), body)
}

// update is a row of an update, number 1 to 9.
func update(number int, more ...string) map[string]string {
	cells := map[string]string{
		run.ColUpdate:   fmt.Sprintf("2026-1%d Cumulative Update for Windows Server 2022 (KB506678%d)", number%3, number),
		run.ColKB:       fmt.Sprintf("KB506678%d", number),
		run.ColUpdateID: fmt.Sprintf("0a1b2c3d-0000-4000-8000-00000000000%d", number),
	}
	for n := 0; n+1 < len(more); n += 2 {
		cells[more[n]] = more[n+1]
	}
	return cells
}

func program(name, version string) map[string]string {
	return map[string]string{run.ColName: name, run.ColVersion: version, run.ColPublisher: "Example Corp"}
}

// wait and send name the stages of a document.
func wait(document string) run.StageID { return run.StageID{Stage: run.StageWait, Document: document} }
func send(document string) run.StageID { return run.StageID{Stage: run.StageSend, Document: document} }

// lists uploads what an instance has before and after; installed: update 3 is
// new.
func (n *night) lists(instance string, installed bool) {
	before := []map[string]string{update(1, run.ColInstalledOn, "2026-09-18T00:00:00Z"), update(2)}
	n.csv(run.UpdatesBefore, instance, before...)
	if installed {
		n.csv(run.UpdatesAfter, instance, append(before, update(3, run.ColInstalledOn, "2026-11-17T23:00:00Z"))...)
		n.csv(run.UpdatesInstalled, instance, update(3, run.ColDate, "2026-11-17T23:00:00Z"))
	} else {
		n.csv(run.UpdatesAfter, instance, before...)
		n.csv(run.UpdatesInstalled, instance)
	}
	n.csv(run.UpdatesFailed, instance)
	n.csv(run.Software, instance, program("Amazon SSM Agent", "3.3.3050.0"), program("Agent of Payroll", "2.1"))
}

// healthy has every stage of a patch day succeed on every instance; the
// documents' CSVs are the caller's.
func (n *night) healthy() {
	n.t.Helper()
	var ids []string
	for _, i := range n.m.Instances {
		ids = append(ids, i.ID)
	}
	n.record(run.StageID{Stage: run.StageSnapshot}, 14, n.each(ok))
	n.record(run.StageID{Stage: run.StageStart}, 4, n.each(ok))
	for _, document := range run.PatchDay {
		n.send(document, 1, ids...)
		n.record(send(document), 1, n.each(ok))
		n.record(wait(document), 10, n.each(ok))
	}
	n.record(run.StageID{Stage: run.StageRestore}, 7, n.each(ok))
	n.send(run.DocConfirm, 1, ids...)
	n.record(run.StageID{Stage: run.StageConfirm}, 2, n.each(ok))
	for _, i := range ids {
		n.mark(run.DocInstall, 1, i, run.Success)
		n.mark(run.DocConfirm, 1, i, run.Success)
	}
}

// patchedNight is one on which everything happens: see the numbers.
func patchedNight(t *testing.T) *night {
	t.Helper()
	const (
		patched, partly, failing, rolledBack, stopped, unreachable, nothing, silent = 1, 2, 3, 4, 5, 6, 7, 8
	)
	all := []run.Instance{
		instance(patched, "payroll"), instance(partly, "payroll"), instance(failing, "payroll"), instance(rolledBack, "warehouse"),
		instance(stopped, "warehouse"), instance(unreachable, "warehouse"), instance(nothing, "intranet"), instance(silent, "intranet"),
	}
	all[stopped-1].State = run.StateStopped
	all[nothing-1].Account, all[nothing-1].Region = "444455556666", "us-east-1"
	n := newNight(t, all...)
	n.record(run.StageID{Stage: run.StageSnapshot}, 14, n.each(func(run.Instance) run.InstanceResult {
		return run.InstanceResult{Status: run.OK, Proof: map[string]string{snapshot.ProofMoment: "2026-11-17T22:00:10Z", "vol-1": "snap-0123456789abcdef0"}}
	}))
	n.record(run.StageID{Stage: run.StageStart}, 4, n.each(func(i run.Instance) run.InstanceResult {
		if i.ID == id(unreachable) {
			return run.InstanceResult{Status: run.Failed, Reason: "it runs, and its SSM agent has not reported since its start"}
		}
		return run.InstanceResult{Status: run.OK}
	}))
	leftOut := run.InstanceResult{Status: run.Skipped, Reason: "left out since it failed start: it runs, and its SSM agent has not reported since its start"}
	for _, document := range run.PatchDay {
		var ids []string
		for _, i := range all {
			if i.ID != id(unreachable) {
				ids = append(ids, i.ID)
			}
		}
		n.send(document, 1, ids...)
		ended := func(i run.Instance) run.InstanceResult {
			if i.ID == id(unreachable) {
				return leftOut
			}
			return run.InstanceResult{Status: run.OK}
		}
		n.record(send(document), 1, n.each(ended))
		minutes := 1
		if document == run.DocInstall {
			minutes = 57
		}
		n.record(wait(document), minutes, n.each(func(i run.Instance) run.InstanceResult {
			if document == run.DocInstall && i.ID == id(failing) {
				return run.InstanceResult{Status: run.Failed, Reason: "the document failed: the one update that was to be installed failed: 0x800F0922 CBS_E_INSTALLERS_FAILED"}
			}
			if document == run.DocInstall && i.ID == id(silent) {
				return run.InstanceResult{Status: run.Failed, Reason: "the command ended with Failed and the document wrote no marker", Proof: map[string]string{waitmarker.ProofStatus: "Failed"}}
			}
			return ended(i)
		}))
	}
	for _, i := range all {
		if i.ID != id(unreachable) {
			n.lists(i.ID, i.ID != id(failing) && i.ID != id(nothing) && i.ID != id(silent))
		}
	}
	for _, number := range []int{patched, rolledBack, stopped} {
		n.mark(run.DocInstall, 1, id(number), run.Success, func(m *run.Marker) {
			m.RebootPending = true
			m.Counts = map[string]int{run.CountFound: 1, run.CountInstalled: 1}
		})
		n.csv(run.UpdateResults, id(number), update(3, run.ColResult, run.ResultSucceeded))
	}
	n.mark(run.DocInstall, 1, id(partly), run.Success)
	n.csv(run.UpdateResults, id(partly), update(3, run.ColResult, run.ResultSucceeded),
		update(4, run.ColResult, run.ResultFailed, run.ColHResult, "0x80070643"), update(5, run.ColResult, run.ResultSkipped, run.ColNote, "it asks the user"))
	n.mark(run.DocInstall, 1, id(failing), run.Failure, func(m *run.Marker) {
		m.Error, m.HResult = "the one update that was to be installed failed: 0x800F0922 CBS_E_INSTALLERS_FAILED", "0x800F0922"
	})
	n.csv(run.UpdateResults, id(failing), update(3, run.ColResult, run.ResultFailed, run.ColHResult, "0x800F0922"))
	n.mark(run.DocInstall, 1, id(nothing), run.Success)
	n.csv(run.UpdateResults, id(nothing))

	n.record(run.StageID{Stage: run.StageRestore}, 7, n.each(func(i run.Instance) run.InstanceResult {
		if i.ID == id(unreachable) {
			return run.InstanceResult{Status: run.Failed, Reason: "not proven: asked to boot, and its SSM agent has not reported since"}
		}
		if i.State == run.StateStopped {
			return run.InstanceResult{Status: run.OK, Proof: map[string]string{restore.ProofState: run.StateStopped}}
		}
		return run.InstanceResult{Status: run.OK, Proof: map[string]string{restore.ProofBootBefore: "2026-11-03T04:00:00Z", restore.ProofBootAfter: "2026-11-17T23:40:00.123Z"}}
	}))
	n.send(run.DocConfirm, 1, id(patched), id(partly), id(rolledBack), id(nothing))
	for _, number := range []int{patched, partly} {
		n.mark(run.DocConfirm, 1, id(number), run.Success)
		n.csv(run.Confirmed, id(number), update(3, run.ColResult, run.ResultPresent))
	}
	n.mark(run.DocConfirm, 1, id(nothing), run.Success)
	n.csv(run.Confirmed, id(nothing))
	n.mark(run.DocConfirm, 1, id(rolledBack), run.Failure, func(m *run.Marker) {
		m.Error = "1 of 1 updates that were installed are not present: KB5066783 (RolledBack)"
	})
	n.csv(run.Confirmed, id(rolledBack), update(3, run.ColResult, run.ResultRolledBack, run.ColHResult, "0x800F0922"))
	n.record(run.StageID{Stage: run.StageConfirm}, 2, n.each(func(i run.Instance) run.InstanceResult {
		switch i.ID {
		case id(rolledBack):
			return run.InstanceResult{Status: run.Failed, Reason: "the document failed: 1 of 1 updates that were installed are not present: KB5066783 (RolledBack)"}
		case id(stopped):
			return run.InstanceResult{Status: run.Skipped, Reason: "it was stopped again: its updates take effect at its next start, and nothing confirms them until then"}
		case id(failing), id(silent), id(unreachable):
			return run.InstanceResult{Status: run.Skipped, Reason: "left out since it failed an earlier stage"}
		}
		return run.InstanceResult{Status: run.OK}
	}))
	return n
}

// options are those of a report.
func options(output string, change ...func(*report.Options)) report.Options {
	o := report.Options{Output: output}
	o.Run, o.Store.Bucket, o.Store.Prefix = runID, "bucket", prefix
	o.Log = slog.New(slog.DiscardHandler)
	for _, do := range change {
		do(&o)
	}
	return o
}

// make makes the report.
func (n *night) make(output string, change ...func(*report.Options)) cli.Outcome {
	n.t.Helper()
	outcome, err := report.Make(n.t.Context(), options(output, change...), n.store)
	if err != nil {
		n.t.Fatal(err)
	}
	return outcome
}
