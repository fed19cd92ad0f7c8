package agent

import (
	"patchline/internal/run"
	"patchline/internal/sim/windows"
)

// failedCheck is DocFailedCheck: the updates whose latest attempt went wrong.
var failedCheck = program{csv: run.UpdatesFailed, phases: []phase{{
	takes: takes("inventory", inventoryTakes),
	do: once(func(x *work) error {
		if err := x.history(); err != nil {
			return err
		}
		for _, e := range stillFailing(x.m) {
			x.add(map[string]string{
				run.ColUpdate:      e.Title,
				run.ColKB:          kbInTitle.FindString(e.Title),
				run.ColDate:        moment(e.At),
				run.ColUpdateID:    e.UpdateID,
				run.ColHResult:     hex(e.HResult),
				run.ColResult:      resultName(e.ResultCode),
				run.ColHResultName: windows.HResultName(e.HResult),
			})
		}
		x.memory.count(run.CountFailed, len(x.memory.Rows))
		return nil
	}),
}}}

// stillFailing gives the latest attempt of each update that has failed, unless
// a hot fix of its article is there by another way.
func stillFailing(m *windows.Machine) []windows.HistoryEntry {
	there := map[string]bool{}
	for _, u := range m.HotFixes() {
		there["KB"+u.Definition().KB] = true
	}
	var failing []windows.HistoryEntry
	for _, e := range latest(m) {
		if !e.Uninstall && wentWrong(e) && !there[kbInTitle.FindString(e.Title)] {
			failing = append(failing, e)
		}
	}
	return failing
}

// wentWrong tells whether an attempt has ended, and not well. Succeeding with
// errors counts: some updates do so for ever.
func wentWrong(e windows.HistoryEntry) bool {
	return e.ResultCode == windows.ResultSucceededWithErrors || e.ResultCode == windows.ResultFailed || e.ResultCode == windows.ResultAborted
}
