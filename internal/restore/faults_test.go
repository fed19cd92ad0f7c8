package restore_test

import (
	"strings"
	"testing"
	"time"

	"patchline/internal/cli"
	"patchline/internal/patchtest"
	"patchline/internal/restore"
	"patchline/internal/sim/world"
)

func TestAnAgentThatIsLostByTheRebootIsNotProvenAndNotRebootedAgain(t *testing.T) {
	onNight(t, `faults: [{fault: agent-lost-after-reboot, instances: [`+app+`], times: 1}]`, func(b *patchtest.Bed) {
		began := time.Now()
		wantFailed(b, once(b, bring()), app,
			"not proven: asked to boot at", "has not reported since (last at", "instance ok, system ok", "console")
		if took := time.Since(began); took < 45*time.Minute || took > 50*time.Minute {
			t.Errorf("it failed after %s", took)
		}
		wantFailed(b, once(b, bring()), app, "not proven: asked to boot at")
		b.Change(app, func(w *world.World, i *world.Instance) { w.RepairAgent(i) })
		pass(b, time.Minute)
		must(b)
		wantBack(b, b.Seen())
	})
}

func TestAWindowsThatDoesNotComeBackFailsByItsStatusCheck(t *testing.T) {
	onNight(t, `faults: [{fault: no-boot, instances: [`+app+`]}]`, func(b *patchtest.Bed) {
		began := time.Now()
		wantFailed(b, once(b, bring()), app, "Windows does not come back", "instance impaired", "console")
		if took := time.Since(began); took > 20*time.Minute {
			t.Errorf("it failed after %s only", took)
		}
	})
}

func TestADeadAgentIsRebootedAllTheSame(t *testing.T) {
	kill := func(b *patchtest.Bed, back bool) {
		b.Change(app, func(w *world.World, i *world.Instance) {
			w.LoseAgent(i)
			i.Agent.Lost = !back
		})
		pass(b, 20*time.Minute)
	}
	t.Run("and comes back by it", func(t *testing.T) {
		onNight(t, "", func(b *patchtest.Bed) {
			kill(b, true)
			began := time.Now()
			must(b)
			if got := results(b)[app].Proof[restore.ProofBootBefore]; got != restore.Unknown {
				t.Errorf("its boot time before is said to be %s", got)
			}
			if took := time.Since(began); took > 15*time.Minute {
				t.Errorf("it took %s", took)
			}
			wantBack(b, b.Seen())
		})
	})
	t.Run("and stays dead", func(t *testing.T) {
		onNight(t, "", func(b *patchtest.Bed) {
			kill(b, false)
			wantFailed(b, once(b, bring()), app, "not proven")
			pass(b, time.Hour)
			wantFailed(b, once(b, bring()), app, "not proven")
			wantBack(b, b.Seen())
		})
	})
}

func TestOneThatSystemsManagerDoesNotKnowIsRebootedWithoutWaitingForAnAnswer(t *testing.T) {
	onNight(t, "", func(b *patchtest.Bed) {
		b.Change(app, func(_ *world.World, i *world.Instance) { i.Agent = world.Agent{OSUp: true} })
		began := time.Now()
		wantFailed(b, once(b, bring()), app, "not proven", "never before either")
		if after := bootOf(b, app).Sub(began); after > 2*time.Minute {
			t.Errorf("it was rebooted after %s", after)
		}
		wantBack(b, b.Seen())
	})
}

func TestOneThatEC2RefusesToRebootDoesNotKeepTheOthersFromIt(t *testing.T) {
	onNight(t, `faults: [{fault: error, operation: "ec2:RebootInstances", instances: [`+app+`], code: UnauthorizedOperation, status: 403}]`, func(b *patchtest.Bed) {
		wantFailed(b, once(b, bring()), app, "EC2 does not reboot it", "UnauthorizedOperation")
		for id, want := range map[string]int{web: 1, app: 0, db: 1} {
			if got := b.Seen().Instances[id].Boots; got != want {
				t.Errorf("%s has booted %d times", id, got)
			}
		}
	})
}

func TestARebootThatEC2NeverCarriesOutIsGivenUpAfterThree(t *testing.T) {
	onNight(t, `faults: [{fault: error, operation: "ec2:RebootInstances", code: Unavailable, status: 503}]`, func(b *patchtest.Bed) {
		if end := once(b, bring()); end.Err != nil || end.Outcome.Counts.Failed != 3 {
			t.Fatalf("got %v, %v", end.Outcome, end.Err)
		}
		for _, id := range running() {
			if reason := results(b)[id].Reason; !strings.Contains(reason, "asked 3 times") || !strings.Contains(reason, "Unavailable") {
				t.Errorf("%s: %s", id, reason)
			}
		}
	})
}

func TestARebootThatEC2DidNotCarryOutIsAskedForAgain(t *testing.T) {
	onNight(t, `faults: [{fault: error, operation: "ec2:RebootInstances", code: InternalError, status: 500, times: 1}]`, func(b *patchtest.Bed) {
		must(b)
		wantBack(b, b.Seen())
	})
}

func TestThrottlingOnlyTakesTime(t *testing.T) {
	onNight(t, `faults: [{fault: throttle, share: 50%}]`, func(b *patchtest.Bed) {
		must(b)
		wantBack(b, b.Seen())
	})
}

func TestAQuestionWhoseAnswerIsLostIsAskedAgain(t *testing.T) {
	onNight(t, `faults: [{fault: lost-answer, operation: "ssm:SendCommand", times: 2}]`, func(b *patchtest.Bed) {
		must(b)
		wantBack(b, b.Seen())
		for _, id := range running() {
			if results(b)[id].Proof[restore.ProofBootBefore] == restore.Unknown {
				t.Errorf("the boot time of %s before is unknown", id)
			}
		}
	})
}

func TestWhereBootTimesMayNotBeReadNothingIsRebootedAndWhatWasStoppedIsStopped(t *testing.T) {
	onNight(t, `faults: [{fault: error, operation: "ssm:SendCommand", code: AccessDeniedException}]`, func(b *patchtest.Bed) {
		end := once(b, bring())
		if end.Code() != cli.CodeError || !strings.Contains(end.Err.Error(), "AccessDeniedException") || !strings.Contains(end.Err.Error(), "may not") {
			t.Errorf("got %v", end.Err)
		}
		if counts := end.Outcome.Counts; counts.Succeeded != 3 || counts.Pending != 3 {
			t.Errorf("got %v", counts)
		}
		if b.Calls()["ec2:RebootInstances"] != 0 {
			t.Error("something was rebooted")
		}
	})
}

func TestExpiredCredentialsEndItWithWhatToDo(t *testing.T) {
	onNight(t, `
faults:
- {fault: error, operation: "ec2:RebootInstances", code: RequestExpired}
- {fault: error, operation: "ec2:StopInstances", code: RequestExpired}
`, func(b *patchtest.Bed) {
		end := once(b, bring())
		if end.Code() != cli.CodeError || !strings.Contains(end.Err.Error(), "have expired") || end.Outcome.Counts.Failed != 0 {
			t.Errorf("got %v, %v", end.Outcome, end.Err)
		}
	})
}
