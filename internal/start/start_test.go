package start_test

import (
	"fmt"
	"testing"
	"time"

	"patchline/internal/cli"
	"patchline/internal/cli/option"
	"patchline/internal/patchtest"
	"patchline/internal/run"
	"patchline/internal/sim/world"
	"patchline/internal/start"
)

func TestStoppedInstancesAreUpWithTheirAgents(t *testing.T) {
	patchtest.Run(t, patchtest.Setup{YAML: fleet(3)}, func(b *patchtest.Bed) {
		stopped := begin(b)
		mustEnd(t, do(b, nil), cli.CodeOK)
		mustBeUp(b, stopped...)
		got := results(b)
		if len(got) != 4 {
			t.Errorf("the results are %v", got)
		}
		for _, id := range stopped {
			launched, _ := time.Parse(time.RFC3339, got[id].Proof["launched"])
			ping, _ := time.Parse(time.RFC3339, got[id].Proof["ping"])
			if !ping.After(launched) || launched.IsZero() {
				t.Errorf("the proof of %s is %v", id, got[id].Proof)
			}
		}
		if calls := b.Calls(); calls["ec2:StartInstances"] != 1 {
			t.Errorf("the calls are %v", calls)
		}
	})
}

func TestKilledAtAnyCallItStartsWhatIsLeft(t *testing.T) {
	for name, faults := range map[string]string{
		"by day":                     "",
		"while EC2 shows old states": "faults: [{fault: eventual-consistency, operation: 'ec2:DescribeInstances', delay: 40s}]",
	} {
		t.Run(name, func(t *testing.T) {
			patchtest.Replay{
				Setup:  patchtest.Setup{YAML: fleet(2), Faults: faults},
				Run:    night,
				Before: func(b *patchtest.Bed) { begin(b) },
				Stage:  with(nil),
			}.Test(t)
		})
	}
}

func TestOneWithoutCapacityKeepsNoOtherDown(t *testing.T) {
	for name, test := range map[string]struct {
		times int
		code  cli.Code
	}{
		"for a moment: it is asked again": {1, cli.CodeOK},
		"for good: it fails alone":        {1000, cli.CodeSomeFailed},
	} {
		t.Run(name, func(t *testing.T) {
			patchtest.Run(t, patchtest.Setup{YAML: fleet(100)}, func(b *patchtest.Bed) {
				stopped := begin(b)
				poor := stopped[42]
				// Each refused half of a batch counts as a strike.
				const halvings = 8
				b.Fault(fmt.Sprintf("faults: [{fault: no-capacity, instances: [%s], times: %d}]", poor, test.times*halvings))
				end := do(b, func(o *start.Options) { o.MaxFailed = option.MaxFailedCount(1) })
				mustEnd(t, end, test.code)
				if test.code == cli.CodeOK {
					mustBeUp(b, stopped...)
					return
				}
				mustSay(t, results(b)[poor].Reason, "InsufficientInstanceCapacity")
				mustBeUp(b, append(stopped[:42:42], stopped[43:]...)...)
				if seen := b.Seen().Instances[poor]; seen.State != world.Stopped {
					t.Errorf("it is %s", seen.State)
				}
				if calls := b.Calls()["ec2:StartInstances"]; calls > 2*(halvings+halvings) {
					t.Errorf("%d calls of StartInstances", calls)
				}
			})
		})
	}
}

func TestAnInstanceThatIsStillStoppingIsStartedAfterwards(t *testing.T) {
	patchtest.Run(t, patchtest.Setup{YAML: fleet(2)}, func(b *patchtest.Bed) {
		stopped := begin(b)
		// Somebody starts it between discovery and now, and stops it again.
		b.Change(stopped[0], func(w *world.World, i *world.Instance) { w.Start(i) })
		time.Sleep(time.Hour)
		b.Change(stopped[0], func(w *world.World, i *world.Instance) { w.Stop(i) })
		mustEnd(t, do(b, nil), cli.CodeOK)
		seen := b.Seen()
		for _, id := range stopped {
			if seen.Instances[id].State != world.Running {
				t.Errorf("%s is %s", id, seen.Instances[id].State)
			}
		}
	})
}

func TestAStalePingIsNoProof(t *testing.T) {
	patchtest.Run(t, patchtest.Setup{YAML: fleet(1)}, func(b *patchtest.Bed) {
		id := begin(b)[0]
		// It was up a moment ago, so that Systems Manager still calls it Online.
		b.Change(id, func(w *world.World, i *world.Instance) { w.Start(i) })
		time.Sleep(time.Hour)
		b.Change(id, func(w *world.World, i *world.Instance) { w.Stop(i) })
		time.Sleep(2 * time.Minute)
		began := time.Now()
		mustEnd(t, do(b, nil), cli.CodeOK)
		ping, err := time.Parse(time.RFC3339, results(b)[id].Proof["ping"])
		if err != nil || ping.Before(began) {
			t.Errorf("the proof is a ping of %v, before the start at %v (%v)", ping, began, err)
		}
		b.Change(id, func(_ *world.World, i *world.Instance) {
			if !i.AgentUp() {
				t.Error("its agent is not up")
			}
		})
	})
}

func TestWhatDoesNotComeUpFailsAlone(t *testing.T) {
	for name, test := range map[string]struct {
		fault  string
		change func(*world.World, *world.Instance)
		want   string
	}{
		"Windows does not boot":     {fault: "no-boot", want: "has not reported since its start, after 3"},
		"the agent does not come":   {fault: "agent-lost-after-reboot", want: "has not reported since its start"},
		"it was terminated":         {change: func(w *world.World, i *world.Instance) { w.Terminate(i) }, want: "it is terminated by now"},
		"it is gone":                {change: func(w *world.World, i *world.Instance) { w.Site(i.Place).Instances.Delete(i.ID) }, want: "not there"},
		"its root volume was taken": {change: func(_ *world.World, i *world.Instance) { i.Attachments = nil }, want: "EC2 does not start it"},
		"Spot, and EC2 has stopped it": {change: func(_ *world.World, i *world.Instance) {
			i.Spot, i.StateReasonCode = true, "Server.SpotInstanceTermination"
		}, want: "IncorrectSpotRequestState"},
	} {
		t.Run(name, func(t *testing.T) {
			patchtest.Run(t, patchtest.Setup{YAML: fleet(3)}, func(b *patchtest.Bed) {
				stopped := begin(b)
				if test.fault != "" {
					b.Fault(fmt.Sprintf("faults: [{fault: %s, instances: [%s]}]", test.fault, stopped[1]))
				} else {
					b.Change(stopped[1], test.change)
				}
				end := do(b, func(o *start.Options) { o.MaxFailed = option.MaxFailedCount(1) })
				mustEnd(t, end, cli.CodeSomeFailed)
				mustSay(t, results(b)[stopped[1]].Reason, test.want)
				mustBeUp(b, stopped[0], stopped[2])
			})
		})
	}
}

func TestAtItsTimeOutItNamesWhatIsPendingAndGoesOn(t *testing.T) {
	patchtest.Run(t, patchtest.Setup{YAML: fleet(2)}, func(b *patchtest.Bed) {
		stopped := begin(b)
		b.Change(stopped[0], func(w *world.World, i *world.Instance) {
			w.Start(i)
			i.Epoch++ // it stays pending for ever
		})
		end := do(b, func(o *start.Options) { o.Timeout = 20 * time.Minute })
		mustEnd(t, end, cli.CodeUnfinished)
		mustSay(t, end.Err.Error(), stopped[0], "1 pending")
		if end.Outcome.Counts.Pending != 1 || end.Outcome.Counts.Succeeded != 2 {
			t.Errorf("the counts are %+v", end.Outcome.Counts)
		}
		b.Change(stopped[0], func(_ *world.World, i *world.Instance) { i.State = world.Stopped })
		mustEnd(t, do(b, nil), cli.CodeOK)
		mustBeUp(b, stopped[1])
	})
}

func TestWithoutSnapshotsNothingIsStarted(t *testing.T) {
	patchtest.Run(t, patchtest.Setup{YAML: fleet(2)}, func(b *patchtest.Bed) {
		b.Discover(night, "Application=lab")
		end := do(b, nil)
		mustEnd(t, end, cli.CodeRefused)
		mustSay(t, end.Err.Error(), "run snapshot first")
		if calls := b.Calls(); calls["ec2:StartInstances"] != 0 || len(results(b)) != 0 {
			t.Errorf("the calls are %v, and it recorded %v", calls, results(b))
		}
	})
}

func TestADryRunStartsNothing(t *testing.T) {
	patchtest.Run(t, patchtest.Setup{YAML: fleet(3)}, func(b *patchtest.Bed) {
		stopped := begin(b)
		b.Change(stopped[0], func(_ *world.World, i *world.Instance) { i.Attachments = nil })
		b.Change(stopped[1], func(w *world.World, i *world.Instance) { w.Start(i) })
		before := b.Seen().String()
		end := do(b, func(o *start.Options) { o.DryRun, o.MaxFailed = true, option.MaxFailedCount(1) })
		mustEnd(t, end, cli.CodeSomeFailed)
		if after := b.Seen().String(); after != before || len(results(b)) != 0 || b.Calls()["s3:PutObject"] != 0 {
			t.Errorf("it changed something: %v\n%s\nbefore\n%s", b.Calls(), after, before)
		}
	})
}

func TestExpiredCredentialsFailNoInstance(t *testing.T) {
	patchtest.Run(t, patchtest.Setup{YAML: fleet(150)}, func(b *patchtest.Bed) {
		begin(b)
		b.Fault("faults: [{fault: error, operation: 'ec2:StartInstances', code: RequestExpired, status: 400, skip: 1}]")
		end := do(b, nil)
		mustEnd(t, end, cli.CodeError)
		mustSay(t, end.Err.Error(), b.Home.String(), "credentials have expired", "same command again")
		for id, result := range results(b) {
			if result.Status == run.Failed {
				t.Errorf("%s: %s", id, result.Reason)
			}
		}
	})
}
