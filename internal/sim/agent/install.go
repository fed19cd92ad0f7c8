package agent

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"patchline/internal/run"
	"patchline/internal/sim/windows"
)

// installation is DocInstall: it searches, downloads, and then installs one
// update after the other, so that each has its own result and the machine is
// where it is when it goes down in between.
var installation = program{csv: run.UpdateResults, phases: []phase{
	{takes: searchingTakes, do: once((*work).plan)},
	{takes: downloading, do: once(func(*work) error { return nil })},
	{takes: installingNext, do: (*work).installNext},
	{takes: func(*work) time.Duration { return 0 }, do: once((*work).sumUp)},
}}

func downloading(x *work) time.Duration {
	size := 0
	for _, id := range x.memory.Plan {
		size += x.m.Find(id).Definition().SizeMB
	}
	return time.Duration(size) * time.Second / downloadRate
}

func installingNext(x *work) time.Duration {
	if len(x.memory.Plan) == 0 {
		return 0
	}
	takes := installing(x.w, x.i, x.m.Find(x.memory.Plan[0]).Definition())
	busy := x.m.BusyUntil.Sub(x.w.Now())
	if busy <= 0 {
		return takes
	}
	patience := min(busyDeadline, max(x.deadline().Sub(x.w.Now()), 0))
	if busy > patience {
		return patience
	}
	return busy + takes
}

// installNext is the end of one update's installation.
func (x *work) installNext() (bool, error) {
	if len(x.memory.Plan) == 0 {
		return false, nil
	}
	id := x.memory.Plan[0]
	def := x.m.Find(id).Definition()
	if err := x.refusal(id); err != nil {
		x.leave(err.Error())
		if x.memory.Counts[run.CountInstalled] > 0 {
			return false, nil // those that are in want that reboot
		}
		return false, err
	}
	x.memory.Plan = x.memory.Plan[1:]
	note := ""
	if def.EULA && !x.m.Find(id).EULAAccepted {
		x.m.AcceptEULA(id)
		note = "its license terms were accepted"
	}
	x.record(def, Attempt(x.w, x.i, x.job.Document, def), note)
	x.save()
	if len(x.memory.Plan) > 0 && !x.w.Now().Before(x.deadline()) {
		left := len(x.memory.Plan)
		x.leave("no time was left")
		return false, fmt.Errorf("no time was left for %d updates: the document's time-out is %.0f minutes", left, x.job.timeout().Minutes())
	}
	return len(x.memory.Plan) > 0, nil
}

// refusal says why an update can't be installed at all now; nil where it can.
func (x *work) refusal(id string) error {
	if x.m.InstallerBusy(x.w.Now()) {
		return &windowsError{"another installation is under way and does not end", windows.OperationInProgress}
	}
	if refused := x.m.CheckTogether([]string{id}); refused != 0 {
		return &windowsError{"nothing more installs before a reboot", refused}
	}
	return nil
}

// saveEvery is how often the results are written while the installation goes on.
const saveEvery = 5 * time.Minute

// save writes the results so far, from time to time: what was installed must be
// known also when a restart cuts the document off. That it can't is no failure
// yet, and has no further tries here: they would take no simulated time.
func (x *work) save() {
	last := x.memory.Saved
	if last.IsZero() {
		last = x.job.Started
	}
	if x.w.Now().Sub(last) < saveEvery {
		return
	}
	x.memory.Saved = x.w.Now()
	_, _ = x.upload()
	x.memory.Tries, x.memory.Refused = 0, ""
}

func (x *work) record(def *windows.Definition, r windows.InstallResult, note string) {
	result := resultName(r.ResultCode)
	x.result(def, result, r, note)
	if installed(result) {
		x.memory.count(run.CountInstalled, 1)
		return
	}
	x.memory.count(run.CountFailed, 1)
	if x.memory.HResult == "" {
		x.memory.HResult = hex(r.HResult) // the marker has the first failure's
	}
}

// sumUp judges as IInstallationResult does: some failed updates are success
// with errors, and the document has succeeded; when all have, it has failed.
func (x *work) sumUp() error {
	failed, done := x.memory.Counts[run.CountFailed], x.memory.Counts[run.CountInstalled]
	if failed == 0 || done > 0 {
		return nil
	}
	first := x.memory.Rows[slices.IndexFunc(x.memory.Rows, func(row []string) bool {
		return attempted(row[x.csv.Column(run.ColResult)])
	})]
	why := strings.TrimSpace(first[x.csv.Column(run.ColHResult)] + " " + first[x.csv.Column(run.ColHResultName)])
	if failed == 1 {
		return errors.New("the one update that was to be installed failed: " + why)
	}
	return fmt.Errorf("all %d updates that were to be installed failed, the first with %s", failed, why)
}

// resultName is an OperationResultCode as column Result has it.
func resultName(code int) string {
	switch code {
	case windows.ResultSucceeded:
		return run.ResultSucceeded
	case windows.ResultSucceededWithErrors:
		return run.ResultSucceededWithErrors
	case windows.ResultAborted:
		return run.ResultAborted
	default:
		return run.ResultFailed
	}
}

// installed tells whether a Result is an installation's success.
func installed(result string) bool {
	return result == run.ResultSucceeded || result == run.ResultSucceededWithErrors
}

// attempted tells whether a Result is an installation's.
func attempted(result string) bool {
	return installed(result) || result == run.ResultFailed || result == run.ResultAborted
}
