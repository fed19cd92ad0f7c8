package agent

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"patchline/internal/run"
	"patchline/internal/sim/windows"
)

// confirmation is DocConfirm: after the reboot, whether each update that this
// run has installed is really present.
var confirmation = program{csv: run.Confirmed, phases: []phase{
	{takes: searchingTakes, do: once((*work).look)},
	{takes: backOff, do: (*work).confirm},
}}

// shownFailures is how many of the updates that are not present the marker's
// sentence names; the CSV has all.
const shownFailures = 5

// look is what Windows itself says.
func (x *work) look() error {
	x.memory.count(run.CountPendingComponents, number(x.m.Pending.ComponentBasedServicing))
	x.memory.count(run.CountPendingUpdate, number(x.m.Pending.WindowsUpdate))
	x.memory.count(run.CountPendingRename, number(x.m.Pending.FileRename))
	_, err := x.search()
	return err
}

// confirm compares that with what the run has installed.
func (x *work) confirm() (bool, error) {
	results, err := x.read(run.UpdateResults)
	if isNotFound(err) {
		return false, fmt.Errorf("there is nothing to confirm: this run has no %s of %s", run.UpdateResults, x.i.ID)
	}
	if err != nil {
		return x.retried(err)
	}
	absent, err := x.confirmEach(results)
	if err != nil || len(absent) == 0 {
		return false, err
	}
	return false, fmt.Errorf("%d of %d updates that were installed are not present: %s",
		len(absent), len(x.memory.Rows), strings.Join(absent[:min(len(absent), shownFailures)], ", "))
}

// confirmEach looks at each update that was installed, and names those that
// are not present.
func (x *work) confirmEach(results [][]string) (absent []string, err error) {
	column := run.UpdateResults.Column
	id, title, kb, result := column(run.ColUpdateID), column(run.ColUpdate), column(run.ColKB), column(run.ColResult)
	for _, row := range results {
		if !installed(row[result]) {
			continue
		}
		fate, hresult, err := x.fate(row[id])
		if err != nil {
			return nil, err
		}
		x.add(map[string]string{
			run.ColUpdate:      row[title],
			run.ColKB:          row[kb],
			run.ColUpdateID:    row[id],
			run.ColHResult:     hex(hresult),
			run.ColResult:      fate,
			run.ColHResultName: windows.HResultName(hresult),
		})
		if fate != run.ResultPresent {
			absent = append(absent, fmt.Sprintf("%s (%s)", cmp.Or(row[kb], row[title]), fate))
		}
	}
	return absent, nil
}

// fate tells what has become of an update that was installed, and the HRESULT
// with which Windows has undone it. The history is looked at for those only that
// the search does not show as installed.
func (x *work) fate(id string) (fate string, hresult uint32, err error) {
	u := x.m.Find(id)
	switch {
	case u != nil && u.Status == windows.PendingReboot:
		x.memory.count(run.CountPending, 1)
		return run.ResultPendingReboot, 0, nil
	case u == nil || u.Status != windows.Installed:
		if err := x.history(); err != nil {
			return "", 0, err
		}
	}
	switch {
	case u == nil || u.Status == windows.Missing:
		x.memory.count(run.CountRolledBack, 1)
		return run.ResultRolledBack, lastFailure(x.m, id), nil
	default: // installed, or a newer one is that contains it
		x.memory.count(run.CountPresent, 1)
		return run.ResultPresent, 0, nil
	}
}

// lastFailure is the HRESULT of an update's latest attempt, if that failed.
func lastFailure(m *windows.Machine, id string) uint32 {
	for _, e := range slices.Backward(m.History) {
		if e.UpdateID == id {
			return e.HResult
		}
	}
	return 0
}

func number(yes bool) int {
	if yes {
		return 1
	}
	return 0
}
