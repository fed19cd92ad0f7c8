package verdict_test

import (
	"slices"
	"strings"
	"testing"

	"patchline/internal/report/verdict"
)

// every calls do with each combination of the three witnesses.
func every(do func(verdict.Witnesses)) {
	for _, m := range verdict.Markers {
		for _, c := range verdict.Commands {
			for _, s := range verdict.Scans {
				do(verdict.Witnesses{Marker: m, Command: c, Scan: s})
			}
		}
	}
}

func TestEveryCombinationHasExactlyOneRow(t *testing.T) {
	every(func(w verdict.Witnesses) {
		if rows := verdict.RowsFor(w); len(rows) != 1 {
			t.Errorf("%+v has %d rows: %q", w, len(rows), rows)
		}
	})
}

func TestEveryRowIsUsedAndSaysSomething(t *testing.T) {
	used := map[string]bool{}
	every(func(w verdict.Witnesses) { used[verdict.Of(w).Sentence] = true })
	for _, j := range verdict.Rows() {
		if !used[j.Sentence] {
			t.Errorf("no combination leads to %q", j.Sentence)
		}
		if !strings.HasSuffix(j.Sentence, ".") || !slices.Contains(verdict.All, j.Verdict) || j.Verdict.Label() == "" {
			t.Errorf("%+v is no judgement", j)
		}
		if j.Verdict.Attention() && j.Do == "" {
			t.Errorf("%q needs somebody, and does not say what to do", j.Sentence)
		}
	}
	if len(used) != len(verdict.Rows()) {
		t.Errorf("%d sentences for %d rows: two rows say the same", len(used), len(verdict.Rows()))
	}
}

func TestNoInstanceIsCalledPatchedUnlessTheScanSaysSo(t *testing.T) {
	every(func(w verdict.Witnesses) {
		if verdict.Of(w).Verdict == verdict.Patched && (w.Scan != verdict.ScanPresent || w.Marker != verdict.MarkerInstalled) {
			t.Errorf("%+v is called patched", w)
		}
	})
}

func TestNothingThatWasNotSentIsCalledGood(t *testing.T) {
	every(func(w verdict.Witnesses) {
		v := verdict.Of(w).Verdict
		if (w.Command == verdict.CommandNone || w.Command == verdict.CommandWithheld) && !v.Attention() {
			t.Errorf("%+v is called %s", w, v)
		}
	})
}

func TestNobodyWhoseStageFailedOrWhoIsNotBroughtBackYetIsCalledGood(t *testing.T) {
	every(func(w verdict.Witnesses) {
		bad := w.Scan == verdict.ScanWithheld || w.Scan == verdict.ScanFailed || w.Scan == verdict.ScanNone
		if v := verdict.Of(w).Verdict; bad && !v.Attention() {
			t.Errorf("%+v is called %s", w, v)
		}
	})
}

func TestAValueThatIsNoneIsUnfinished(t *testing.T) {
	for _, w := range []verdict.Witnesses{{}, {Marker: "x", Command: verdict.CommandUnasked, Scan: verdict.ScanPresent}} {
		if got := verdict.Of(w); got.Verdict != verdict.Unfinished || got.Do == "" {
			t.Errorf("%+v is %+v", w, got)
		}
	}
}

func TestTheTableRowByRow(t *testing.T) {
	const (
		none, failed, nothing, scanned, partly, installed = verdict.MarkerNone, verdict.MarkerFailed, verdict.MarkerNothing, verdict.MarkerScanned, verdict.MarkerPartly, verdict.MarkerInstalled
	)
	seen := map[string]bool{}
	// Each row by one of its combinations, and a word of its sentence.
	for _, test := range []struct {
		marker  verdict.Marker
		command verdict.Command
		scan    verdict.Scan
		want    verdict.Verdict
		says    string
	}{
		{none, verdict.CommandNone, verdict.ScanNone, verdict.Unfinished, "sent it nothing"},
		{none, verdict.CommandWithheld, verdict.ScanWithheld, verdict.Failed, "had failed before"},
		{installed, verdict.CommandNone, verdict.ScanPresent, verdict.Failed, "does not count"},
		{none, verdict.CommandUnreached, verdict.ScanWithheld, verdict.Unreachable, "No command reached it"},
		{failed, verdict.CommandUnreached, verdict.ScanNone, verdict.Failed, "never arrived"},
		{none, verdict.CommandOpen, verdict.ScanNone, verdict.Unfinished, "neither a marker nor"},
		{none, verdict.CommandOpen, verdict.ScanFailed, verdict.Failed, "and the scan failed"},
		{none, verdict.CommandFailed, verdict.ScanWithheld, verdict.Failed, "failed on the instance"},
		{none, verdict.CommandSucceeded, verdict.ScanWithheld, verdict.Failed, "what it did is not known"},
		{none, verdict.CommandFailed, verdict.ScanPresent, verdict.Incomplete, "nobody can say"},
		{none, verdict.CommandOpen, verdict.ScanPending, verdict.Failed, "wait for a reboot"},
		{none, verdict.CommandSucceeded, verdict.ScanRolledBack, verdict.Failed, "misses updates"},
		{failed, verdict.CommandFailed, verdict.ScanWithheld, verdict.Failed, "reports that it failed."},
		{failed, verdict.CommandUnasked, verdict.ScanPresent, verdict.Incomplete, "by then is there"},
		{failed, verdict.CommandUnasked, verdict.ScanPending, verdict.Failed, "wait for a reboot"},
		{failed, verdict.CommandUnasked, verdict.ScanRolledBack, verdict.Failed, "rolled back"},
		{nothing, verdict.CommandUnasked, verdict.ScanPresent, verdict.NothingToDo, "no update to install"},
		{nothing, verdict.CommandUnasked, verdict.ScanStopped, verdict.NothingToDo, "no update to install"},
		{nothing, verdict.CommandUnasked, verdict.ScanPending, verdict.Failed, "wait for a reboot"},
		{nothing, verdict.CommandUnasked, verdict.ScanRolledBack, verdict.Failed, "misses updates"},
		// The run was cut off: it may have been started, and not stopped again.
		{nothing, verdict.CommandUnasked, verdict.ScanNone, verdict.Unfinished, "not done with it"},
		{nothing, verdict.CommandUnasked, verdict.ScanWithheld, verdict.Failed, "failed a stage"},
		{nothing, verdict.CommandUnasked, verdict.ScanFailed, verdict.Failed, "after the reboot failed"},
		{scanned, verdict.CommandUnasked, verdict.ScanPresent, verdict.Scanned, "only looked"},
		{scanned, verdict.CommandUnasked, verdict.ScanStopped, verdict.Scanned, "only looked"},
		{scanned, verdict.CommandUnasked, verdict.ScanNone, verdict.Unfinished, "not done with it"},
		{scanned, verdict.CommandUnasked, verdict.ScanWithheld, verdict.Failed, "failed a stage"},
		{scanned, verdict.CommandUnasked, verdict.ScanFailed, verdict.Failed, "after the reboot failed"},
		{scanned, verdict.CommandUnasked, verdict.ScanPending, verdict.Failed, "wait for a reboot"},
		{scanned, verdict.CommandUnasked, verdict.ScanRolledBack, verdict.Failed, "misses updates"},
		{partly, verdict.CommandUnasked, verdict.ScanPresent, verdict.Incomplete, "are not installed"},
		{partly, verdict.CommandUnasked, verdict.ScanPending, verdict.Failed, "wait for a reboot"},
		{partly, verdict.CommandUnasked, verdict.ScanRolledBack, verdict.Failed, "rolled back"},
		{partly, verdict.CommandUnasked, verdict.ScanStopped, verdict.Incomplete, "stopped again"},
		{partly, verdict.CommandUnasked, verdict.ScanFailed, verdict.Failed, "failed"},
		{partly, verdict.CommandUnasked, verdict.ScanWithheld, verdict.Failed, "failed a stage"},
		{partly, verdict.CommandUnasked, verdict.ScanNone, verdict.Unfinished, "not confirmed"},
		{installed, verdict.CommandUnasked, verdict.ScanPresent, verdict.Patched, "confirms it"},
		{installed, verdict.CommandSucceeded, verdict.ScanPresent, verdict.Patched, "confirms it"},
		// The agent is gone, and SSM says InProgress for ever.
		{installed, verdict.CommandOpen, verdict.ScanPresent, verdict.Patched, "never seen"},
		// SSM says Failed after a reboot though the updates are in.
		{installed, verdict.CommandFailed, verdict.ScanPresent, verdict.Patched, "calls the command failed"},
		{installed, verdict.CommandUnreached, verdict.ScanPresent, verdict.Patched, "never arrived"},
		{installed, verdict.CommandUnasked, verdict.ScanPending, verdict.Failed, "wait for a reboot"},
		// The marker says success though an update was rolled back at boot.
		{installed, verdict.CommandUnasked, verdict.ScanRolledBack, verdict.Failed, "rolled an update back"},
		{installed, verdict.CommandUnasked, verdict.ScanFailed, verdict.Failed, "should confirm it failed"},
		{installed, verdict.CommandUnasked, verdict.ScanWithheld, verdict.Failed, "failed a stage"},
		{installed, verdict.CommandUnasked, verdict.ScanStopped, verdict.NotConfirmed, "next start"},
		{installed, verdict.CommandFailed, verdict.ScanStopped, verdict.NotConfirmed, "confirms either"},
		{installed, verdict.CommandUnasked, verdict.ScanNone, verdict.Unfinished, "not confirmed it yet"},
	} {
		w := verdict.Witnesses{Marker: test.marker, Command: test.command, Scan: test.scan}
		seen[verdict.Of(w).Sentence] = true
		if got := verdict.Of(w); got.Verdict != test.want || !strings.Contains(got.Sentence, test.says) {
			t.Errorf("%+v: got %s, %q; want %s, … %s …", w, got.Verdict, got.Sentence, test.want, test.says)
		}
	}
	for _, row := range verdict.Rows() {
		if !seen[row.Sentence] {
			t.Errorf("no line of this test is about %q", row.Sentence)
		}
	}
}
