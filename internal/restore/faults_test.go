package restore_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"patchline/internal/cli"
	"patchline/internal/restore"
	"patchline/internal/run"
	"patchline/internal/sim/faults"
	"patchline/internal/sim/world"
)

// wantFailed checks that one instance failed with a sentence of these parts,
// and that the others are back.
func (n *night) wantFailed(outcome cli.Outcome, err error, id string, parts ...string) {
	n.t.Helper()
	results := n.results()
	if err != nil || outcome.Code() != cli.CodeTooManyFailed || outcome.Counts.Failed != 1 || outcome.Counts.Succeeded != 5 {
		n.t.Fatalf("got %v, %v; results: %v", outcome.Counts, err, results)
	}
	if results[id].Status != run.Failed {
		n.t.Errorf("%s is %s", id, results[id].Status)
	}
	for _, part := range parts {
		if !strings.Contains(results[id].Reason, part) {
			n.t.Errorf("the reason lacks %q: %s", part, results[id].Reason)
		}
	}
}

func TestAnAgentThatIsLostByTheRebootIsNotProvenAndNotRebootedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNight(t, faults.Rule{Kind: faults.AgentLostAfterReboot, Instances: []string{app}, Times: 1})
		began := time.Now()
		outcome, err := n.restore()
		n.wantFailed(outcome, err, app, "not proven: asked to boot at", "has not reported since (last at", "instance ok, system ok", "console")
		if took := time.Since(began); took < 45*time.Minute || took > 50*time.Minute {
			t.Errorf("it failed after %s", took)
		}
		n.wantBack()

		outcome, err = n.restore()
		n.wantFailed(outcome, err, app, "not proven")
		n.wantBack()

		n.change(app, func(w *world.World, i *world.Instance) { w.RepairAgent(i) })
		time.Sleep(time.Minute)
		n.mustRestore()
		n.wantBack()
	})
}

func TestAWindowsThatDoesNotComeBackFailsByItsStatusCheck(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNight(t, faults.Rule{Kind: faults.NoBoot, Instances: []string{app}})
		began := time.Now()
		outcome, err := n.restore()
		n.wantFailed(outcome, err, app, "Windows does not come back", "instance impaired", "console")
		if took := time.Since(began); took > 20*time.Minute {
			t.Errorf("it failed after %s only", took)
		}
	})
}

func TestADeadAgentIsRebootedAllTheSame(t *testing.T) {
	for name, back := range map[string]bool{"and comes back by it": true, "and stays dead": false} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := newNight(t)
				n.change(app, func(w *world.World, i *world.Instance) {
					w.LoseAgent(i)
					i.Agent.Lost = !back
				})
				time.Sleep(20 * time.Minute)
				began := time.Now()
				if back {
					n.mustRestore()
					if got := n.results()[app].Proof[restore.ProofBootBefore]; got != restore.Unknown {
						t.Errorf("its boot time before is said to be %s", got)
					}
					if took := time.Since(began); took > 15*time.Minute {
						t.Errorf("it took %s", took)
					}
				} else {
					outcome, err := n.restore()
					n.wantFailed(outcome, err, app, "not proven")
					time.Sleep(time.Hour)
					outcome, err = n.restore()
					n.wantFailed(outcome, err, app, "not proven")
				}
				n.wantBack()
			})
		})
	}
}

func TestTheAnswerToARebootIsLost(t *testing.T) {
	for name, rule := range map[string]faults.Rule{
		"and it was done":     {Kind: faults.LostAnswer, Operation: "ec2:RebootInstances", Times: 1},
		"and it was not done": {Kind: faults.Error, Operation: "ec2:RebootInstances", Times: 1, Code: "InternalError", Status: 500},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := newNight(t, rule)
				before := n.see(app).Windows.BootTime
				n.mustRestore()
				if boot := n.see(app).Windows.BootTime; !boot.After(before) {
					t.Error("it was not rebooted")
				}
				want := 1
				if rule.Kind == faults.LostAnswer {
					want = 0 // the one that was done has no good answer
				}
				if got := n.wire.count("RebootInstances", app); got != want {
					t.Errorf("EC2 took %d more requests, not %d", got, want)
				}
			})
		})
	}
}

func TestOneThatEC2RefusesToRebootDoesNotKeepTheOthersFromIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNight(t, faults.Rule{Kind: faults.Error, Operation: "ec2:RebootInstances", Instances: []string{app}, Code: "UnauthorizedOperation", Status: 403})
		outcome, err := n.restore()
		n.wantFailed(outcome, err, app, "EC2 does not reboot it", "UnauthorizedOperation")
		if n.wire.count("RebootInstances", web) != 1 || n.wire.count("RebootInstances", db) != 1 {
			t.Error("the others were not rebooted once")
		}
	})
}

func TestARebootThatEC2NeverCarriesOutIsGivenUpAfterThree(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNight(t, faults.Rule{Kind: faults.Error, Operation: "ec2:RebootInstances", Instances: []string{app}, Code: "Unavailable", Status: 503})
		outcome, err := n.restore()
		if err != nil || outcome.Counts.Failed != 3 { // they share a batch
			t.Fatalf("got %v, %v", outcome.Counts, err)
		}
		for _, id := range running {
			if reason := n.results()[id].Reason; !strings.Contains(reason, "asked 3 times") || !strings.Contains(reason, "Unavailable") {
				t.Errorf("%s: %s", id, reason)
			}
		}
	})
}

func TestThrottlingOnlyTakesTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNight(t, faults.Rule{Kind: faults.Throttle, Share: 0.5})
		n.mustRestore()
		n.wantBack()
	})
}

func TestAQuestionWhoseAnswerIsLostIsAskedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNight(t, faults.Rule{Kind: faults.LostAnswer, Operation: "ssm:SendCommand", Times: 2})
		n.mustRestore()
		n.wantBack()
		for _, id := range running {
			if n.results()[id].Proof[restore.ProofBootBefore] == restore.Unknown {
				t.Errorf("the boot time of %s before is unknown", id)
			}
		}
	})
}

func TestWhereBootTimesMayNotBeReadNothingIsRebootedAndWhatWasStoppedIsStopped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNight(t, faults.Rule{Kind: faults.Error, Operation: "ssm:SendCommand", Code: "AccessDeniedException"})
		outcome, err := n.restore()
		if cli.CodeOf(err) != cli.CodeError || !strings.Contains(err.Error(), "AccessDeniedException") || !strings.Contains(err.Error(), "may not") {
			t.Errorf("got %v", err)
		}
		if outcome.Counts.Succeeded != 3 || outcome.Counts.Pending != 3 {
			t.Errorf("got %v", outcome.Counts)
		}
		for _, id := range running {
			if n.wire.count("RebootInstances", id) != 0 {
				t.Errorf("%s was rebooted", id)
			}
		}
	})
}
