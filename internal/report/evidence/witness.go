package evidence

import (
	"cmp"
	"fmt"

	"patchline/internal/command"
	"patchline/internal/report/model"
	"patchline/internal/report/verdict"
	"patchline/internal/run"
)

// Rows is what an instance's CSVs say, as far as a verdict needs it.
type Rows struct {
	model.Counts
	// Results and Confirmed tell that the CSV of that kind is there and was read.
	Results, Confirmed bool
	// Unconfirmed counts the updates of Results that were installed and that
	// the confirming scan does not speak of; Confirming those that it speaks of.
	Unconfirmed, Confirming int
}

// undelivered are the statuses of a command that never reached its instance
// (Systems Manager user guide, "Understanding command statuses"). It is never
// written to.
var undelivered = map[string]bool{
	"DeliveryTimedOut": true, "Undeliverable": true, "Terminated": true, "AccessDenied": true,
	"InvalidPlatform": true, "Undelivered": true,
}

// Witnesses are what the three say.
func (i *Instance) Witnesses(rows Rows) verdict.Witnesses {
	return verdict.Witnesses{Marker: i.marker(rows), Command: i.command(), Scan: i.scan(rows)}
}

// marker is the first witness. The list of results is of all attempts, and so
// has the say on what was installed; without it the marker's own numbers have.
func (i *Instance) marker(rows Rows) verdict.Marker {
	w := &i.Install
	count := func(row int, name string) int {
		if rows.Results {
			return row
		}
		return w.Count(name)
	}
	installed := count(rows.Installed, run.CountInstalled)
	tried := count(rows.Failed, run.CountFailed) + count(rows.NotAttempted, run.CountNotAttempted)
	left := tried + count(rows.Skipped, run.CountSkipped)
	found := rows.Found
	if !rows.Results {
		found = max(0, w.Count(run.CountFound)-installed-left)
	}
	switch {
	case w.Outcome == "":
		return verdict.MarkerNone
	case w.Outcome == run.Failure, w.Wrong != "":
		return verdict.MarkerFailed
	case !rows.Results && found+installed+left == 0:
		return verdict.MarkerFailed // it says nothing at all: see Reasons
	case found > 0 && installed+tried == 0:
		return verdict.MarkerScanned
	case found+left > 0: // found alone: a second attempt that only looked
		return verdict.MarkerPartly
	case installed > 0:
		return verdict.MarkerInstalled
	default:
		return verdict.MarkerNothing
	}
}

// command is the second witness.
func (i *Instance) command() verdict.Command {
	w := &i.Install
	switch {
	case w.Attempt == 0 && i.Unreached:
		return verdict.CommandUnreached
	case w.Attempt == 0 && i.Failure != nil:
		return verdict.CommandWithheld
	case w.Attempt == 0:
		return verdict.CommandNone
	case undelivered[w.Status]:
		return verdict.CommandUnreached
	case w.Status == "Success":
		return verdict.CommandSucceeded
	case w.Status != "" && command.Final(w.Status):
		return verdict.CommandFailed
	case w.Status == "" && w.Outcome != "":
		return verdict.CommandUnasked
	default:
		return verdict.CommandOpen
	}
}

// scan is the third witness.
func (i *Instance) scan(rows Rows) verdict.Scan {
	w := &i.Confirm
	rolledBack, waiting := rows.RolledBack, rows.PendingReboot
	if !rows.Confirmed {
		rolledBack, waiting = w.Count(run.CountRolledBack), w.Count(run.CountPending)
	}
	switch {
	case w.Attempt == 0 && i.Failure != nil:
		return verdict.ScanWithheld
	case w.Attempt == 0 && i.StoppedAgain():
		return verdict.ScanStopped
	case w.Attempt == 0, w.Outcome == "" && !w.Failed:
		return verdict.ScanNone
	case rolledBack > 0:
		return verdict.ScanRolledBack
	case waiting > 0:
		return verdict.ScanPending
	case w.Outcome != run.Success, w.Wrong != "", !rows.Confirmed, i.unconfirmed(rows) > 0:
		return verdict.ScanFailed
	default:
		return verdict.ScanPresent
	}
}

// unconfirmed counts the updates that were installed and that the scan does not
// speak of. Without the list of results it is the marker that counts them.
func (i *Instance) unconfirmed(rows Rows) int {
	if rows.Results {
		return rows.Unconfirmed
	}
	return max(0, i.Install.Count(run.CountInstalled)-rows.Confirming)
}

// StoppedAgain tells that the run has stopped the instance again, as it was
// found, and has come to the scan that leaves it out for that.
func (i *Instance) StoppedAgain() bool {
	return i.Confirming && i.Base.State == run.StateStopped && i.Base.Reboot.Status == run.OK
}

// Reasons are why the verdict is as it is, the first cause first.
func (i *Instance) Reasons(rows Rows) []string {
	var reasons []string
	add := func(text string) {
		if text != "" {
			reasons = append(reasons, text)
		}
	}
	if i.Failure != nil {
		add(i.Failure.Stage.String() + ": " + cmp.Or(i.Failure.Reason, "it gave no reason"))
	}
	for _, w := range []*Word{&i.Install, &i.Confirm} {
		if m := w.Marker; m.Error != "" && (i.Failure == nil || i.Failure.Stage.Document != m.Document) {
			add(m.Document + ": " + m.Error)
		}
		add(w.Wrong)
	}
	if i.Install.Outcome == run.Success && !rows.Results {
		add("the list of what " + run.DocInstall + " did is missing")
	}
	if i.Confirm.Outcome == run.Success && !rows.Confirmed {
		add("the list of what " + run.DocConfirm + " found is missing")
	}
	if n := i.unconfirmed(rows); rows.Confirmed && n > 0 {
		add(fmt.Sprintf("%s does not speak of %d updates that were installed", run.DocConfirm, n))
	}
	for _, s := range i.Base.Stages {
		if s.Status == model.Pending {
			add(s.Stage + " has not seen its end: " + s.Reason)
		}
	}
	return reasons
}
