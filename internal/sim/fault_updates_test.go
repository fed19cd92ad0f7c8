package sim_test

import (
	"slices"
	"time"

	"patchline/internal/run"
	"patchline/internal/sim/windows"
)

// newestKB is the month's cumulative update of the built-in fleet's Windows
// Server 2022.
const newestKB = "5066782"

var failedAfterReboot = faultTest{
	plan: `
faults:
  - {fault: failed-after-reboot, document: ` + run.DocInstall + `, instances: [` + struckID + `], times: 1}`,
	see: func(x *sdk) {
		sent := time.Now()
		command := x.sendDocument(run.DocInstall, struckID, sparedID)
		time.Sleep(3 * time.Hour)
		x.wantDetail(command, struckID, "Failed")
		x.wantDetail(command, sparedID, "Success")
		for id, rebooted := range map[string]bool{struckID: true, sparedID: false} {
			x.wantMarker(run.DocInstall, id, "success")
			if booted := x.instance(id).Windows.BootTime; booted.After(sent) != rebooted {
				x.Errorf("%s was booted at %v", id, booted)
			}
		}
		x.wantUpdate(struckID, windows.Installed)
		x.wantUpdate(sparedID, windows.PendingReboot)
	},
}

var rollbackAtBoot = faultTest{
	plan: `
faults:
  - {fault: rollback-at-boot, instances: [` + struckID + `, ` + stoppedTo + `], times: 1}`,
	see: func(x *sdk) {
		x.start(stoppedTo) // a boot that has nothing to undo
		time.Sleep(10 * time.Minute)
		ids := []string{struckID, sparedID, stoppedTo}
		command := x.sendDocument(run.DocInstall, ids...)
		time.Sleep(3 * time.Hour)
		for _, id := range ids {
			x.wantDetail(command, id, "Success")
			x.wantMarker(run.DocInstall, id, "success")
			x.wantUpdate(id, windows.PendingReboot)
		}
		x.reboot(ids...)
		time.Sleep(time.Hour)
		x.wantUpdate(struckID, windows.Missing)
		x.wantUpdate(stoppedTo, windows.Missing)
		x.wantUpdate(sparedID, windows.Installed)
		// Windows has it in its history, and so a document finds it.
		x.sendDocument(run.DocFailedCheck, ids...)
		x.sendDocument(run.DocConfirm, ids...)
		time.Sleep(time.Hour)
		x.wantMarker(run.DocConfirm, struckID, "failure")
		x.wantMarker(run.DocConfirm, sparedID, "success")
		failed := x.csvs("night-1", run.UpdatesFailed)
		if len(failed[sparedID]) > 0 || !x.hasCell(run.UpdatesFailed, failed[struckID], run.ColHResult, "0x800F0922") {
			x.Errorf("the failed updates are %v", failed)
		}
		if rows := x.csvs("night-1", run.Confirmed)[struckID]; !x.hasCell(run.Confirmed, rows, run.ColResult, run.ResultRolledBack) {
			x.Errorf("what was confirmed is %v", rows)
		}
		x.sendDocument(run.DocInstall, struckID)
		time.Sleep(3 * time.Hour)
		x.reboot(struckID)
		time.Sleep(time.Hour)
		x.wantUpdate(struckID, windows.Installed)
	},
}

var updateFails = faultTest{
	plan: `
faults:
  - {fault: update-fails, hresult: 0x80070070, instances: [` + struckID + `]}
  - {fault: update-fails, kb: KB` + newestKB + `, instances: [` + databases + `]}`,
	see: func(x *sdk) {
		ids := []string{struckID, sparedID, databases}
		command := x.sendDocument(run.DocInstall, ids...)
		time.Sleep(4 * time.Hour)
		results := x.csvs("night-1", run.UpdateResults)
		for id, want := range map[string]struct{ detail, marker, hresult string }{
			struckID:  {"Failed", "failure", "0x80070070"},
			sparedID:  {"Success", "success", ""},
			databases: {"Success", "success", "0x80070643"}, // one of several: success with errors
		} {
			x.wantDetail(command, id, want.detail)
			x.wantMarker(run.DocInstall, id, want.marker)
			if want.hresult != "" && !x.hasCell(run.UpdateResults, results[id], run.ColHResult, want.hresult) {
				x.Errorf("%s lacks the HRESULT %s: %v", id, want.hresult, results[id])
			}
		}
		if x.hasCell(run.UpdateResults, results[struckID], run.ColResult, run.ResultSucceeded) {
			x.Errorf("an update was installed on %s: %v", struckID, results[struckID])
		}
		x.wantUpdate(struckID, windows.Missing)
		x.wantUpdate(databases, windows.Missing)
		x.wantUpdate(sparedID, windows.PendingReboot)
	},
}

// wantUpdate compares where the month's cumulative update stands.
func (x *sdk) wantUpdate(id string, want windows.Status) {
	x.Helper()
	for _, update := range x.instance(id).Windows.Updates {
		if update.KB == newestKB {
			if update.Status != want {
				x.Errorf("%s is %s on %s, want %s", update.Title, update.Status, id, want)
			}
			return
		}
	}
	x.Errorf("%s has no update KB%s", id, newestKB)
}

// hasCell tells whether a row has a text in a column.
func (x *sdk) hasCell(kind run.CSVKind, rows [][]string, column, text string) bool {
	return slices.ContainsFunc(rows, func(row []string) bool { return row[kind.Column(column)] == text })
}
