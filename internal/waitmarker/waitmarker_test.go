package waitmarker_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"patchline/internal/cli"
	"patchline/internal/cli/option"
	"patchline/internal/patchtest"
	"patchline/internal/run"
	"patchline/internal/rundoc"
	"patchline/internal/sim/world"
	"patchline/internal/snapshot"
	"patchline/internal/stage"
	"patchline/internal/start"
	"patchline/internal/waitmarker"
)

const (
	night = "night"
	first = "i-0a1c5e0000000a001"
)

// sent brings a run to where a document was sent.
func sent(document string) func(*patchtest.Bed) {
	return func(b *patchtest.Bed) {
		b.T.Helper()
		b.Discover(night, "PatchGroup=monthly")
		for _, work := range []patchtest.Work{
			func(ctx context.Context, o stage.Options) (cli.Outcome, error) {
				return snapshot.Run(ctx, snapshot.Options{Options: o})
			},
			func(ctx context.Context, o stage.Options) (cli.Outcome, error) {
				return start.Run(ctx, start.Options{Options: o})
			},
			func(ctx context.Context, o stage.Options) (cli.Outcome, error) {
				return rundoc.Run(ctx, rundoc.Options{Options: o, Document: document, Delivery: 30 * time.Minute})
			},
		} {
			if end := b.Do(patchtest.Process{Run: night}, work); end.Err != nil {
				b.T.Fatal(end.Err)
			}
		}
	}
}

func await(document string, change ...func(*waitmarker.Options)) patchtest.Work {
	return func(ctx context.Context, o stage.Options) (cli.Outcome, error) {
		options := waitmarker.Options{Options: o, Document: document}
		for _, do := range change {
			do(&options)
		}
		return waitmarker.Run(ctx, options)
	}
}

func results(b *patchtest.Bed, document string) map[string]run.InstanceResult {
	b.T.Helper()
	history, err := b.Store(night).History(b.Context())
	if err != nil {
		b.T.Fatal(err)
	}
	return history.Latest(run.StageID{Stage: run.StageWait, Document: document})
}

func TestTheWaitComesToTheSameEndWhateverHappensToItsProcess(t *testing.T) {
	patchtest.Replay{Run: night, Before: sent(run.DocUpdatesBefore), Stage: await(run.DocUpdatesBefore), Check: func(b *patchtest.Bed, _ patchtest.Seen) {
		for id, result := range results(b, run.DocUpdatesBefore) {
			if result.Status != run.OK {
				b.T.Errorf("%s: %s %s", id, result.Status, result.Reason)
			}
		}
	}}.Test(t)
}

func TestWhatBecomesOfAnInstance(t *testing.T) {
	for name, test := range map[string]struct {
		document string
		faults   string
		after    func(*patchtest.Bed) // the send
		status   run.Status
		reason   string
		within   time.Duration
	}{
		"it writes its marker": {document: run.DocInstall, status: run.OK, within: 3 * time.Hour},
		"the document fails": {
			document: run.DocInstall, faults: "{fault: update-fails, hresult: 0x80070643}",
			status: run.Failed, reason: "the document failed: ", within: 3 * time.Hour,
		},
		"its command ends and no marker comes": {
			document: run.DocInstall, faults: "{fault: marker-never-written}",
			status: run.Failed, reason: "the command ended with Success and the document wrote no marker", within: 3 * time.Hour,
		},
		"its marker is there and SSM never hears of the end": {
			document: run.DocInstall, faults: "{fault: command-never-reports}", status: run.OK, within: 3 * time.Hour,
		},
		"its marker is there and SSM says Failed after a reboot": {
			document: run.DocInstall, faults: "{fault: failed-after-reboot}", status: run.OK, within: 3 * time.Hour,
		},
		"its agent is lost after its own update": {
			document: run.DocUpdateAgent, faults: "{fault: agent-lost-after-update}",
			status: run.Failed, reason: "the command ended with DeliveryTimedOut", within: 4 * time.Hour,
		},
		"its agent does not answer": {
			document: run.DocUpdatesBefore,
			after:    func(b *patchtest.Bed) { b.Change(first, func(w *world.World, i *world.Instance) { w.LoseAgent(i) }) },
			status:   run.Failed, reason: "and the document wrote no marker", within: 4 * time.Hour,
		},
	} {
		t.Run(name, func(t *testing.T) {
			setup := patchtest.Setup{}
			if test.faults != "" {
				setup.Faults = fmt.Sprintf("faults: [%s, instances: [%s]}]", strings.TrimSuffix(test.faults, "}"), first)
			}
			patchtest.Run(t, setup, func(b *patchtest.Bed) {
				sent(test.document)(b)
				if test.after != nil {
					test.after(b)
				}
				began := time.Now()
				end := b.Do(patchtest.Process{Run: night}, await(test.document, func(o *waitmarker.Options) { o.Timeout = 6 * time.Hour }))
				if end.Err != nil {
					t.Fatal(end.Err)
				}
				result := results(b, test.document)[first]
				if result.Status != test.status || !strings.HasPrefix(result.Reason, test.reason) && !strings.Contains(result.Reason, test.reason) {
					t.Errorf("it is recorded as %s: %s", result.Status, result.Reason)
				}
				if status, told := strings.CutPrefix(result.Reason, "the command ended with "); told && !strings.HasPrefix(status, result.Proof[waitmarker.ProofStatus]+" ") {
					t.Errorf("its proof has the status %q", result.Proof[waitmarker.ProofStatus])
				}
				if took := time.Since(began); took > test.within {
					t.Errorf("the wait took %s", took)
				}
				if end.Outcome.Counts.Pending != 0 {
					t.Errorf("the counts are %+v", end.Outcome.Counts)
				}
			})
		})
	}
}

func TestATimeOutNamesWhatIsPendingAndTheSameCommandGoesOn(t *testing.T) {
	patchtest.Run(t, patchtest.Setup{}, func(b *patchtest.Bed) {
		sent(run.DocInstall)(b)
		end := b.Do(patchtest.Process{Run: night}, await(run.DocInstall, func(o *waitmarker.Options) { o.Timeout = time.Minute }))
		if end.Code() != cli.CodeUnfinished || !strings.Contains(end.Err.Error(), first) || end.Outcome.Counts.Pending != 9 {
			t.Errorf("got exit code %d, %v, %+v", end.Code(), end.Err, end.Outcome.Counts)
		}
		end = b.Do(patchtest.Process{Run: night}, await(run.DocInstall))
		if end.Err != nil || end.Outcome.Counts.Succeeded != 9 {
			t.Errorf("the same command: %v, %+v", end.Err, end.Outcome.Counts)
		}
	})
}

func TestWithoutASendThereIsNothingToWaitFor(t *testing.T) {
	patchtest.Run(t, patchtest.Setup{}, func(b *patchtest.Bed) {
		b.Discover(night, "PatchGroup=monthly")
		end := b.Do(patchtest.Process{Run: night}, await(run.DocInstall))
		if end.Code() != cli.CodeRefused || !strings.Contains(end.Err.Error(), "run-doc comes first") {
			t.Errorf("got exit code %d, %v", end.Code(), end.Err)
		}
	})
}

func TestACommandThatWasWrittenDownAndNotSentIsNotWaitedFor(t *testing.T) {
	patchtest.Run(t, patchtest.Setup{}, func(b *patchtest.Bed) {
		b.Discover(night, "PatchGroup=monthly")
		command := run.Command{Document: run.DocInstall, Attempt: 1, Batch: 1, Instances: []string{first}, IntendedAt: time.Now()}
		if err := b.Store(night).Intend(b.Context(), &command); err != nil {
			t.Fatal(err)
		}
		end := b.Do(patchtest.Process{Run: night}, await(run.DocInstall))
		if end.Code() != cli.CodeRefused || !strings.Contains(end.Err.Error(), "run-doc was cut off") {
			t.Errorf("got exit code %d, %v", end.Code(), end.Err)
		}
	})
}

func TestMarkersThatAreNotTheInstancesOwnToWriteAreIgnored(t *testing.T) {
	patchtest.Run(t, patchtest.Setup{}, func(b *patchtest.Bed) {
		sent(run.DocInstall)(b)
		r := b.Store(night)
		prefix := r.Keys.MarkersPrefix(run.DocInstall, 1)
		for _, key := range []string{
			"i-0ffffffffffffffff/success.json",       // no instance of the run
			first + "/excellent.json",                // no outcome
			first + "/success.json/x",                // no marker
			"../" + first + "/success.json",          // another folder
			"<script>alert(1)</script>/success.json", // nothing
		} {
			if _, err := r.Store.Create(b.Context(), prefix+key, []byte("{}")); err != nil {
				t.Fatal(err)
			}
		}
		end := b.Do(patchtest.Process{Run: night}, await(run.DocInstall, func(o *waitmarker.Options) { o.Timeout = time.Minute }))
		if end.Outcome.Counts.Succeeded != 0 || end.Outcome.Counts.Pending != 9 {
			t.Errorf("the counts are %+v, %v", end.Outcome.Counts, end.Err)
		}
	})
}

func TestAReasonFromAnInstanceIsOneBoundedPrintableLine(t *testing.T) {
	for name, test := range map[string]struct{ body, want string }{
		"control characters":      {`{"error": "a\u001b[31mred\u0007\nline\u0085two"}`, "the document failed: a [31mred line two"},
		"a code, said already":    {`{"error": "the first with 0x80070643 ERROR_INSTALL_FAILURE", "hresult": "0x80070643"}`, "the document failed: the first with 0x80070643 ERROR_INSTALL_FAILURE"},
		"a code":                  {`{"error": "Install failed", "hresult": "0x80070643"}`, "the document failed: Install failed (0x80070643)"},
		"not JSON":                {`<html>`, "the document failed, and its marker can't be read"},
		"an error that is a list": {`{"error": ["x"]}`, "the document failed, and its marker can't be read"},
		"a megabyte":              {`{"error": "` + strings.Repeat("x", 1<<20) + `"}`, "the document failed: " + strings.Repeat("x", 500) + "…"},
	} {
		t.Run(name, func(t *testing.T) {
			patchtest.Run(t, patchtest.Setup{}, func(b *patchtest.Bed) {
				sent(run.DocInstall)(b)
				r := b.Store(night)
				if _, err := r.Store.Create(b.Context(), r.Keys.Marker(run.DocInstall, 1, first, run.Failure), []byte(test.body)); err != nil {
					t.Fatal(err)
				}
				b.Do(patchtest.Process{Run: night}, await(run.DocInstall))
				if got := results(b, run.DocInstall)[first]; got.Status != run.Failed || got.Reason != test.want {
					t.Errorf("it is recorded as %s: %.600s", got.Status, got.Reason)
				}
			})
		})
	}
}

func TestAnInterruptCancelsTheCommandsWhereThatIsAsked(t *testing.T) {
	for name, cancels := range map[string]bool{"asked": true, "not asked": false} {
		t.Run(name, func(t *testing.T) {
			patchtest.Run(t, patchtest.Setup{}, func(b *patchtest.Bed) {
				sent(run.DocInstall)(b)
				end := b.Do(patchtest.Process{Run: night}, func(ctx context.Context, o stage.Options) (cli.Outcome, error) {
					ctx, interrupt := context.WithCancelCause(ctx)
					time.AfterFunc(time.Minute, func() { interrupt(cli.ErrInterrupted) })
					return await(run.DocInstall, func(o *waitmarker.Options) { o.CancelOnInterrupt = cancels })(ctx, o)
				})
				if end.Err == nil || end.Outcome.Counts.Pending != 9 {
					t.Errorf("the wait ended with %v, %+v", end.Err, end.Outcome.Counts)
				}
				if called := b.Calls()["ssm:CancelCommand"] > 0; called != cancels {
					t.Errorf("commands were cancelled: %v", called)
				}
			})
		})
	}
}

func TestALookCostsPagesAndNotInstances(t *testing.T) {
	yaml := `
account: "111122223333"
region: eu-central-1
tags: {PatchGroup: monthly}
instances:
  - {name: web, count: 300, windows: {version: "2022"}}
buckets: [patchline-rehearsal]
`
	patchtest.Run(t, patchtest.Setup{YAML: yaml}, func(b *patchtest.Bed) {
		sent(run.DocSoftware)(b)
		before := b.Calls()
		end := b.Do(patchtest.Process{Run: night}, await(run.DocSoftware))
		if end.Err != nil || end.Outcome.Counts.Succeeded != 300 {
			t.Fatalf("%v, %+v", end.Err, end.Outcome.Counts)
		}
		total := 0
		for action, n := range b.Calls() {
			total += n - before[action]
		}
		if total > 40 {
			t.Errorf("waiting for 300 instances took %d calls", total)
		}
		// What has ended is asked before the markers are read: so no healthy
		// instance looks as if it had ended without one.
		if drilled := b.Calls()["ssm:ListCommandInvocations"]; drilled > 0 {
			t.Errorf("invocations were listed %d times", drilled)
		}
		t.Logf("waiting for 300 instances took %d calls", total)
	})
}

func TestSystemsManagerIsAskedOnlyWhileNoMarkersCome(t *testing.T) {
	yaml := `
account: "111122223333"
region: eu-central-1
tags: {PatchGroup: monthly}
instances:
  - {name: web, count: 200, windows: {version: "2022"}}
  - {name: old, count: 100, windows: {version: "2016"}}
buckets: [patchline-rehearsal]
`
	patchtest.Run(t, patchtest.Setup{YAML: yaml}, func(b *patchtest.Bed) {
		sent(run.DocInstall)(b)
		before := b.Calls()
		if end := b.Do(patchtest.Process{Run: night}, await(run.DocInstall)); end.Err != nil {
			t.Fatal(end.Err)
		}
		after := b.Calls()
		looks, asked := after["s3:ListObjectsV2"]-before["s3:ListObjectsV2"], after["ssm:ListCommands"]-before["ssm:ListCommands"]
		if asked == 0 || asked > looks*3/4 {
			t.Errorf("Systems Manager was asked %d times in %d looks", asked, looks)
		}
	})
}

func TestAFailureStaysWhereAFurtherAttemptHasNotComeToItYet(t *testing.T) {
	const second = "i-0a1c5e0000000a002"
	const never = "{fault: marker-never-written, times: 1, instances: "
	faults := "faults: [" + never + "[" + first + "]}, " + never + "[" + second + "]}]"
	patchtest.Run(t, patchtest.Setup{Faults: faults}, func(b *patchtest.Bed) {
		sent(run.DocUpdatesBefore)(b)
		retry := func(skip func(run.Instance) string) patchtest.Work {
			return func(ctx context.Context, o stage.Options) (cli.Outcome, error) {
				return rundoc.Run(ctx, rundoc.Options{Options: o, Document: run.DocUpdatesBefore, Delivery: 30 * time.Minute, Retry: true, Skip: skip})
			}
		}
		// The retry is cut off between the two.
		cutOff := retry(func(i run.Instance) string {
			if i.ID == second {
				return "cut off"
			}
			return ""
		})
		for _, work := range []patchtest.Work{await(run.DocUpdatesBefore), cutOff, await(run.DocUpdatesBefore)} {
			if end := b.Do(patchtest.Process{Run: night}, work); end.Err != nil {
				t.Fatal(end.Err)
			}
		}
		got := results(b, run.DocUpdatesBefore)
		if got[first].Status != run.OK || got[second].Status != run.Failed || !strings.Contains(got[second].Reason, "wrote no marker") {
			t.Errorf("they are recorded as %+v and %+v", got[first], got[second])
		}
		for _, work := range []patchtest.Work{retry(nil), await(run.DocUpdatesBefore)} {
			if end := b.Do(patchtest.Process{Run: night}, work); end.Err != nil {
				t.Fatal(end.Err)
			}
		}
		if got := results(b, run.DocUpdatesBefore)[second]; got.Status != run.OK {
			t.Errorf("once it is sent again it is recorded as %+v", got)
		}
	})
}

func TestWhereRunDocHadNobodyToSendToThereIsNothingToWaitFor(t *testing.T) {
	patchtest.Run(t, patchtest.Setup{}, func(b *patchtest.Bed) {
		manifest := b.Discover(night, "PatchGroup=monthly")
		began := run.StageResult{Stage: run.StageStart, Complete: true}
		for _, i := range manifest.Instances {
			began.Instances = append(began.Instances, run.InstanceResult{ID: i.ID, Status: run.Failed, Reason: "no capacity"})
		}
		if _, err := b.Store(night).Record(b.Context(), began); err != nil {
			t.Fatal(err)
		}
		b.Do(patchtest.Process{Run: night}, func(ctx context.Context, o stage.Options) (cli.Outcome, error) {
			o.MaxFailed = option.MaxFailedPercent(100)
			return rundoc.Run(ctx, rundoc.Options{Options: o, Document: run.DocInstall, Delivery: 30 * time.Minute})
		})
		end := b.Do(patchtest.Process{Run: night}, await(run.DocInstall))
		if end.Code() == cli.CodeRefused || end.Outcome.Counts.LeftOut != len(manifest.Instances) {
			t.Errorf("it ended with %d: %v, %+v", end.Code(), end.Err, end.Outcome.Counts)
		}
		if got := results(b, run.DocInstall)[first]; got.Status != run.Skipped || !strings.Contains(got.Reason, "it failed start: no capacity") {
			t.Errorf("it is recorded as %+v", got)
		}
	})
}
