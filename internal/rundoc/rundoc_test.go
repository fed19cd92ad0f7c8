package rundoc_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/aws/aws-sdk-go-v2/service/ssm/types"

	"patchline/internal/cli"
	"patchline/internal/cli/option"
	"patchline/internal/patchtest"
	"patchline/internal/run"
	"patchline/internal/rundoc"
	"patchline/internal/snapshot"
	"patchline/internal/stage"
	"patchline/internal/start"
	"patchline/internal/waitmarker"
)

const night = "night"

// send is run-doc of one document as a stage.
func send(document string, change ...func(*rundoc.Options)) patchtest.Work {
	return func(ctx context.Context, o stage.Options) (cli.Outcome, error) {
		options := rundoc.Options{Options: o, Document: document, Delivery: 30 * time.Minute}
		for _, do := range change {
			do(&options)
		}
		return rundoc.Run(ctx, options)
	}
}

// up brings a run to where documents begin.
func up(b *patchtest.Bed) {
	b.T.Helper()
	b.Discover(night, "PatchGroup=monthly")
	must(b, func(ctx context.Context, o stage.Options) (cli.Outcome, error) {
		return snapshot.Run(ctx, snapshot.Options{Options: o})
	})
	must(b, func(ctx context.Context, o stage.Options) (cli.Outcome, error) {
		return start.Run(ctx, start.Options{Options: o})
	})
}

// must runs a stage that is to go well.
func must(b *patchtest.Bed, work patchtest.Work) cli.Outcome {
	b.T.Helper()
	end := b.Do(patchtest.Process{Run: night}, work)
	if end.Err != nil {
		b.T.Fatal(end.Err)
	}
	return end.Outcome
}

func TestADocumentGoesToEachInstanceOnceWhateverHappensToTheProcess(t *testing.T) {
	patchtest.Replay{Run: night, Before: up, Stage: send(run.DocInstall)}.Test(t)
}

func TestADocumentGoesToFiftyInstancesACommand(t *testing.T) {
	patchtest.Run(t, patchtest.Setup{YAML: manyInstances}, func(b *patchtest.Bed) {
		up(b)
		before := b.Calls()["ssm:SendCommand"]
		outcome := must(b, send(run.DocSoftware))
		if outcome.Counts.Succeeded != 120 {
			t.Errorf("sent to %d of 120", outcome.Counts.Succeeded)
		}
		if sent := b.Calls()["ssm:SendCommand"] - before; sent != 3 {
			t.Errorf("120 instances took %d commands, want 3", sent)
		}
	})
}

func TestLabelsThatAreTooLongForOneCommandGoInSeveral(t *testing.T) {
	// 50 instances with tags of the greatest length take 37 KB.
	long := strings.NewReplacer("Anna Keller", strings.Repeat("o", 256), "payroll", strings.Repeat("a", 256)).Replace(manyInstances)
	patchtest.Run(t, patchtest.Setup{YAML: long}, func(b *patchtest.Bed) {
		up(b)
		before := b.Calls()["ssm:SendCommand"]
		outcome := must(b, send(run.DocSoftware))
		if outcome.Counts.Succeeded != 120 {
			t.Errorf("sent to %d of 120", outcome.Counts.Succeeded)
		}
		if sent := b.Calls()["ssm:SendCommand"] - before; sent != 5 {
			t.Errorf("it took %d commands, want two for each 50 and one for the last 20", sent)
		}
	})
}

const manyInstances = `
account: "111122223333"
region: eu-central-1
tags: {PatchGroup: monthly, Owner: Anna Keller, Application: payroll}
instances:
  - {name: web, count: 120, windows: {version: "2022"}}
buckets: [patchline-rehearsal]
`

func TestAnInstanceWithoutSnapshotIsRefused(t *testing.T) {
	patchtest.Run(t, patchtest.Setup{}, func(b *patchtest.Bed) {
		b.Discover(night, "PatchGroup=monthly")
		end := b.Do(patchtest.Process{Run: night}, send(run.DocInstall))
		if end.Code() != cli.CodeRefused || !strings.Contains(end.Err.Error(), "run snapshot first") {
			t.Errorf("got exit code %d, %v", end.Code(), end.Err)
		}
		if sent := b.Calls()["ssm:SendCommand"]; sent != 0 {
			t.Errorf("%d commands were sent all the same", sent)
		}
	})
}

func TestOneInstanceWithoutSnapshotIsLeftOutAndTheOthersGoOn(t *testing.T) {
	faults := `faults: [{fault: snapshot-error, instances: [i-0a1c5e0000000a001], percent: 50}]`
	patchtest.Run(t, patchtest.Setup{Faults: faults}, func(b *patchtest.Bed) {
		b.Discover(night, "PatchGroup=monthly")
		b.Do(patchtest.Process{Run: night}, func(ctx context.Context, o stage.Options) (cli.Outcome, error) {
			return snapshot.Run(ctx, snapshot.Options{Options: o})
		})
		b.Do(patchtest.Process{Run: night}, func(ctx context.Context, o stage.Options) (cli.Outcome, error) {
			o.MaxFailed = option.MaxFailedCount(1)
			return start.Run(ctx, start.Options{Options: o})
		})
		end := b.Do(patchtest.Process{Run: night}, send(run.DocInstall, func(o *rundoc.Options) { o.MaxFailed = option.MaxFailedCount(1) }))
		if end.Outcome.Counts.Succeeded != 8 || end.Outcome.Counts.LeftOut != 1 {
			t.Errorf("the counts are %+v, %v", end.Outcome.Counts, end.Err)
		}
		if got := b.Seen().Instances["i-0a1c5e0000000a001"].Commands[run.DocInstall]; got != 0 {
			t.Errorf("the document went %d times to the instance without snapshot", got)
		}
	})
}

func TestADocumentIsFixedAtItsFirstSend(t *testing.T) {
	patchtest.Run(t, patchtest.Setup{}, func(b *patchtest.Bed) {
		up(b)
		must(b, send(run.DocSoftware, func(o *rundoc.Options) {
			o.Skip = func(i run.Instance) string {
				if i.ID == "i-0a1c5e0000000a001" {
					return "for later"
				}
				return ""
			}
		}))
		change(b, run.DocSoftware)
		end := b.Do(patchtest.Process{Run: night}, send(run.DocSoftware))
		if end.Err != nil {
			t.Fatalf("the version of the first send is there still: %v", end.Err)
		}
		sent := commands(b, run.DocSoftware)
		if len(sent) != 2 || aws.ToString(sent[0].DocumentVersion) != aws.ToString(sent[1].DocumentVersion) {
			t.Errorf("two sends of one run used different versions: %+v", sent)
		}
	})
}

func TestATargetThatTheFirstSendDidNotGoToGetsTheSameContent(t *testing.T) {
	for name, test := range map[string]struct {
		before func(*patchtest.Bed) string // gives the content that was fixed
		code   cli.Code
		want   string
	}{
		"the same": {func(b *patchtest.Bed) string {
			out, err := ssm.NewFromConfig(config(b)).DescribeDocument(b.Context(), &ssm.DescribeDocumentInput{Name: aws.String(run.DocSoftware)})
			if err != nil {
				b.T.Fatal(err)
			}
			return aws.ToString(out.Document.Hash)
		}, cli.CodeOK, ""},
		"another": {func(*patchtest.Bed) string { return "another" }, cli.CodeRefused, "fixed SHA-256 another"},
	} {
		t.Run(name, func(t *testing.T) {
			patchtest.Run(t, patchtest.Setup{}, func(b *patchtest.Bed) {
				up(b)
				pin := run.Pin{Document: run.DocSoftware, Hash: test.before(b), Versions: map[string]string{"444455556666/us-east-1": "7"}}
				if _, err := b.Store(night).PinDocument(b.Context(), pin); err != nil {
					t.Fatal(err)
				}
				end := b.Do(patchtest.Process{Run: night}, send(run.DocSoftware))
				if end.Code() != test.code || (test.want != "" && !strings.Contains(end.Err.Error(), test.want)) {
					t.Errorf("it ended with %d: %v", end.Code(), end.Err)
				}
				pinned, err := b.Store(night).Pinned(b.Context(), run.DocSoftware)
				if err != nil || pinned.Versions["444455556666/us-east-1"] != "7" || (len(pinned.Versions) == 2) != (test.code == cli.CodeOK) {
					t.Errorf("fixed is %+v, %v", pinned, err)
				}
			})
		})
	}
}

// change makes a new version of a document the default.
func change(b *patchtest.Bed, document string) {
	b.T.Helper()
	client := ssm.NewFromConfig(config(b))
	have, err := client.GetDocument(b.Context(), &ssm.GetDocumentInput{Name: &document})
	if err != nil {
		b.T.Fatal(err)
	}
	content := strings.Replace(aws.ToString(have.Content), `"timeoutSeconds": "`, `"timeoutSeconds": "1`, 1)
	made, err := client.UpdateDocument(b.Context(), &ssm.UpdateDocumentInput{Name: &document, Content: &content, DocumentVersion: aws.String("$LATEST")})
	if err != nil {
		b.T.Fatal(err)
	}
	_, err = client.UpdateDocumentDefaultVersion(b.Context(), &ssm.UpdateDocumentDefaultVersionInput{
		Name: &document, DocumentVersion: made.DocumentDescription.DocumentVersion,
	})
	if err != nil {
		b.T.Fatal(err)
	}
}

func config(b *patchtest.Bed) aws.Config {
	b.T.Helper()
	cfg, err := b.Options(night).Connect(b.Context(), run.Target{Account: b.Home.Account, Region: b.Home.Region})
	if err != nil {
		b.T.Fatal(err)
	}
	return cfg
}

func commands(b *patchtest.Bed, document string) []types.Command {
	b.T.Helper()
	out, err := ssm.NewFromConfig(config(b)).ListCommands(b.Context(), &ssm.ListCommandsInput{
		Filters: []types.CommandFilter{{Key: types.CommandFilterKeyDocumentName, Value: &document}},
	})
	if err != nil {
		b.T.Fatal(err)
	}
	return out.Commands
}

func TestWhatIsRefusedBeforeAnythingIsSent(t *testing.T) {
	for name, test := range map[string]struct {
		document string
		change   func(*rundoc.Options)
		code     cli.Code
		want     string
	}{
		"a document that is not there": {"Patchline-None", func(*rundoc.Options) {}, cli.CodeError, "Patchline-None"},
		"a parameter that the document does not have": {
			run.DocSoftware, func(o *rundoc.Options) { o.Parameters = []rundoc.Parameter{{Name: "Colour", Value: "red"}} },
			cli.CodeUsage, "has no such parameter",
		},
		"the scan after the reboot before it": {run.DocConfirm, func(*rundoc.Options) {}, cli.CodeRefused, "restore comes first"},
		"a retry of what has not failed":      {run.DocSoftware, func(o *rundoc.Options) { o.Retry = true }, cli.CodeRefused, "nothing to retry"},
	} {
		t.Run(name, func(t *testing.T) {
			patchtest.Run(t, patchtest.Setup{}, func(b *patchtest.Bed) {
				up(b)
				end := b.Do(patchtest.Process{Run: night}, send(test.document, test.change))
				if end.Code() != test.code || end.Err == nil || !strings.Contains(end.Err.Error(), test.want) {
					t.Errorf("got exit code %d, %v; want %d, %s", end.Code(), end.Err, test.code, test.want)
				}
				if sent := b.Calls()["ssm:SendCommand"]; sent != 0 {
					t.Errorf("%d commands were sent all the same", sent)
				}
			})
		})
	}
}

func TestAnUnknownRunIsSaidSo(t *testing.T) {
	patchtest.Run(t, patchtest.Setup{}, func(b *patchtest.Bed) {
		end := b.Do(patchtest.Process{Run: "nowhere"}, send(run.DocSoftware))
		if !errors.Is(end.Err, run.ErrUnknown) || end.Code() != cli.CodeError {
			t.Errorf("got exit code %d, %v", end.Code(), end.Err)
		}
	})
}

func TestARunThatHasLetItsInstancesGoDoesNotTouchWhatAnotherHas(t *testing.T) {
	patchtest.Run(t, patchtest.Setup{}, func(b *patchtest.Bed) {
		up(b)
		if _, err := b.Store(night).Release(b.Context()); err != nil {
			t.Fatal(err)
		}
		b.Discover("second", "PatchGroup=monthly")
		end := b.Do(patchtest.Process{Run: night}, send(run.DocSoftware))
		if end.Code() != cli.CodeRefused || !strings.Contains(end.Err.Error(), `"second"`) {
			t.Errorf("got exit code %d, %v", end.Code(), end.Err)
		}
		if sent := b.Calls()["ssm:SendCommand"]; sent != 0 {
			t.Errorf("%d commands were sent all the same", sent)
		}
	})
}

func TestAnInstanceThatSystemsManagerRefusesIsFoundInItsBatch(t *testing.T) {
	patchtest.Run(t, patchtest.Setup{}, func(b *patchtest.Bed) {
		up(b)
		const gone = "i-0a1c5e0000000b002"
		terminate(b, gone)
		end := b.Do(patchtest.Process{Run: night}, send(run.DocSoftware))
		if end.Err != nil || end.Outcome.Counts.Succeeded != 8 || end.Outcome.Counts.Failed != 1 {
			t.Fatalf("the counts are %+v, %v", end.Outcome.Counts, end.Err)
		}
		history, err := b.Store(night).History(b.Context())
		if err != nil {
			t.Fatal(err)
		}
		result := history.Latest(run.StageID{Stage: run.StageSend, Document: run.DocSoftware})[gone]
		if result.Status != run.Failed || !strings.Contains(result.Reason, "InvalidInstanceId") {
			t.Errorf("it is recorded as %+v", result)
		}
	})
}

func TestARetryGoesToTheFailedInstancesOnly(t *testing.T) {
	faults := `faults: [{fault: marker-never-written, instances: [i-0a1c5e0000000b002], document: Patchline-Software-Inventory, times: 1}]`
	patchtest.Run(t, patchtest.Setup{Faults: faults}, func(b *patchtest.Bed) {
		up(b)
		wait := func(ctx context.Context, o stage.Options) (cli.Outcome, error) {
			return waitmarker.Run(ctx, waitmarker.Options{Options: o, Document: run.DocSoftware})
		}
		retry := func(o *rundoc.Options) { o.Retry = true }
		must(b, send(run.DocSoftware))
		if outcome := must(b, wait); outcome.Counts.Failed != 1 {
			t.Fatalf("the first attempt's counts are %+v", outcome.Counts)
		}
		if outcome := must(b, send(run.DocSoftware, retry)); outcome.Counts.Succeeded != 1 || outcome.Counts.LeftOut != 8 {
			t.Errorf("the retry's counts are %+v", outcome.Counts)
		}
		// The same command again, before anyone has waited: nothing is sent twice.
		must(b, send(run.DocSoftware, retry))
		// What the first attempt has come to on the others stays so.
		if outcome := must(b, wait); outcome.Counts.Succeeded != 9 || outcome.Counts.Failed != 0 {
			t.Errorf("the counts after the second attempt are %+v", outcome.Counts)
		}
		seen := b.Seen()
		if got := seen.Instances["i-0a1c5e0000000b002"].Commands[run.DocSoftware]; got != 2 {
			t.Errorf("the document went %d times to the instance that failed, want 2", got)
		}
		if got := seen.Instances["i-0a1c5e0000000a001"].Commands[run.DocSoftware]; got != 1 {
			t.Errorf("the document went %d times to one that did not, want 1", got)
		}
		// A replay of the first command: each has been sent to.
		if outcome := must(b, send(run.DocSoftware)); outcome.Counts.Succeeded != 9 {
			t.Errorf("the replay's counts are %+v", outcome.Counts)
		}
		for id, instance := range b.Seen().Instances {
			if got, want := instance.Commands[run.DocSoftware], seen.Instances[id].Commands[run.DocSoftware]; got != want {
				t.Errorf("after a replay the document went %d times to %s, want %d", got, id, want)
			}
		}
	})
}

func TestARetryForgetsNoInstanceThatTheDocumentCouldNotBeSentTo(t *testing.T) {
	faults := `faults: [{fault: marker-never-written, instances: [i-0a1c5e0000000b002], document: Patchline-Software-Inventory, times: 1}]`
	patchtest.Run(t, patchtest.Setup{Faults: faults}, func(b *patchtest.Bed) {
		up(b)
		const gone = "i-0a1c5e0000000a001"
		terminate(b, gone)
		must(b, send(run.DocSoftware))
		must(b, func(ctx context.Context, o stage.Options) (cli.Outcome, error) {
			return waitmarker.Run(ctx, waitmarker.Options{Options: o, Document: run.DocSoftware})
		})
		must(b, send(run.DocSoftware, func(o *rundoc.Options) { o.Retry = true }))
		history, err := b.Store(night).History(b.Context())
		if err != nil {
			t.Fatal(err)
		}
		sent := run.StageID{Stage: run.StageSend, Document: run.DocSoftware}
		if failure := history.Failures()[gone]; failure.Stage != sent || !strings.Contains(failure.Reason, "InvalidInstanceId") {
			t.Errorf("after the retry it has failed %+v", failure)
		}
	})
}

func TestADryRunSendsAndWritesNothing(t *testing.T) {
	patchtest.Run(t, patchtest.Setup{}, func(b *patchtest.Bed) {
		up(b)
		before := b.Calls()
		end := b.Do(patchtest.Process{Run: night}, func(ctx context.Context, o stage.Options) (cli.Outcome, error) {
			o.DryRun = true
			return send(run.DocSoftware)(ctx, o)
		})
		if end.Err != nil || end.Outcome.Counts.Succeeded != 9 {
			t.Errorf("the counts are %+v, %v", end.Outcome.Counts, end.Err)
		}
		after := b.Calls()
		for _, action := range []string{"ssm:SendCommand", "s3:PutObject"} {
			if after[action] != before[action] {
				t.Errorf("%d calls of %s were made", after[action]-before[action], action)
			}
		}
	})
}
