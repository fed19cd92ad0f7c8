package discover_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"patchline/internal/cli"
	"patchline/internal/discover"
	"patchline/internal/patchtest"
)

const payroll, files = "Application=payroll", "Application=files"

func TestKilledAtAnyCallTheRunIsBegunOnce(t *testing.T) {
	patchtest.Replay{
		Run:    night,
		Before: func(*patchtest.Bed) {},
		Stage:  with(nil, payroll),
		Check: func(b *patchtest.Bed, seen patchtest.Seen) {
			m := manifest(b)
			var ids []string
			for _, i := range m.Instances {
				ids = append(ids, i.ID)
			}
			if len(ids) != 4 || !slices.Equal(seen.Claims[night], ids) {
				b.T.Errorf("the manifest holds %v, and claimed are %v", ids, seen.Claims[night])
			}
		},
	}.Test(t)
}

func TestAReplayGivesTheManifestBack(t *testing.T) {
	patchtest.Run(t, patchtest.Setup{}, func(b *patchtest.Bed) {
		first := do(b, nil, payroll)
		mustEnd(t, first, cli.CodeOK)
		began := manifest(b).CreatedAt
		time.Sleep(24 * time.Hour)
		b.Sim.Ledger().Reset()
		again := do(b, nil, payroll)
		mustEnd(t, again, cli.CodeOK)
		if m := manifest(b); !m.CreatedAt.Equal(began) || again.Outcome.Counts != first.Outcome.Counts {
			t.Errorf("begun at %v and %v; %+v, then %+v", began, m.CreatedAt, first.Outcome, again.Outcome)
		}
		if calls := b.Calls(); calls["ec2:DescribeInstances"] != 0 || calls["s3:PutObject"] != 0 {
			t.Errorf("the calls are %v", calls)
		}
	})
}

func TestAReplayTakesTheInstancesAgainThatTheRunHasLetGo(t *testing.T) {
	patchtest.Run(t, patchtest.Setup{}, func(b *patchtest.Bed) {
		mustEnd(t, do(b, nil, payroll), cli.CodeOK)
		if _, err := b.Store(night).Release(b.Context()); err != nil {
			t.Fatal(err)
		}
		mustEnd(t, do(b, nil, payroll), cli.CodeOK)
		if got := b.Seen().Claims[night]; len(got) != 4 {
			t.Errorf("it holds %v", got)
		}
		if _, err := b.Store(night).Release(b.Context()); err != nil {
			t.Fatal(err)
		}
		mustEnd(t, b.Do(patchtest.Process{Run: "other"}, with(nil, payroll)), cli.CodeOK)
		end := do(b, nil, payroll)
		mustEnd(t, end, cli.CodeRefused)
		mustSay(t, end.Err.Error(), `run "other"`)
	})
}

func TestARunIDThatIsTakenIsRefused(t *testing.T) {
	elsewhere := func(o *discover.Options) { o.Region = "us-east-1" }
	for name, end := range map[string]func(*patchtest.Bed) patchtest.End{
		"by other tags":    func(b *patchtest.Bed) patchtest.End { return do(b, nil, files) },
		"by more tags":     func(b *patchtest.Bed) patchtest.End { return do(b, nil, payroll, files) },
		"by other targets": func(b *patchtest.Bed) patchtest.End { return do(b, elsewhere, payroll) },
	} {
		t.Run(name, func(t *testing.T) {
			patchtest.Run(t, patchtest.Setup{}, func(b *patchtest.Bed) {
				mustEnd(t, do(b, nil, payroll), cli.CodeOK)
				before := manifest(b)
				end := end(b)
				mustEnd(t, end, cli.CodeRefused)
				mustSay(t, end.Err.Error(), `run "night"`, "the run id is taken", "it was begun for")
				if after := manifest(b); !after.CreatedAt.Equal(before.CreatedAt) || len(b.Seen().Claims[night]) != 4 {
					t.Error("the run has changed")
				}
			})
		})
	}
}

func TestOfTwoRunsAtTheSameMomentOneGetsACommonInstance(t *testing.T) {
	for range 8 {
		patchtest.Run(t, patchtest.Setup{}, func(b *patchtest.Bed) {
			runs := []string{"one", "two", "three"}
			ends := make([]patchtest.End, len(runs))
			var all sync.WaitGroup
			for n, run := range runs {
				all.Go(func() {
					ends[n] = b.Do(patchtest.Process{Run: run}, with(nil, payroll, []string{files, "Application=warehouse", "Application=shop"}[n]))
				})
			}
			all.Wait()
			winner := ""
			for n, end := range ends {
				_, err := b.Store(runs[n]).Manifest(b.Context())
				switch {
				case end.Code() == cli.CodeOK && err == nil && winner == "":
					winner = runs[n]
				case end.Code() != cli.CodeRefused || err == nil:
					t.Errorf("run %s ended with exit code %d, %v; its manifest: %v", runs[n], end.Code(), end.Err, err)
				}
			}
			for n, end := range ends {
				if runs[n] != winner {
					mustSay(t, end.Err.Error(), `run "`+winner+`"`, "release --run "+winner)
				}
			}
			if claims := b.Seen().Claims; len(claims) != 1 || len(claims[winner]) < 4 {
				t.Errorf("the claims are %v, the winner %q", claims, winner)
			}
		})
	}
}

func TestRunsWithoutACommonInstanceGoOnSideBySide(t *testing.T) {
	patchtest.Run(t, patchtest.Setup{}, func(b *patchtest.Bed) {
		ends := make([]patchtest.End, 3)
		var all sync.WaitGroup
		for n, tag := range []string{payroll, files, "Application=warehouse"} {
			all.Go(func() { ends[n] = b.Do(patchtest.Process{Run: tag[len("Application="):]}, with(nil, tag)) })
		}
		all.Wait()
		for _, end := range ends {
			// payroll includes a test server of the tag Application=payroll.
			mustEnd(t, end, cli.CodeOK)
		}
		if claims := b.Seen().Claims; len(claims) != 3 {
			t.Errorf("the claims are %v", claims)
		}
	})
}

func TestOfTwoSelectionsOfOneRunAtTheSameMomentOneIsTheRun(t *testing.T) {
	// Both have seen that there is no such run before either begins it.
	const slow = "faults: [{fault: slow, operation: 'ec2:DescribeInstances', delay: 5s}]"
	patchtest.Run(t, patchtest.Setup{Faults: slow}, func(b *patchtest.Bed) {
		ends := make([]patchtest.End, 2)
		var all sync.WaitGroup
		for n, tag := range []string{payroll, files} {
			all.Go(func() {
				time.Sleep(time.Duration(n) * time.Second)
				ends[n] = do(b, nil, tag)
			})
		}
		all.Wait()
		mustEnd(t, ends[0], cli.CodeOK)
		mustEnd(t, ends[1], cli.CodeRefused)
		mustSay(t, ends[1].Err.Error(), "the run id is taken")
		var ids []string
		for _, i := range manifest(b).Instances {
			ids = append(ids, i.ID)
		}
		if claims := b.Seen().Claims; len(ids) != 4 || len(claims) != 1 || !slices.Equal(claims[night], ids) {
			t.Errorf("the claims are %v, and the manifest holds %v", claims, ids)
		}
	})
}

func TestNoInstanceIsAnErrorUnlessItMayBe(t *testing.T) {
	for name, tags := range map[string][]string{
		"no such tag":               {"Application=none"},
		"nothing that is patchable": {"Application=monitoring"},
	} {
		t.Run(name, func(t *testing.T) {
			patchtest.Run(t, patchtest.Setup{}, func(b *patchtest.Bed) {
				end := do(b, nil, tags...)
				mustEnd(t, end, cli.CodeError)
				mustSay(t, end.Err.Error(), tags[0], b.Home.String(), "--allow-empty")
				nothingDone(b)
				mustEnd(t, do(b, func(o *discover.Options) { o.AllowEmpty = true }, tags...), cli.CodeOK)
				if m := manifest(b); len(m.Instances) != 0 || m.Instances == nil {
					t.Errorf("the manifest holds %v", m.Instances)
				}
			})
		})
	}
}

func TestADryRunWritesNothing(t *testing.T) {
	patchtest.Run(t, patchtest.Setup{}, func(b *patchtest.Bed) {
		dry := func(o *discover.Options) { o.DryRun = true }
		end := do(b, dry, payroll)
		mustEnd(t, end, cli.CodeOK)
		if end.Outcome.Counts.Succeeded != 4 {
			t.Errorf("the counts are %+v", end.Outcome.Counts)
		}
		mustSay(t, b.Logged(), "payroll-db", "i-0a1c5e0000000d002")
		nothingDone(b)
		if calls := b.Calls(); calls["s3:PutObject"] != 0 {
			t.Errorf("the calls are %v", calls)
		}
		mustEnd(t, b.Do(patchtest.Process{Run: "other"}, with(nil, payroll)), cli.CodeOK)
		end = do(b, dry, payroll)
		mustEnd(t, end, cli.CodeRefused)
		mustSay(t, end.Err.Error(), `run "other"`)
	})
}
