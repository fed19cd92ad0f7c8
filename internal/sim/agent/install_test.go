package agent

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"patchline/internal/run"
	"patchline/internal/sim/faults"
	"patchline/internal/sim/windows"
)

// results gives "KB…: Result" of the update results.
func (f *fixture) results() []string {
	f.t.Helper()
	var list []string
	for _, row := range f.rows(run.UpdateResults) {
		name := row[run.ColKB]
		if name == "" {
			name = row[run.ColUpdate]
		}
		list = append(list, name+": "+row[run.ColResult])
	}
	return list
}

// installCase is one job of DocInstall on an instance.
type installCase struct {
	missing    []string
	prepare    func(*fixture, *Job)
	want       []string // results
	counts     map[string]int
	error      string // part of the marker's; empty: success
	hresult    string
	noCSV      bool
	notPending bool
}

func installCases() map[string]installCase {
	return map[string]installCase{
		"nothing to install": {
			missing: nil, want: nil, counts: nil, notPending: true,
		},
		"several, those that want to be alone last": {
			missing: []string{"alone", "cumulative", "net", "critical"},
			want:    []string{"KB5039227: Succeeded", "KB5039889: Succeeded", "KB5001716: Succeeded", "KB5039340: Succeeded"},
			counts:  map[string]int{"found": 4, "installed": 4},
		},
		"two that want to be alone: the second waits for the reboot": {
			missing: []string{"alone", "alone too"},
			want:    []string{"KB5039340: Succeeded", "KB5039341: NotAttempted"},
			counts:  map[string]int{"found": 2, "installed": 1, "notAttempted": 1},
		},
		"neither Defender's definitions nor what is no security or critical update": {
			missing: []string{"defender", "optional", "critical"},
			want:    []string{"KB5001716: Succeeded"}, notPending: true,
			counts: map[string]int{"found": 1, "installed": 1},
		},
		"Defender's definitions are not installed even when asked for": {
			missing: []string{"defender"}, notPending: true,
			prepare: func(_ *fixture, j *Job) { j.with(run.ParamClassifications, "") },
		},
		"license terms are accepted": {
			missing: []string{"eula"}, want: []string{"KB890830: Succeeded"}, notPending: true,
			counts: map[string]int{"found": 1, "installed": 1},
		},
		"license terms that were accepted before are no news": {
			missing: []string{"eula"}, want: []string{"KB890830: Succeeded"}, notPending: true,
			prepare: func(f *fixture, _ *Job) { f.machine.Find(definitions["eula"].ID).EULAAccepted = true },
			counts:  map[string]int{"found": 1, "installed": 1},
		},
		"what asks the user is skipped": {
			missing: []string{"asks", "critical"}, notPending: true,
			want:   []string{"KB5012170: Skipped", "KB5001716: Succeeded"},
			counts: map[string]int{"found": 2, "skipped": 1, "installed": 1},
		},
		"one that fails, with nothing else, is a failure": {
			missing: []string{"cumulative"}, notPending: true,
			prepare: func(f *fixture, _ *Job) { f.machine.Updates[1].HResult = 0x800F0922 },
			want:    []string{"KB5039227: Failed"},
			counts:  map[string]int{"found": 1, "failed": 1},
			error:   "the one update that was to be installed failed: 0x800F0922 CBS_E_INSTALLERS_FAILED", hresult: "0x800F0922",
		},
		"all that fail are a failure with the first one's HRESULT": {
			missing: []string{"net", "critical"}, notPending: true,
			prepare: func(f *fixture, _ *Job) {
				f.machine.Updates[1].HResult, f.machine.Updates[2].HResult = 0x80070643, 0x80240017
			},
			want:   []string{"KB5039889: Failed", "KB5001716: Failed"},
			counts: map[string]int{"found": 2, "failed": 2},
			error:  "all 2 updates", hresult: "0x80070643",
		},
		"some that fail leave it a success that counts them": {
			missing: []string{"net", "critical"},
			prepare: func(f *fixture, _ *Job) { f.machine.Updates[2].HResult = 0x80070643 },
			want:    []string{"KB5039889: Succeeded", "KB5001716: Failed"},
			counts:  map[string]int{"found": 2, "installed": 1, "failed": 1}, hresult: "0x80070643",
		},
		"a fault of the plan makes one article fail": {
			missing: []string{"net", "critical"}, notPending: true,
			prepare: func(f *fixture, _ *Job) {
				f.strike(faults.Rule{Kind: faults.UpdateFails, KB: "5039889", HResult: 0x80070070})
			},
			want:   []string{"KB5039889: Failed", "KB5001716: Succeeded"},
			counts: map[string]int{"found": 2, "installed": 1, "failed": 1}, hresult: "0x80070070",
		},
		"a fault of the plan for one article spares those without": {
			missing: []string{"no kb"}, notPending: true,
			prepare: func(f *fixture, _ *Job) { f.strike(faults.Rule{Kind: faults.UpdateFails, KB: "5039889"}) },
			want:    []string{"=Vendor Driver Update, 1.2.3: Succeeded"},
			counts:  map[string]int{"found": 1, "installed": 1},
		},
		"one that has failed three times this week is left alone": {
			missing: []string{"net", "critical"}, notPending: true,
			prepare: func(f *fixture, _ *Job) {
				for n := range 3 {
					f.machine.Fail(definitions["net"].ID, 0x80070643, begin.Add(-time.Duration(n+1)*24*time.Hour))
				}
			},
			want:   []string{"KB5039889: Skipped", "KB5001716: Succeeded"},
			counts: map[string]int{"found": 2, "skipped": 1, "installed": 1},
		},
		"one that failed three times last month is tried again": {
			missing: []string{"critical"}, notPending: true,
			prepare: func(f *fixture, _ *Job) {
				for range 3 {
					f.machine.Fail(definitions["critical"].ID, 0x80070643, begin.AddDate(0, -1, 0))
				}
			},
			want: []string{"KB5001716: Succeeded"}, counts: map[string]int{"found": 1, "installed": 1},
		},
		"a pending reboot refuses everything": {
			missing: []string{"net"},
			prepare: func(f *fixture, _ *Job) { f.machine.Pending.ComponentBasedServicing = true },
			want:    []string{"KB5039889: NotAttempted"}, counts: map[string]int{"found": 1, "notAttempted": 1},
			error: "a reboot is pending already",
		},
		"a pending reboot does not matter where there is nothing to install": {
			prepare: func(f *fixture, _ *Job) { f.machine.Pending.ComponentBasedServicing = true },
		},
		"a pending reboot is ignored when told so": {
			missing: []string{"net"},
			prepare: func(f *fixture, j *Job) {
				f.machine.Pending.WindowsUpdate = true
				j.with(run.ParamIgnorePendingReboot, "true")
			},
			want: []string{"KB5039889: Succeeded"}, counts: map[string]int{"found": 1, "installed": 1},
		},
		"Windows itself refuses before its reboot, whatever is ignored": {
			missing: []string{"net"},
			prepare: func(f *fixture, j *Job) {
				f.machine.Pending.BeforeInstallation = true
				j.with(run.ParamIgnorePendingReboot, "true")
			},
			want: []string{"KB5039889: NotAttempted"}, counts: map[string]int{"found": 1, "notAttempted": 1},
			error: "nothing more installs before a reboot", hresult: "0x80240016",
		},
		"another installation is waited for": {
			missing: []string{"net"},
			prepare: func(f *fixture, _ *Job) { f.machine.BusyUntil = begin.Add(9 * time.Minute) },
			want:    []string{"KB5039889: Succeeded"}, counts: map[string]int{"found": 1, "installed": 1},
		},
		"another installation that does not end": {
			missing: []string{"net", "critical"}, notPending: true,
			prepare: func(f *fixture, _ *Job) { f.machine.BusyUntil = begin.Add(time.Hour) },
			want:    []string{"KB5039889: NotAttempted", "KB5001716: NotAttempted"}, counts: map[string]int{"found": 2, "notAttempted": 2},
			error: "another installation is under way and does not end", hresult: "0x80240009",
		},
		"pending file renames are too noisy to refuse": {
			missing: []string{"critical"}, notPending: true,
			prepare: func(f *fixture, _ *Job) { f.machine.Pending.FileRename = true },
			want:    []string{"KB5001716: Succeeded"}, counts: map[string]int{"found": 1, "installed": 1},
		},
		"a scan installs nothing, also with a reboot pending": {
			missing: []string{"net", "asks"},
			prepare: func(f *fixture, j *Job) {
				f.machine.Pending.WindowsUpdate = true
				j.with(run.ParamMode, "Scan")
			},
			want: []string{"KB5039889: Found", "KB5012170: Skipped"}, counts: map[string]int{"found": 2, "skipped": 1},
		},
		"a search error is the failure": {
			missing: []string{"net"}, noCSV: true, notPending: true,
			prepare: func(f *fixture, _ *Job) { f.machine.Search.HResult = 0x8024402C },
			error:   "the search for updates failed: 0x8024402C WU_E_PT_WINHTTP_NAME_NOT_RESOLVED", hresult: "0x8024402C",
		},
		"a disabled service is a search error": {
			missing: []string{"net"}, noCSV: true, notPending: true,
			prepare: func(f *fixture, _ *Job) { f.machine.Service("wuauserv").StartType = windows.Disabled },
			error:   "ERROR_SERVICE_DISABLED", hresult: "0x80070422",
		},
		"a search that hangs is given up": {
			missing: []string{"net"}, noCSV: true, notPending: true,
			prepare: func(f *fixture, _ *Job) { f.machine.Search.Hangs = true },
			error:   "gave no answer in 20 minutes",
		},
		"a mode that is none is refused before the search": {
			missing: []string{"net"}, noCSV: true, notPending: true,
			prepare: func(_ *fixture, j *Job) { j.with(run.ParamMode, "Dry") },
			error:   `"Dry" is neither Install nor Scan`,
		},
		"labels that can't be read": {
			missing: []string{"net"}, noCSV: true, notPending: true,
			prepare: func(_ *fixture, j *Job) { j.with(run.ParamInstances, "e30") },
			error:   "parameter Instances is not base64",
		},
		"labels without the instance": {
			missing: []string{"net"}, noCSV: true, notPending: true,
			prepare: func(_ *fixture, j *Job) { j.with(run.ParamInstances, "e30=") },
			error:   "has no entry for " + testInstance,
		},
	}
}

func TestInstallingUpdates(t *testing.T) {
	for name, c := range installCases() {
		t.Run(name, func(t *testing.T) {
			inTheNight(t, c.missing, func(f *fixture) {
				job := f.job(run.DocInstall)
				if c.prepare != nil {
					c.prepare(f, job)
				}
				p := f.do(job)
				m := f.marker(run.DocInstall)
				wantCode, wantOutcome := 0, run.Success
				if c.error != "" {
					wantCode, wantOutcome = 1, run.Failure
				}
				if p.ExitCode != wantCode || m.Outcome != wantOutcome || !strings.Contains(m.Error, c.error) {
					t.Errorf("exit code %d, marker %s %q; want %d, %s %q", p.ExitCode, m.Outcome, m.Error, wantCode, wantOutcome, c.error)
				}
				if c.error != "" && !strings.Contains(p.Stderr, m.Error) {
					t.Errorf("standard error is %q", p.Stderr)
				}
				if m.HResult != c.hresult || !maps.Equal(m.Counts, c.counts) {
					t.Errorf("marker has HRESULT %q, counts %v; want %q, %v", m.HResult, m.Counts, c.hresult, c.counts)
				}
				if m.RebootPending == c.notPending {
					t.Errorf("marker has rebootPending %v", m.RebootPending)
				}
				if c.noCSV {
					if keys := f.store.keys("/csv/"); len(keys) > 0 {
						t.Errorf("wrote %q", keys)
					}
				} else if got := f.results(); !slices.Equal(got, c.want) {
					t.Errorf("results\n%q, want\n%q", got, c.want)
				}
				f.golden("install/" + name)
			})
		})
	}
}

func TestAnUpdatesAttemptsAreCountedSinceItsLastSuccess(t *testing.T) {
	day := func(n int) time.Time { return begin.AddDate(0, 0, -n) }
	failed, succeeded := windows.ResultFailed, windows.ResultSucceeded
	for name, c := range map[string]struct {
		history []windows.HistoryEntry
		want    int
	}{
		"none":                     {nil, 0},
		"another update's":         {[]windows.HistoryEntry{{UpdateID: "b", At: day(1), ResultCode: failed}}, 0},
		"two":                      {[]windows.HistoryEntry{{UpdateID: "a", At: day(2), ResultCode: failed}, {UpdateID: "a", At: day(1), ResultCode: failed}}, 2},
		"one before a success":     {[]windows.HistoryEntry{{UpdateID: "a", At: day(2), ResultCode: failed}, {UpdateID: "a", At: day(1), ResultCode: succeeded}}, 0},
		"one after a success":      {[]windows.HistoryEntry{{UpdateID: "a", At: day(2), ResultCode: succeeded}, {UpdateID: "a", At: day(1), ResultCode: failed}}, 1},
		"a success with errors":    {[]windows.HistoryEntry{{UpdateID: "a", At: day(1), ResultCode: windows.ResultSucceededWithErrors}}, 1},
		"one that has not ended":   {[]windows.HistoryEntry{{UpdateID: "a", At: day(1), ResultCode: 1}}, 0},
		"one that is long ago":     {[]windows.HistoryEntry{{UpdateID: "a", At: day(8), ResultCode: failed}}, 0},
		"one that was uninstalled": {[]windows.HistoryEntry{{UpdateID: "a", At: day(1), ResultCode: failed, Uninstall: true}}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			if got := attempts(&windows.Machine{History: c.history}, "a", begin); got != c.want {
				t.Errorf("got %d, want %d", got, c.want)
			}
		})
	}
}

func TestFiltersOfUpdates(t *testing.T) {
	published := begin.AddDate(0, 0, -10)
	def := &windows.Definition{
		ID: "0A1B2C3D-0001-4000-8000-000000000001", KB: "5039227",
		Classification: "Security Updates", Severity: "Critical", Published: published,
	}
	for name, c := range map[string]struct {
		parameters map[string]string
		want       bool
	}{
		"no filter":                    {nil, true},
		"any classification":           {map[string]string{run.ParamClassifications: ""}, true},
		"its classification":           {map[string]string{run.ParamClassifications: "updates, SECURITY UPDATES"}, true},
		"another classification":       {map[string]string{run.ParamClassifications: "Drivers"}, false},
		"its severity":                 {map[string]string{run.ParamSeverities: "Important,Critical"}, true},
		"another severity":             {map[string]string{run.ParamSeverities: "Important"}, false},
		"unspecified severity":         {map[string]string{run.ParamSeverities: "Unspecified"}, false},
		"allowed by article":           {map[string]string{run.ParamAllow: "5039227"}, true},
		"allowed by article with KB":   {map[string]string{run.ParamAllow: "kb5039227"}, true},
		"allowed by UpdateID":          {map[string]string{run.ParamAllow: "0a1b2c3d-0001-4000-8000-000000000001"}, true},
		"another is allowed":           {map[string]string{run.ParamAllow: "KB1"}, false},
		"denied":                       {map[string]string{run.ParamDeny: "KB5039227"}, false},
		"denied and allowed":           {map[string]string{run.ParamAllow: "KB5039227", run.ParamDeny: "KB5039227"}, false},
		"published long enough ago":    {map[string]string{run.ParamApprovalDelay: "10"}, true},
		"published too recently":       {map[string]string{run.ParamApprovalDelay: "11"}, false},
		"published on the cut-off day": {map[string]string{run.ParamCutOff: "2024-06-04"}, true},
		"published after the cut-off":  {map[string]string{run.ParamCutOff: "2024-06-03"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			job := &Job{Parameters: map[string][]string{}}
			for parameter, value := range c.parameters {
				job.with(parameter, value)
			}
			filter, err := readFilter(job, begin)
			if err != nil || filter.wants(def) != c.want {
				t.Errorf("got %v, %v; want %v", filter.wants(def), err, c.want)
			}
		})
	}
}

func TestAnUpdateWithoutSeverityIsUnspecified(t *testing.T) {
	filter, err := readFilter((&Job{Parameters: map[string][]string{}}).with(run.ParamSeverities, "unspecified"), begin)
	critical := &windows.Definition{Classification: "Critical Updates"}
	if err != nil || !filter.wants(critical) {
		t.Errorf("got %v, %v", filter.wants(critical), err)
	}
}

func TestParametersThatAreNoFilterAreRefused(t *testing.T) {
	for parameter, value := range map[string]string{
		run.ParamMode: "install", run.ParamIgnorePendingReboot: "yes",
		run.ParamApprovalDelay: "-1", run.ParamCutOff: "2024-02-30",
	} {
		_, err := readFilter((&Job{Parameters: map[string][]string{}}).with(parameter, value), begin)
		if err == nil || !strings.Contains(err.Error(), parameter) {
			t.Errorf("%s %q: %v", parameter, value, err)
		}
	}
}

func TestAMachineThatGoesDownHasInstalledWhatWasInstalledByThen(t *testing.T) {
	inTheNight(t, []string{"net", "critical", "cumulative"}, func(f *fixture) {
		job := f.job(run.DocInstall)
		f.do(job, func() bool { return len(f.machine.History) == 2 })
		f.agent.Stop(job)
		if markers := f.store.keys("/markers/"); len(markers) > 0 {
			t.Errorf("wrote %q although it was cut off", markers)
		}
		if u := f.machine.Find(definitions["cumulative"].ID); u.Status != windows.Missing {
			t.Errorf("the third update is %s", u.Status)
		}
		f.reboot()
		f.succeed(f.job(run.DocInstall).with(run.ParamAttempt, "2"))
		if got, want := f.results(), []string{"KB5039889: Succeeded", "KB5001716: Succeeded", "KB5039227: Succeeded"}; !slices.Equal(got, want) {
			t.Errorf("after the second attempt there is %q, want %q", got, want)
		}
	})
}

func TestASecondRunOverTheFirstKeepsItsResults(t *testing.T) {
	inTheNight(t, []string{"net", "critical"}, func(f *fixture) {
		f.machine.Updates[1].HResult = 0x80070643
		f.succeed(f.job(run.DocInstall))
		f.machine.Updates[1].HResult = 0
		f.succeed(f.job(run.DocInstall).with(run.ParamAttempt, "2"))
		if got, want := f.results(), []string{"KB5001716: Succeeded", "KB5039889: Succeeded"}; !slices.Equal(got, want) {
			t.Errorf("after success %q, want %q", got, want)
		}
		f.succeed(f.job(run.DocInstall).with(run.ParamAttempt, "3"))
		if got := f.marker(run.DocInstall).Counts; len(got) != 0 {
			t.Errorf("the third attempt counts %v", got)
		}
		if got := len(f.results()); got != 2 {
			t.Errorf("the third attempt has left %d results", got)
		}
	})
}

func TestWhatWasAttemptedGivesWayToAnotherAttemptOnly(t *testing.T) {
	row := func(id, result string) []string {
		return run.UpdateResults.Row(map[string]string{run.ColUpdateID: id, run.ColResult: result})
	}
	earlier := [][]string{row("a", run.ResultFailed), row("b", run.ResultSucceeded), row("c", run.ResultNotAttempted)}
	now := [][]string{row("a", run.ResultNotAttempted), row("c", run.ResultSucceeded), row("d", run.ResultFound)}
	var got []string
	for _, merged := range mergeResults(earlier, now) {
		got = append(got, merged[run.UpdateResults.Column(run.ColUpdateID)]+" "+merged[run.UpdateResults.Column(run.ColResult)])
	}
	if want := []string{"a Failed", "b Succeeded", "c Succeeded", "d Found"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestADocumentStopsInTimeToTellWhatItHasDone(t *testing.T) {
	inTheNight(t, []string{"net", "cumulative", "critical"}, func(f *fixture) {
		job := f.job(run.DocInstall)
		job.Inputs["timeoutSeconds"] = "600"
		f.do(job)
		m := f.marker(run.DocInstall)
		if !strings.Contains(m.Error, "no time was left for") || m.Counts[run.CountNotAttempted] == 0 || m.Counts[run.CountInstalled] == 0 {
			t.Errorf("marker %+v", m)
		}
	})
}

func TestFiveHundredUpdatesEachHaveTheirRow(t *testing.T) {
	inTheNight(t, nil, func(f *fixture) {
		f.miss(500)
		f.succeed(f.job(run.DocInstall))
		if got := len(f.results()); got != 500 {
			t.Errorf("%d rows", got)
		}
		if got := f.marker(run.DocInstall).Counts; !maps.Equal(got, map[string]int{"found": 500, "installed": 500}) {
			t.Errorf("counts %v", got)
		}
	})
}
