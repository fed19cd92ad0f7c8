package agent

import (
	"errors"
	"fmt"
	"time"

	"patchline/internal/run"
	"patchline/internal/sim/windows"
)

// An update that has failed maxAttempts times within attemptsWithin, without a
// success since, is not tried again: some fail for ever, and each attempt takes
// its time.
const (
	maxAttempts    = 3
	attemptsWithin = 7 * 24 * time.Hour
)

// plan searches, and decides on each update that was found.
func (x *work) plan() error {
	f, err := readFilter(x.job, x.w.Now())
	if err != nil {
		return err
	}
	found, err := x.search()
	if err != nil {
		return err
	}
	var alone []string
	for _, u := range found {
		def := u.Definition()
		if !f.wants(def) {
			continue
		}
		x.memory.count(run.CountFound, 1)
		switch {
		case def.UserInput:
			x.skip(def, "it asks the user")
		case attempts(x.m, def.ID, x.w.Now()) >= maxAttempts:
			x.skip(def, fmt.Sprintf("it has failed %d times within %d days", maxAttempts, int(attemptsWithin.Hours())/24))
		case f.scan:
			x.result(def, run.ResultFound, windows.InstallResult{}, "")
		case def.Exclusive:
			alone = append(alone, def.ID)
		default:
			x.memory.Plan = append(x.memory.Plan, def.ID)
		}
	}
	// Last, since nothing more installs after one that wants its reboot.
	x.memory.Plan = append(x.memory.Plan, alone...)
	if len(x.memory.Plan) > 0 && x.m.Pending.Any() && !f.ignorePendingReboot {
		x.leave("a reboot is pending")
		return errors.New("a reboot is pending already, and nothing was installed: " +
			"reboot the instance first, or send " + run.ParamIgnorePendingReboot + " true")
	}
	return nil
}

func (x *work) skip(def *windows.Definition, why string) {
	x.memory.count(run.CountSkipped, 1)
	x.result(def, run.ResultSkipped, windows.InstallResult{}, why)
}

// leave gives up what is left of the plan.
func (x *work) leave(why string) {
	x.memory.count(run.CountNotAttempted, len(x.memory.Plan))
	for _, id := range x.memory.Plan {
		x.result(x.m.Find(id).Definition(), run.ResultNotAttempted, windows.InstallResult{}, why)
	}
	x.memory.Plan = nil
}

// attempts is how often an update has failed of late and not succeeded since.
func attempts(m *windows.Machine, updateID string, now time.Time) int {
	failures := 0
	for _, e := range m.History {
		if e.UpdateID != updateID || e.Uninstall || now.Sub(e.At) > attemptsWithin {
			continue
		}
		switch {
		case e.ResultCode == windows.ResultSucceeded:
			failures = 0
		case wentWrong(e):
			failures++
		}
	}
	return failures
}

// result is one row of the update results.
func (x *work) result(def *windows.Definition, result string, r windows.InstallResult, note string) {
	cells := map[string]string{
		run.ColUpdate:         def.Title,
		run.ColKB:             article(def),
		run.ColUpdateID:       def.ID,
		run.ColHResult:        hex(r.HResult),
		run.ColResult:         result,
		run.ColHResultName:    windows.HResultName(r.HResult),
		run.ColClassification: def.Classification,
		run.ColSeverity:       def.Severity,
		run.ColRebootRequired: "False",
		run.ColNote:           note,
	}
	if r.RebootRequired {
		cells[run.ColRebootRequired] = "True"
	}
	x.add(cells)
}

// article is an update's article as CSVs have it.
func article(def *windows.Definition) string {
	if def.KB == "" {
		return ""
	}
	return "KB" + def.KB
}
