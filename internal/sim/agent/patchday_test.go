package agent

import (
	"slices"
	"strings"
	"testing"
	"time"

	"patchline/internal/run"
	"patchline/internal/sim/faults"
	"patchline/internal/sim/windows"
)

// beforeReboot are the documents of a patch day until the reboot.
var beforeReboot = []string{
	run.DocUpdatesBefore, run.DocInstall, run.DocUpdatesAfter, run.DocCompare, run.DocFailedCheck, run.DocSoftware,
}

// patchDayCase is a whole patch day of an instance.
type patchDayCase struct {
	missing []string
	prepare func(*fixture)
}

func patchDayCases() map[string]patchDayCase {
	return map[string]patchDayCase{
		"no updates":  {},
		"two updates": {missing: []string{"net", "critical"}},
		"titles that are not English, one that fails, one with a formula": {
			missing: []string{"german", "net", "no kb"},
			prepare: func(f *fixture) { f.machine.Updates[2].HResult = 0x80070643 },
		},
		"an instance with a role": {
			missing: []string{"net"},
			prepare: func(f *fixture) { f.instance.InstanceProfile = "patched-instance" },
		},
	}
}

func TestAPatchDayLeavesItsMarkersAndCSVs(t *testing.T) {
	for name, c := range patchDayCases() {
		t.Run(name, func(t *testing.T) {
			inTheNight(t, c.missing, func(f *fixture) {
				if c.prepare != nil {
					c.prepare(f)
				}
				for _, document := range beforeReboot {
					f.succeed(f.job(document))
				}
				f.reboot()
				f.succeed(f.job(run.DocConfirm))
				f.succeed(f.job(run.DocVerifyApplication))
				if m := f.marker(run.DocConfirm); !m.BootTime.After(begin) || m.RebootPending {
					t.Errorf("the confirming marker has boot time %v, rebootPending %v", m.BootTime, m.RebootPending)
				}
				f.golden("patchday/" + name)
			})
		})
	}
}

func TestACSVIsWrittenBeforeItsMarker(t *testing.T) {
	inTheNight(t, []string{"net"}, func(f *fixture) {
		for _, document := range beforeReboot {
			f.succeed(f.job(document))
		}
		puts := slices.DeleteFunc(f.store.puts, func(key string) bool { return strings.HasPrefix(key, "fleet/lists/") })
		for n, key := range puts {
			if isCSV := strings.Contains(key, "/csv/"); isCSV != (n%2 == 0) {
				t.Errorf("upload %d is %s", n, key)
			}
		}
		if len(puts) != 2*len(beforeReboot) {
			t.Errorf("uploads %q", puts)
		}
	})
}

func TestTheListsLeaveOutDefendersDefinitionsAndWhatFailedLast(t *testing.T) {
	inTheNight(t, []string{"defender", "net", "critical", "german"}, func(f *fixture) {
		day := begin.AddDate(0, 0, -3)
		f.machine.Install(definitions["defender"].ID, day)
		f.machine.Install(definitions["net"].ID, day)
		f.machine.Install(definitions["critical"].ID, day)
		f.machine.Fail(definitions["critical"].ID, 0x80070643, day.Add(time.Hour))
		f.machine.Fail(definitions["german"].ID, 0x80070643, day)
		f.machine.Install(definitions["german"].ID, day.Add(time.Hour))
		f.succeed(f.job(run.DocUpdatesBefore))
		var got []string
		for _, row := range f.rows(run.UpdatesBefore) {
			got = append(got, row[run.ColKB])
		}
		if want := []string{"KB5037782", "KB5039889", "KB5034439"}; !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}

func TestAnUpdateIsListedOnceThoughHistoryAndHotFixesHaveIt(t *testing.T) {
	inTheNight(t, []string{"net"}, func(f *fixture) {
		f.machine.Install(definitions["net"].ID, begin)
		f.machine.FinishBoot(begin, false, "")
		f.succeed(f.job(run.DocUpdatesAfter))
		if got := len(f.rows(run.UpdatesAfter)); got != 2 { // it, and the old one
			t.Errorf("%d rows: %q", got, f.rows(run.UpdatesAfter))
		}
	})
}

func TestWhatIsComparedGoesByUpdateIDOrByArticle(t *testing.T) {
	row := func(id, kb string) []string {
		return bothLists.Row(map[string]string{run.ColUpdateID: id, run.ColKB: kb, run.ColUpdate: id + kb})
	}
	for name, c := range map[string]struct {
		before, after [][]string
		want          int
	}{
		"the same":                                  {[][]string{row("a", "KB1")}, [][]string{row("a", "KB1")}, 0},
		"a new one":                                 {[][]string{row("a", "KB1")}, [][]string{row("a", "KB1"), row("b", "KB2")}, 1},
		"another of the same article":               {[][]string{row("a", "KB1")}, [][]string{row("a", "KB1"), row("b", "KB1")}, 1},
		"a hot fix that was in the history":         {[][]string{row("a", "KB1")}, [][]string{row("", "KB1")}, 0},
		"a hot fix that the history has since":      {[][]string{row("", "KB1")}, [][]string{row("a", "KB1")}, 0},
		"a new hot fix":                             {nil, [][]string{row("", "KB1")}, 1},
		"one without article beside one without id": {[][]string{row("a", "")}, [][]string{row("b", "")}, 1},
		"one that is gone":                          {[][]string{row("a", "KB1")}, nil, 0},
	} {
		t.Run(name, func(t *testing.T) {
			if got := added(c.before, c.after); len(got) != c.want {
				t.Errorf("got %q, want %d", got, c.want)
			}
		})
	}
}

func TestADocumentThatNeedsAnothersListSaysWhatIsMissing(t *testing.T) {
	for name, c := range map[string]struct {
		first    []string
		document string
		want     string
	}{
		"nothing to compare at all":  {nil, run.DocCompare, "there is nothing to compare: this run has no list updates-before of " + testInstance},
		"no list after":              {[]string{run.DocUpdatesBefore}, run.DocCompare, "no list updates-after"},
		"nothing that was installed": {nil, run.DocConfirm, "there is nothing to confirm: this run has no update-results of " + testInstance},
	} {
		t.Run(name, func(t *testing.T) {
			inTheNight(t, nil, func(f *fixture) {
				for _, document := range c.first {
					f.succeed(f.job(document))
				}
				p := f.do(f.job(c.document))
				m := f.marker(c.document)
				if p.ExitCode != 1 || m.Outcome != run.Failure || !strings.Contains(m.Error, c.want) {
					t.Errorf("exit code %d, marker %s %q; want %q", p.ExitCode, m.Outcome, m.Error, c.want)
				}
			})
		})
	}
}

func TestOnlyWhatStillFailsIsReported(t *testing.T) {
	inTheNight(t, []string{"net", "critical", "german", "defender"}, func(f *fixture) {
		day := begin.AddDate(0, 0, -2)
		f.machine.Fail(definitions["net"].ID, 0x80070643, day)
		f.machine.Fail(definitions["net"].ID, 0x800F0922, day.Add(time.Hour)) // the latest counts
		f.machine.Fail(definitions["critical"].ID, 0x80070643, day)
		f.machine.Install(definitions["critical"].ID, day.Add(time.Hour)) // fixed since
		f.machine.Fail(definitions["defender"].ID, 0x80070643, day)
		f.machine.Fail(definitions["german"].ID, 0x80070643, day)
		f.machine.Find(definitions["german"].ID).Status = windows.Installed // by hand, without a history
		f.succeed(f.job(run.DocFailedCheck))
		rows := f.rows(run.UpdatesFailed)
		if len(rows) != 1 || rows[0][run.ColKB] != "KB5039889" || rows[0][run.ColHResultName] != "CBS_E_INSTALLERS_FAILED" {
			t.Errorf("got %q", rows)
		}
		if got := f.marker(run.DocFailedCheck).Counts[run.CountFailed]; got != 1 {
			t.Errorf("counts %d", got)
		}
	})
}

// confirmCase is what happens between DocInstall and DocConfirm on an instance that
// misses "german" and "critical".
type confirmCase struct {
	between func(*fixture)
	want    []string // results of german and critical
	error   string
}

func confirmCases() map[string]confirmCase {
	return map[string]confirmCase{
		"all present after the reboot": {
			between: func(f *fixture) { f.reboot() },
			want:    []string{run.ResultPresent, run.ResultPresent},
		},
		"one rolled back at boot": {
			between: func(f *fixture) {
				f.strike(faults.Rule{Kind: faults.RollbackAtBoot, KB: "5037782"})
				f.reboot()
			},
			want:  []string{run.ResultRolledBack, run.ResultPresent},
			error: "1 of 2 updates that were installed are not present: KB5037782 (RolledBack)",
		},
		"no reboot since": {
			between: func(*fixture) {},
			want:    []string{run.ResultPendingReboot, run.ResultPresent},
			error:   "KB5037782 (PendingReboot)",
		},
		"a newer one has taken its place": {
			between: func(f *fixture) {
				f.reboot()
				f.machine.Find(definitions["german"].ID).Status = windows.Superseded
			},
			want: []string{run.ResultPresent, run.ResultPresent},
		},
		"the search goes wrong": {
			between: func(f *fixture) { f.machine.Search.HResult = 0x8024401C },
			error:   "WU_E_PT_HTTP_STATUS_REQUEST_TIMEOUT",
		},
	}
}

func TestConfirmingWhatWasInstalled(t *testing.T) {
	for name, c := range confirmCases() {
		t.Run(name, func(t *testing.T) {
			inTheNight(t, []string{"german", "critical"}, func(f *fixture) {
				f.succeed(f.job(run.DocInstall))
				c.between(f)
				p := f.do(f.job(run.DocConfirm))
				m := f.marker(run.DocConfirm)
				if failed := c.error != ""; failed != (p.ExitCode == 1) || failed != (m.Outcome == run.Failure) || !strings.Contains(m.Error, c.error) {
					t.Errorf("exit code %d, marker %s %q; want %q", p.ExitCode, m.Outcome, m.Error, c.error)
				}
				f.golden("confirm/" + name)
				if c.want == nil {
					return
				}
				var got []string
				for _, row := range f.rows(run.Confirmed) {
					got = append(got, row[run.ColResult])
				}
				if !slices.Equal(got, c.want) {
					t.Errorf("got %q, want %q", got, c.want)
				}
			})
		})
	}
}

func TestConfirmingTellsEachSourceOfAPendingReboot(t *testing.T) {
	inTheNight(t, nil, func(f *fixture) {
		f.succeed(f.job(run.DocInstall))
		f.machine.Pending.FileRename = true
		f.succeed(f.job(run.DocConfirm))
		m := f.marker(run.DocConfirm)
		if m.RebootPending || m.Counts[run.CountPendingRename] != 1 || m.Counts[run.CountPendingUpdate] != 0 {
			t.Errorf("rebootPending %v, counts %v", m.RebootPending, m.Counts)
		}
	})
}
