package agent

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"patchline/internal/run"
	"patchline/internal/sim/faults"
)

func TestS3ThatRefuses(t *testing.T) {
	csv := func(key string) bool { return strings.Contains(key, "/csv/") }
	for name, c := range map[string]struct {
		refuse  func(calls int, key string) string
		outcome run.Outcome // empty: no marker
		stderr  string
	}{
		"everything": {
			refuse: func(int, string) string { return "AccessDenied" },
			stderr: "AccessDenied",
		},
		"the CSV alone: the marker says so": {
			refuse: func(_ int, key string) string {
				if csv(key) {
					return "AccessDenied"
				}
				return ""
			},
			outcome: run.Failure, stderr: "AccessDenied",
		},
		"the first calls, then no more": {
			refuse: func(calls int, _ string) string {
				if calls <= 2 {
					return "SlowDown"
				}
				return ""
			},
			outcome: run.Success,
		},
		"the marker alone": {
			refuse: func(_ int, key string) string {
				if !csv(key) {
					return "AccessDenied"
				}
				return ""
			},
			stderr: "AccessDenied",
		},
	} {
		t.Run(name, func(t *testing.T) {
			inTheNight(t, nil, func(f *fixture) {
				calls := 0
				f.store.refuse = func(_, key string) string { calls++; return c.refuse(calls, key) }
				p := f.do(f.job(run.DocSoftware))
				f.store.refuse = nil
				if wantCode := map[bool]int{true: 0, false: 1}[c.stderr == ""]; p.ExitCode != wantCode || !strings.Contains(p.Stderr, c.stderr) {
					t.Errorf("ended with %+v; want %d %q", p, wantCode, c.stderr)
				}
				if c.outcome == "" {
					if keys := f.store.keys("/markers/"); len(keys) > 0 {
						t.Errorf("wrote %q", keys)
					}
					return
				}
				if m := f.marker(run.DocSoftware); m.Outcome != c.outcome || !strings.Contains(m.Error, c.stderr) {
					t.Errorf("marker %+v", m)
				}
			})
		})
	}
}

func TestEachCallOfS3HasTriesOfItsOwn(t *testing.T) {
	inTheNight(t, []string{"critical"}, func(f *fixture) {
		f.succeed(f.job(run.DocInstall))
		f.succeed(f.job(run.DocUpdatesBefore))
		f.succeed(f.job(run.DocUpdatesAfter))
		f.store.refuse = refuseFirst(uploadTries - 1)
		f.succeed(f.job(run.DocCompare))                             // reads two lists, writes one
		f.succeed(f.job(run.DocInstall).with(run.ParamAttempt, "2")) // reads its CSV, and writes it
		f.store.refuse = refuseFirst(uploadTries)
		if p := f.do(f.job(run.DocCompare)); p.ExitCode != 1 || !strings.Contains(p.Stderr, "SlowDown") {
			t.Errorf("ended with %+v", p)
		}
	})
}

func TestABucketThatIsNotThereIsTriedAFewTimes(t *testing.T) {
	inTheNight(t, nil, func(f *fixture) {
		p := f.do(f.job(run.DocConfirm).with(run.ParamStore, "s3://another-bucket"))
		var took time.Duration
		f.world.Do(func() { took = f.world.Now().Sub(begin) })
		if p.ExitCode != 1 || !strings.Contains(p.Stderr, "NoSuchBucket") || took < uploadBackOff*(1+2+4) {
			t.Errorf("ended after %v with %+v", took, p)
		}
	})
}

func TestResultsThatS3DoesNotGiveBackAreNotWrittenOver(t *testing.T) {
	inTheNight(t, []string{"critical"}, func(f *fixture) {
		f.succeed(f.job(run.DocInstall))
		before := f.results()
		f.store.refuse = func(method, _ string) string {
			if method == "GET" {
				return "AccessDenied"
			}
			return ""
		}
		p := f.do(f.job(run.DocInstall).with(run.ParamAttempt, "2"))
		if p.ExitCode != 1 || !slices.Equal(f.results(), before) {
			t.Errorf("ended with %+v, results %q", p, f.results())
		}
	})
}

func TestWithoutAPlaceForTheMarkerADocumentFailsAtOnce(t *testing.T) {
	for parameter, value := range map[string]string{
		run.ParamStore:   "bucket/prefix",
		run.ParamRun:     "../2024",
		run.ParamAttempt: "0",
	} {
		t.Run(parameter, func(t *testing.T) {
			inTheNight(t, []string{"critical"}, func(f *fixture) {
				p := f.do(f.job(run.DocInstall).with(parameter, value))
				if p.ExitCode != 1 || !strings.Contains(p.Stderr, "parameter "+parameter) || len(f.machine.History) > 0 {
					t.Errorf("ended with %+v, history %v", p, f.machine.History)
				}
			})
		})
	}
}

func TestAMarkerThatIsNeverWrittenLeavesTheCommandASuccess(t *testing.T) {
	inTheNight(t, nil, func(f *fixture) {
		f.strike(faults.Rule{Kind: faults.MarkerNeverWritten, Document: run.DocSoftware})
		f.succeed(f.job(run.DocSoftware))
		if keys := f.store.keys("/markers/"); len(keys) > 0 {
			t.Errorf("wrote %q", keys)
		}
		if len(f.store.keys("/csv/software/")) != 1 {
			t.Error("the CSV was not written")
		}
	})
}

func TestEachAttemptHasAMarkerOfItsOwn(t *testing.T) {
	inTheNight(t, nil, func(f *fixture) {
		f.succeed(f.job(run.DocSoftware))
		f.succeed(f.job(run.DocSoftware).with(run.ParamAttempt, "2"))
		if keys := f.store.keys("/markers/"); len(keys) != 2 {
			t.Errorf("markers %q", keys)
		}
	})
}

// TestAJobGoesOnAfterItWasSaved writes and reads the job between any two steps.
func TestAJobGoesOnAfterItWasSaved(t *testing.T) {
	inTheNight(t, []string{"net", "critical", "asks"}, func(f *fixture) {
		job := f.job(run.DocInstall)
		f.do(job, func() bool {
			saved, err := json.Marshal(job)
			if err != nil {
				t.Fatal(err)
			}
			var restored Job
			if err := json.Unmarshal(saved, &restored); err != nil {
				t.Fatal(err)
			}
			*job = restored
			return false
		})
		if got := f.marker(run.DocInstall).Counts; !maps.Equal(got, map[string]int{"found": 3, "installed": 2, "skipped": 1}) {
			t.Errorf("counts %v", got)
		}
	})
}

func TestAJobThatHasLostItsMemoryFails(t *testing.T) {
	inTheNight(t, nil, func(f *fixture) {
		job := f.job(run.DocSoftware)
		job.Cursor = 2
		if p := f.do(job); p.ExitCode != 1 || !strings.Contains(p.Stderr, "memory") {
			t.Errorf("ended with %+v", p)
		}
	})
}

func TestAStepThatBeginsAgainForgetsWhatItHad(t *testing.T) {
	inTheNight(t, nil, func(f *fixture) {
		job := f.job(run.DocSoftware)
		job.Memory = &Memory{Error: "of before the restart", Rows: [][]string{{"x"}}}
		f.succeed(job)
	})
}

func TestAScriptThatNamesAnUnknownDocumentFails(t *testing.T) {
	inTheNight(t, nil, func(f *fixture) {
		if p := f.do(f.job("Patchline-Something")); p.ExitCode != 1 || !strings.Contains(p.Stderr, "Patchline-Something") {
			t.Errorf("ended with %+v", p)
		}
	})
}

// TestTheScriptDecidesAndNotTheName: a document of a patch day's name with
// another script does what the script says.
func TestTheScriptDecidesAndNotTheName(t *testing.T) {
	inTheNight(t, []string{"critical"}, func(f *fixture) {
		job := f.job(run.DocInstall)
		job.Inputs["runCommand"] = "Write-Output 'nothing'"
		if p := f.succeed(job); p.Stdout != "nothing\r\n" || len(f.machine.History) > 0 || len(f.store.objects) > 0 {
			t.Errorf("ended with %+v, and did more than its script says", p)
		}
	})
}

func TestDocumentsNeedWindows(t *testing.T) {
	inTheNight(t, nil, func(f *fixture) {
		f.instance.Windows, f.instance.PlatformDetails = nil, "Linux/UNIX"
		if p := f.do(f.job(run.DocSoftware)); p.ExitCode != 1 || !strings.Contains(p.Stderr, "Linux/UNIX") {
			t.Errorf("ended with %+v", p)
		}
	})
}
