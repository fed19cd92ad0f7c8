package agent

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"patchline/internal/run"
	"patchline/internal/sim/windows"
)

// lists are the documents that read what is installed, and those that go by it.
var lists = []string{run.DocUpdatesBefore, run.DocUpdatesAfter, run.DocCompare, run.DocFailedCheck}

// inTurn are documents without anything special, but for what comes first.
func inTurn(documents []string, prepare func(*fixture)) []situationJob {
	jobs := make([]situationJob, len(documents))
	for n, document := range documents {
		jobs[n].document = document
	}
	jobs[0].prepare = func(f *fixture, _ *Job) { prepare(f) }
	return jobs
}

// moreSituations are those that no test of the Go agent has by itself.
func moreSituations() map[string]Situation {
	day := begin.AddDate(0, 0, -2)
	return map[string]Situation{
		"S3 refuses, then allows": {missing: []string{"critical"}, jobs: inTurn(allDocuments, func(f *fixture) {
			f.store.refuse = refuseFirst(2)
		})},
		"S3 refuses everything": {missing: []string{"critical"}, jobs: inTurn(allDocuments, func(f *fixture) {
			f.store.refuse = func(string, string) string { return "AccessDenied" }
		})},
		"S3 refuses the CSVs alone": {missing: []string{"critical"}, jobs: inTurn(allDocuments, func(f *fixture) {
			f.store.refuse = func(method, key string) string {
				if method == "PUT" && strings.Contains(key, "/csv/") {
					return "AccessDenied"
				}
				return ""
			}
		})},
		"S3 does not give back what is there": {missing: []string{"critical"}, jobs: []situationJob{
			{document: run.DocInstall},
			{run.DocInstall, func(f *fixture, j *Job) {
				j.with(run.ParamAttempt, "2")
				f.store.refuse = func(method, key string) string {
					if method == "GET" && strings.Contains(key, "/csv/") {
						return "AccessDenied"
					}
					return ""
				}
			}},
			{document: run.DocConfirm},
			{document: run.DocCompare},
		}},
		"a script of the store has another hash": {missing: []string{"critical"}, jobs: []situationJob{
			{run.DocInstall, func(f *fixture, _ *Job) {
				for _, key := range f.store.keys("/scripts/") {
					f.store.objects[key] += " "
				}
			}},
		}},
		"a script is not in the store": {missing: []string{"critical"}, jobs: []situationJob{
			{run.DocInstall, func(f *fixture, _ *Job) {
				for _, key := range f.store.keys("/scripts/") {
					delete(f.store.objects, key)
				}
			}},
		}},
		"labels that can't be read": {missing: []string{"critical"}, jobs: eachWith(run.ParamInstances, "e30")},
		"labels that are no JSON":   {missing: []string{"critical"}, jobs: eachWith(run.ParamInstances, "bm9uZQ==")},
		"a second run over the first": {missing: []string{"net", "critical"}, jobs: []situationJob{
			{run.DocInstall, func(f *fixture, _ *Job) { f.machine.Updates[1].HResult = 0x80070643 }},
			{document: run.DocUpdatesBefore},
			{run.DocInstall, func(f *fixture, j *Job) { f.machine.Updates[1].HResult = 0; j.with(run.ParamAttempt, "2") }},
			{run.DocUpdatesBefore, again}, {run.DocUpdatesAfter, again}, {run.DocCompare, again},
			{run.DocFailedCheck, again}, {run.DocSoftware, again},
			{run.DocInstall, func(_ *fixture, j *Job) { j.with(run.ParamAttempt, "3") }},
			{run.DocConfirm, func(f *fixture, _ *Job) { f.reboot() }}, {run.DocConfirm, again},
			{document: run.DocVerifyApplication}, {run.DocVerifyApplication, again},
		}},
		"no history and no hot fixes": {jobs: inTurn(lists, func(f *fixture) { f.machine.Updates = nil })},
		"a history that can't be read": {missing: []string{"critical"}, jobs: inTurn(
			append(slices.Clone(lists), run.DocInstall, run.DocConfirm),
			func(f *fixture) { f.machine.HistoryHResult = 0x8024000B })},
		"a history with entries that lack something": {missing: []string{"net"}, jobs: inTurn(
			append(slices.Clone(lists), run.DocInstall, run.DocConfirm), func(f *fixture) {
				f.machine.History = []windows.HistoryEntry{
					{UpdateID: "0a1b2c3d-9001-4000-8000-000000000001", At: day, ResultCode: windows.ResultSucceeded},
					{Title: "An update without an identity (KB5000001)", At: day, ResultCode: windows.ResultSucceeded},
					{At: day, ResultCode: windows.ResultFailed, HResult: 0x80070643},
					{UpdateID: "0a1b2c3d-9002-4000-8000-000000000002", At: day, ResultCode: windows.ResultFailed, HResult: 0x80070643},
					{UpdateID: "0a1b2c3d-9003-4000-8000-000000000003", Title: "Whole (KB5000003)", At: day, ResultCode: windows.ResultSucceeded},
				}
			})},
		"what failed, what was fixed since, and what was uninstalled": {
			missing: []string{"net", "critical", "german", "defender", "no kb"}, jobs: inTurn(lists, func(f *fixture) {
				f.machine.Fail(definitions["net"].ID, 0x80070643, day)
				f.machine.Fail(definitions["net"].ID, 0x800F0922, day.Add(time.Hour))
				f.machine.Fail(definitions["critical"].ID, 0x80070643, day)
				f.machine.Install(definitions["critical"].ID, day.Add(time.Hour))
				f.machine.Fail(definitions["defender"].ID, 0x80070643, day)
				f.machine.Fail(definitions["german"].ID, 0x80240017, day)
				f.machine.History = append(f.machine.History, windows.HistoryEntry{
					UpdateID: definitions["no kb"].ID, Title: definitions["no kb"].Title, At: day, ResultCode: windows.ResultSucceeded, Uninstall: true,
				})
			}),
		},
		"nothing to compare": {jobs: []situationJob{{document: run.DocCompare}}},
		"no list after":      {jobs: []situationJob{{document: run.DocUpdatesBefore}, {document: run.DocCompare}}},
		"nothing to confirm": {jobs: []situationJob{{document: run.DocConfirm}}},
		"every filter at once": {missing: []string{"cumulative", "net", "critical", "alone", "optional", "no kb"}, jobs: []situationJob{
			{run.DocInstall, func(f *fixture, j *Job) {
				for n, u := range f.machine.Updates {
					u.Definition().Published = begin.AddDate(0, 0, -3*n)
				}
				j.with(run.ParamClassifications, "security updates,Critical Updates").with(run.ParamSeverities, "Critical,Important,unspecified").
					with(run.ParamDeny, "kb5039889").with(run.ParamApprovalDelay, "7").with(run.ParamCutOff, "2024-06-08")
			}},
			{run.DocInstall, func(_ *fixture, j *Job) {
				j.with(run.ParamAttempt, "2").with(run.ParamClassifications, "").with(run.ParamAllow, "5039302,"+strings.ToUpper(definitions["no kb"].ID))
			}},
		}},
		"confirming with a search that hangs": {missing: []string{"critical"}, jobs: []situationJob{
			{document: run.DocInstall},
			{run.DocConfirm, func(f *fixture, _ *Job) { f.machine.Search.Hangs = true }},
		}},
		"confirming with a disabled service": {missing: []string{"critical"}, jobs: []situationJob{
			{document: run.DocInstall},
			{run.DocConfirm, func(f *fixture, _ *Job) { f.machine.Service("wuauserv").StartType = windows.Disabled }},
		}},
		"a German Windows": {missing: []string{"german", "critical", "optional", "defender"}, jobs: []situationJob{
			{run.DocInstall, func(f *fixture, _ *Job) { f.machine.German = true }},
			{document: run.DocUpdatesAfter},
		}},
		"pending renames are told apart": {jobs: []situationJob{
			{document: run.DocInstall},
			{run.DocConfirm, func(f *fixture, _ *Job) { f.machine.Pending.FileRename = true }},
		}},
		"500 updates": {large: true, jobs: []situationJob{
			{run.DocInstall, func(f *fixture, _ *Job) { f.miss(500) }},
			{document: run.DocUpdatesAfter}, {document: run.DocFailedCheck}, {document: run.DocConfirm},
		}},
	}
}

// allDocuments are those of a patch day, in its order.
var allDocuments = slices.Concat([]string{run.DocUpdateAgent}, beforeReboot, []string{run.DocConfirm, run.DocVerifyApplication})

func again(_ *fixture, j *Job) { j.with(run.ParamAttempt, "2") }

// eachWith runs every document with a value of a parameter.
func eachWith(parameter, value string) []situationJob {
	jobs := make([]situationJob, len(allDocuments))
	for n, document := range allDocuments {
		jobs[n] = situationJob{document, func(_ *fixture, j *Job) { j.with(parameter, value) }}
	}
	return jobs
}

// refuseFirst refuses the first calls for each key.
func refuseFirst(calls int) func(method, key string) string {
	made := map[string]int{}
	return func(method, key string) string {
		made[method+key]++
		if made[method+key] <= calls {
			return "SlowDown"
		}
		return ""
	}
}

// miss adds so many small updates that are missing.
func (f *fixture) miss(count int) {
	for n := range count {
		def := &windows.Definition{
			ID: fmt.Sprintf("0a1b2c3d-5000-4000-8000-%012d", n), KB: fmt.Sprint(6_000_000 + n),
			Title:          fmt.Sprintf("Security Update %d (KB%d)", n, 6_000_000+n),
			Classification: "Security Updates", SizeMB: 1, InstallTime: 10 * time.Second,
		}
		f.world.Catalogue[def.ID] = def
		f.machine.Updates = append(f.machine.Updates, windows.Update{ID: def.ID, Status: windows.Missing})
	}
	if err := f.machine.Link(f.world.Catalogue); err != nil {
		f.t.Fatal(err)
	}
}
