package verdict

import "slices"

// Values that many rows share. None is ever written to.
var (
	// done: the marker says that the document came to an end of its own and
	// that updates were installed.
	done = []Marker{MarkerInstalled}
	// unscanned: the scan has nothing to say.
	unscanned = []Scan{ScanNone, ScanWithheld, ScanStopped, ScanFailed}
	// fine: Systems Manager does not contradict a marker. An open command
	// doesn't either: the agent may be gone after its last word.
	fine = []Command{CommandSucceeded, CommandUnasked, CommandOpen}
	sent = without(Commands, CommandNone, CommandWithheld)
	// arrived: the command may have run.
	arrived = without(sent, CommandUnreached)
	// notSent: the run has sent nothing, so that a marker can't be the run's.
	notSent = []Command{CommandNone, CommandWithheld}
)

// What an operator does for more than one row.
const (
	doGoOn      = "Give the same command of the missing stage again: it goes on where it stopped."
	doReboot    = "Reboot the instance, then let a scan look again."
	doReason    = "Mend what the reason names; the next patch day installs what is missing."
	doFailed    = "Mend what the reason names, and see that the instance is as it was before the run."
	doUpdates   = "Look at each update's error below; the next patch day tries them again."
	doAgent     = "Repair the instance's SSM agent, its network and its instance profile, then patch it by a run of its own."
	doLook      = "Look at the instance before anybody relies on it: the run can't say what is on it."
	doImpostor  = "Look who else writes to the run's keys on S3."
	doNextStart = "Nothing now: after its next start a scan will tell."
)

// table is the one place where the three witnesses are weighed. Each
// combination is covered by exactly one row. The scan has the last word of
// what is there, and no row says Patched without ScanPresent. It is never
// written to.
var table = []row{
	// Nothing was sent in this run.
	{[]Marker{MarkerNone}, []Command{CommandNone}, nil,
		Judgement{Unfinished, "The run has sent it nothing to install.", doGoOn}},
	{[]Marker{MarkerNone}, []Command{CommandWithheld}, nil,
		Judgement{Failed, "Nothing was installed: it had failed before.", doReason}},
	{without(Markers, MarkerNone), notSent, nil,
		Judgement{Failed, "There is a marker though the run has sent it nothing: the marker does not count.", doImpostor}},

	// No command reached it.
	{[]Marker{MarkerNone}, []Command{CommandUnreached}, nil,
		Judgement{Unreachable, "No command reached it: nothing was installed.", doAgent}},
	{[]Marker{MarkerFailed}, []Command{CommandUnreached}, nil,
		Judgement{Failed, "The document reports a failure, though Systems Manager says that it never arrived.", doReason}},

	// No marker: the document said nothing.
	{[]Marker{MarkerNone}, []Command{CommandOpen, CommandUnasked}, []Scan{ScanNone, ScanWithheld, ScanStopped},
		Judgement{Unfinished, "It was sent the updates, and neither a marker nor the command's end was seen.", doGoOn}},
	{[]Marker{MarkerNone}, []Command{CommandOpen, CommandUnasked}, []Scan{ScanFailed},
		Judgement{Failed, "The document wrote no marker, the command's end was not seen, and the scan failed.", doLook}},
	{[]Marker{MarkerNone}, []Command{CommandFailed}, unscanned,
		Judgement{Failed, "The command failed on the instance, and the document wrote no marker.", doLook}},
	{[]Marker{MarkerNone}, []Command{CommandSucceeded}, unscanned,
		Judgement{Failed, "The command ended well, but the document wrote no marker: what it did is not known.", doLook}},
	{[]Marker{MarkerNone}, arrived, []Scan{ScanPresent},
		Judgement{Incomplete, "The document wrote no marker; the scan finds what it had installed by then, and nobody can say whether that was all.", doUpdates}},
	{[]Marker{MarkerNone}, arrived, []Scan{ScanPending},
		Judgement{Failed, "The document wrote no marker, and updates still wait for a reboot.", doReboot}},
	{[]Marker{MarkerNone}, arrived, []Scan{ScanRolledBack},
		Judgement{Failed, "The document wrote no marker, and the scan misses updates that it had installed.", doUpdates}},

	// The document says that it failed.
	{[]Marker{MarkerFailed}, arrived, unscanned,
		Judgement{Failed, "The document reports that it failed.", doReason}},
	{[]Marker{MarkerFailed}, arrived, []Scan{ScanPresent},
		Judgement{Incomplete, "The document reports that it failed; what it had installed by then is there.", doUpdates}},
	{[]Marker{MarkerFailed}, arrived, []Scan{ScanPending},
		Judgement{Failed, "The document reports that it failed, and updates still wait for a reboot.", doReboot}},
	{[]Marker{MarkerFailed}, arrived, []Scan{ScanRolledBack},
		Judgement{Failed, "The document reports that it failed, and what it had installed was rolled back.", doUpdates}},

	// Nothing to do. There is nothing to confirm either; but an instance that
	// failed a stage, or that the run has not brought back, is no good end.
	{[]Marker{MarkerNothing}, sent, []Scan{ScanPresent, ScanStopped},
		Judgement{NothingToDo, "There was no update to install.", ""}},
	{[]Marker{MarkerNothing}, sent, []Scan{ScanNone},
		Judgement{Unfinished, "There was no update to install, and the run is not done with it yet.", doGoOn}},
	{[]Marker{MarkerNothing}, sent, []Scan{ScanWithheld},
		Judgement{Failed, "There was no update to install, but it failed a stage.", doFailed}},
	{[]Marker{MarkerNothing}, sent, []Scan{ScanFailed},
		Judgement{Failed, "There was no update to install, but the scan after the reboot failed.", doLook}},
	{[]Marker{MarkerNothing}, sent, []Scan{ScanPending},
		Judgement{Failed, "The document found nothing to install, but the scan says that updates wait for a reboot.", doReboot}},
	{[]Marker{MarkerNothing}, sent, []Scan{ScanRolledBack},
		Judgement{Failed, "The document found nothing to install, but the scan misses updates.", doUpdates}},

	// Only looked.
	{[]Marker{MarkerScanned}, sent, []Scan{ScanPresent, ScanStopped},
		Judgement{Scanned, "The run only looked: updates were found, and none was installed.", ""}},
	{[]Marker{MarkerScanned}, sent, []Scan{ScanNone},
		Judgement{Unfinished, "The run only looked, and is not done with it yet.", doGoOn}},
	{[]Marker{MarkerScanned}, sent, []Scan{ScanWithheld},
		Judgement{Failed, "The run only looked, and it failed a stage.", doFailed}},
	{[]Marker{MarkerScanned}, sent, []Scan{ScanFailed},
		Judgement{Failed, "The run only looked, and the scan after the reboot failed.", doLook}},
	{[]Marker{MarkerScanned}, sent, []Scan{ScanPending},
		Judgement{Failed, "The run only looked, but the scan says that updates wait for a reboot.", doReboot}},
	{[]Marker{MarkerScanned}, sent, []Scan{ScanRolledBack},
		Judgement{Failed, "The run only looked, but the scan misses updates.", doUpdates}},

	// Some of what was found is not installed.
	{[]Marker{MarkerPartly}, sent, []Scan{ScanPresent},
		Judgement{Incomplete, "What was installed is there; other updates that were found are not installed.", doUpdates}},
	{[]Marker{MarkerPartly}, sent, []Scan{ScanPending},
		Judgement{Failed, "Not all updates were installed, and some still wait for a reboot.", doReboot}},
	{[]Marker{MarkerPartly}, sent, []Scan{ScanRolledBack},
		Judgement{Failed, "Not all updates were installed, and some of those that were have been rolled back.", doUpdates}},
	{[]Marker{MarkerPartly}, sent, []Scan{ScanStopped},
		Judgement{Incomplete, "Not all updates were installed; it was stopped again, and nothing confirms those that were.", doUpdates}},
	{[]Marker{MarkerPartly}, sent, []Scan{ScanFailed},
		Judgement{Failed, "Not all updates were installed, and the scan that should confirm the others failed.", doLook}},
	{[]Marker{MarkerPartly}, sent, []Scan{ScanWithheld},
		Judgement{Failed, "Not all updates were installed, and it failed a stage before the others could be confirmed.", doReason}},
	{[]Marker{MarkerPartly}, sent, []Scan{ScanNone},
		Judgement{Unfinished, "Not all updates were installed, and the run has not confirmed the others.", doGoOn}},

	// All was installed, says the document.
	{done, []Command{CommandSucceeded, CommandUnasked}, []Scan{ScanPresent},
		Judgement{Patched, "All updates that were found are installed, and the scan after the reboot confirms it.", ""}},
	{done, []Command{CommandOpen}, []Scan{ScanPresent},
		Judgement{Patched, "The scan after the reboot confirms all updates; the command's end was never seen.", ""}},
	{done, []Command{CommandFailed}, []Scan{ScanPresent},
		Judgement{Patched, "The scan after the reboot confirms all updates, though Systems Manager calls the command failed.", ""}},
	{done, []Command{CommandUnreached}, []Scan{ScanPresent},
		Judgement{Patched, "The scan after the reboot confirms all updates, though Systems Manager says that the command never arrived.", ""}},
	{done, sent, []Scan{ScanPending},
		Judgement{Failed, "The updates are installed, but some still wait for a reboot.", doReboot}},
	{done, sent, []Scan{ScanRolledBack},
		Judgement{Failed, "The document reports success, but Windows has rolled an update back at its reboot.", doUpdates}},
	{done, sent, []Scan{ScanFailed},
		Judgement{Failed, "The document reports success, but the scan that should confirm it failed.", doLook}},
	{done, sent, []Scan{ScanWithheld},
		Judgement{Failed, "The document reports success, but it failed a stage before that could be confirmed.", doReason}},
	{done, fine, []Scan{ScanStopped},
		Judgement{NotConfirmed, "Installed, and stopped again: the updates take effect at its next start, and nothing confirms them until then.", doNextStart}},
	{done, []Command{CommandFailed, CommandUnreached}, []Scan{ScanStopped},
		Judgement{NotConfirmed, "The document reports success and Systems Manager a failure; it was stopped again, and nothing confirms either.", doNextStart}},
	{done, sent, []Scan{ScanNone},
		Judgement{Unfinished, "The document reports success, and the run has not confirmed it yet.", doGoOn}},
}

// without is a list without some of its values.
func without[T comparable](all []T, some ...T) []T {
	return slices.DeleteFunc(slices.Clone(all), func(value T) bool { return slices.Contains(some, value) })
}
