package ssm_test

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	client "github.com/aws/aws-sdk-go-v2/service/ssm"

	"patchline/internal/sim/faults"
	"patchline/internal/sim/world"
)

// Each row is the life of one invocation on one instance.
func TestAnInvocationEndsAs(t *testing.T) {
	const hour = time.Hour
	linux := func(i *world.Instance) { i.Windows = nil }
	lost := func(i *world.Instance) { i.Agent.Lost = true }
	for name, test := range map[string]struct {
		steps   string
		scripts []script
		fleet   func(*world.Instance)
		fault   faults.Kind
		after   time.Duration
		want    string
		overall string
	}{
		"Success, with exit code 0": {
			scripts: []script{{takes: time.Minute}},
			want:    "Success/Success 0", overall: "Success/Success 1/1 0",
		},
		"Failed, with any other exit code": {
			scripts: []script{{takes: time.Minute, code: 5}},
			want:    "Failed/Failed 5", overall: "Failed/Failed 1/1 1",
		},
		"Failed, with 1641, which no agent takes for a reboot": {
			scripts: []script{{code: 1641}},
			want:    "Failed/Failed 1641", overall: "Failed/Failed 1/1 1",
		},
		"ExecutionTimedOut, when the script outlasts timeoutSeconds": {
			steps:   `[{"action":"aws:runPowerShellScript","name":"run","inputs":{"timeoutSeconds":"60","runCommand":[]}}]`,
			scripts: []script{{takes: hour}},
			after:   2 * time.Minute,
			want:    "TimedOut/ExecutionTimedOut -1", overall: "TimedOut/ExecutionTimedOut 1/1 1",
		},
		"ExecutionTimedOut after an hour, when timeoutSeconds is out of range": {
			steps:   `[{"action":"aws:runPowerShellScript","name":"run","inputs":{"timeoutSeconds":2,"runCommand":[]}}]`,
			scripts: []script{{takes: 90 * time.Minute}},
			after:   hour + time.Minute,
			want:    "TimedOut/ExecutionTimedOut -1", overall: "TimedOut/ExecutionTimedOut 1/1 1",
		},
		"ExecutionTimedOut with Linux's code of a killed process": {
			steps:   `[{"action":"aws:runShellScript","name":"run","inputs":{"timeoutSeconds":"60","runCommand":[]}}]`,
			fleet:   linux,
			scripts: []script{{takes: hour}},
			after:   2 * time.Minute,
			want:    "TimedOut/ExecutionTimedOut 137", overall: "TimedOut/ExecutionTimedOut 1/1 1",
		},
		"InProgress for a long time, when the agent is lost": {
			fleet: lost, after: hour,
			want: "InProgress/InProgress -1", overall: "InProgress/InProgress 0/1 0",
		},
		"DeliveryTimedOut, when the agent stays lost, at both time-outs together": {
			fleet: lost, after: 2*hour + time.Second,
			want: "TimedOut/DeliveryTimedOut -1", overall: "TimedOut/DeliveryTimedOut 1/1 0",
		},
		"DeliveryTimedOut, when its report never arrives": {
			fault: faults.CommandNeverReports, scripts: []script{{takes: time.Minute}}, after: 2*hour + time.Second,
			want: "TimedOut/DeliveryTimedOut -1", overall: "TimedOut/DeliveryTimedOut 1/1 0",
		},
		"Failed, when the instance restarts after all was done": {
			fault: faults.FailedAfterReboot, scripts: []script{{takes: time.Minute}}, after: hour,
			want: "Failed/Failed 1", overall: "Failed/Failed 1/1 1",
		},
		"Failed, when the script restarts the instance itself": {
			scripts: []script{{takes: hour, do: func(w *world.World, i *world.Instance) { w.Reboot(i, time.Minute) }}}, after: hour,
			want: "Failed/Failed 1", overall: "Failed/Failed 1/1 1",
		},
		"Success, after the reboot of exit code 3010": {
			scripts: []script{{takes: time.Minute, code: 3010}, {takes: time.Minute}}, after: hour,
			want: "Success/Success 0", overall: "Success/Success 1/1 0",
		},
		"Success on Linux, after the reboot of exit code 194": {
			steps: `[{"action":"aws:runShellScript","name":"run","inputs":{"runCommand":[]}}]`, fleet: linux,
			scripts: []script{{code: 194}, {}}, after: hour,
			want: "Success/Success 0", overall: "Success/Success 1/1 0",
		},
		"DeliveryTimedOut, when it reboots more than 15 times, since the agent puts it away": {
			scripts: []script{{code: 3010}}, after: 26 * hour,
			want: "TimedOut/DeliveryTimedOut -1", overall: "TimedOut/DeliveryTimedOut 1/1 0",
		},
		"Failed, when the action has no runner": {
			steps: `[{"action":"aws:configurePackage","name":"pack","inputs":{}}]`,
			want:  "Failed/Failed 1", overall: "Failed/Failed 1/1 1",
		},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				var rules []faults.Rule
				if test.fault != "" {
					rules = append(rules, faults.Rule{Kind: test.fault})
				}
				r := newRig(t, rules...)
				if test.fleet == nil {
					test.fleet = func(*world.Instance) {}
				}
				r.fleet(1, test.fleet)
				if test.steps == "" {
					test.steps = oneStep
				}
				r.document("Doc", test.steps)
				r.runner.scripts[id(0)] = test.scripts
				timeout := int32(3600)
				if test.after > 25*time.Hour {
					timeout = 24 * 3600
				}
				sent := r.send(client.SendCommandInput{InstanceIds: ids(1), TimeoutSeconds: aws.Int32(timeout)})
				if test.after == 0 {
					test.after = 5 * time.Minute
				}
				time.Sleep(test.after)
				if got := r.status(sent, 0); got != test.want {
					t.Errorf("the invocation is %s, want %s", got, test.want)
				}
				if got := r.overall(sent); got != test.overall {
					t.Errorf("the command is %s, want %s", got, test.overall)
				}
			})
		})
	}
}

func TestAnInvocationIsHiddenThenPendingThenInProgress(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t)
		r.fleet(1)
		r.document("Doc", oneStep)
		r.s.Engine.Tuning.DeliveryFastest, r.s.Engine.Tuning.DeliverySlowest = 5*time.Second, 6*time.Second
		r.runner.scripts[id(0)] = []script{{takes: time.Minute}}
		sent := r.send(client.SendCommandInput{InstanceIds: ids(1)})
		for _, step := range []struct {
			wait    time.Duration
			want    string
			overall string
		}{
			{0, "InvocationDoesNotExist", "Pending/Pending 0/1 0"},
			{time.Second, "Pending/Pending -1", "Pending/Pending 0/1 0"},
			{8 * time.Second, "InProgress/InProgress -1", "InProgress/InProgress 0/1 0"},
			{time.Minute, "Success/Success 0", "Success/Success 1/1 0"},
		} {
			time.Sleep(step.wait)
			if got := r.status(sent, 0); got != step.want {
				t.Errorf("the invocation is %s, want %s", got, step.want)
			}
			if got := r.overall(sent); got != step.overall {
				t.Errorf("the command is %s, want %s", got, step.overall)
			}
		}
		if got := r.status(sent, 7); got != "InvocationDoesNotExist" {
			t.Errorf("an instance that it was not sent to: %s", got)
		}
		if got := r.status("00000000-0000-4000-a000-000000000000", 0); got != "InvocationDoesNotExist" {
			t.Errorf("a command that there is not: %s", got)
		}
	})
}

func TestAnAgentThatComesBackTakesWhatWaitsForIt(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t)
		r.fleet(1, func(i *world.Instance) { i.Agent.Lost = true })
		r.document("Doc", oneStep)
		sent := r.send(client.SendCommandInput{InstanceIds: ids(1)})
		time.Sleep(time.Hour)
		r.do(func() { r.w.RepairAgent(r.instance(0)) })
		time.Sleep(2 * time.Minute)
		if got := r.status(sent, 0); got != "Success/Success 0" {
			t.Errorf("got %s", got)
		}
	})
}

func TestWhatIsDoneWhileTheAgentIsAwayIsReportedWhenItIsBack(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t)
		r.fleet(1)
		r.document("Doc", oneStep)
		r.runner.scripts[id(0)] = []script{{takes: time.Minute}}
		sent := r.send(client.SendCommandInput{InstanceIds: ids(1)})
		time.Sleep(30 * time.Second)
		r.do(func() { r.w.LoseAgent(r.instance(0)) })
		time.Sleep(10 * time.Minute)
		if got := r.status(sent, 0); got != "InProgress/InProgress -1" {
			t.Errorf("with the agent away: %s", got)
		}
		r.do(func() { r.w.RepairAgent(r.instance(0)) })
		time.Sleep(time.Minute)
		if got := r.status(sent, 0); got != "Success/Success 0" {
			t.Errorf("with the agent back: %s", got)
		}
	})
}

func TestTheKnobsOfAnAgentThatIsNotThere(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t)
		r.fleet(1, func(i *world.Instance) { i.Agent.Lost = true })
		r.document("Doc", oneStep)
		r.s.Engine.Tuning.Unreachable = "Delayed"
		r.s.Engine.Tuning.UndeliverableAfter = 10 * time.Minute
		sent := r.send(client.SendCommandInput{InstanceIds: ids(1)})
		time.Sleep(time.Minute)
		if got := r.status(sent, 0); got != "Delayed/Delayed -1" {
			t.Errorf("at first: %s", got)
		}
		time.Sleep(10 * time.Minute)
		if got := r.status(sent, 0); got != "Failed/Undeliverable -1" {
			t.Errorf("later: %s", got)
		}
		if got := r.overall(sent); got != "Failed/Failed 1/1 0" {
			t.Errorf("the command: %s", got)
		}
	})
}

func TestAnAgentRunsFiveCommandsAtOnce(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t)
		r.fleet(1)
		r.document("Doc", oneStep)
		r.runner.scripts[id(0)] = []script{{takes: time.Minute}}
		var sent []string
		for range 7 {
			sent = append(sent, r.send(client.SendCommandInput{InstanceIds: ids(1)}))
		}
		count := func() map[string]int {
			counts := map[string]int{}
			for _, one := range sent {
				counts[r.status(one, 0)]++
			}
			return counts
		}
		time.Sleep(10 * time.Second)
		if got := count(); got["InProgress/InProgress -1"] != 5 || got["Pending/Pending -1"] != 2 {
			t.Errorf("at first: %v", got)
		}
		time.Sleep(time.Minute)
		if got := count(); got["Success/Success 0"] != 5 || got["InProgress/InProgress -1"] != 2 {
			t.Errorf("a minute later: %v", got)
		}
	})
}

func TestAReportAfterTheTimeOutIsNotTaken(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t)
		r.fleet(1)
		r.document("Doc", `[{"action":"aws:runPowerShellScript","name":"run","inputs":{"timeoutSeconds":"3600","runCommand":[]}}]`)
		// Delivered late, it may run longer than the command lives.
		r.do(func() { r.w.LoseAgent(r.instance(0)) })
		r.runner.scripts[id(0)] = []script{{takes: 50 * time.Minute}}
		sent := r.send(client.SendCommandInput{InstanceIds: ids(1), TimeoutSeconds: aws.Int32(30)})
		time.Sleep(30 * time.Minute)
		r.do(func() { r.w.RepairAgent(r.instance(0)) })
		time.Sleep(31 * time.Minute)
		if got := r.status(sent, 0); got != "TimedOut/DeliveryTimedOut -1" {
			t.Errorf("at the time-out: %s", got)
		}
		time.Sleep(time.Hour)
		if got := r.status(sent, 0); got != "TimedOut/DeliveryTimedOut -1" {
			t.Errorf("after the report: %s", got)
		}
		if again := r.send(client.SendCommandInput{InstanceIds: ids(1)}); len(r.runner.jobs) != 1 {
			t.Errorf("jobs %v, command %s", r.runner.jobs, again)
		}
	})
}
