package ssm_test

import (
	"maps"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	client "github.com/aws/aws-sdk-go-v2/service/ssm"
)

func TestCancelEndsWhatWaitsAtOnceAndStopsWhatRuns(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t)
		r.fleet(3)
		r.document("Doc", oneStep)
		for n := range 3 {
			r.runner.scripts[id(n)] = []script{{takes: time.Hour, stdout: "never seen"}}
		}
		sent := r.send(client.SendCommandInput{Targets: patchTag, MaxConcurrency: aws.String("1")})
		time.Sleep(10 * time.Second)
		if _, err := r.CancelCommand(t.Context(), &client.CancelCommandInput{CommandId: &sent}); err != nil {
			t.Fatal(err)
		}
		if got, want := r.statuses(sent), (map[string]int{"Cancelling": 1, "Cancelled": 2}); !maps.Equal(got, want) {
			t.Errorf("at once: %v, want %v", got, want)
		}
		if got := r.status(sent, 0); got != "Cancelling/Cancelling -1" {
			t.Errorf("what runs: %s", got)
		}
		if got := r.overall(sent); got != "Cancelling/Cancelling 2/3 0" {
			t.Errorf("the command: %s", got)
		}
		time.Sleep(10 * time.Second)
		if got := r.status(sent, 0); got != "Cancelled/Cancelled -1" {
			t.Errorf("a moment later: %s", got)
		}
		if got := r.overall(sent); got != "Cancelled/Cancelled 3/3 0" {
			t.Errorf("the command: %s", got)
		}
		if len(r.runner.stopped) != 1 || r.runner.stopped[0] != id(0) {
			t.Errorf("stopped %v", r.runner.stopped)
		}
	})
}

func TestCancelOfSomeInstancesLeavesTheOthers(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t)
		r.fleet(2)
		r.document("Doc", oneStep)
		for n := range 2 {
			r.runner.scripts[id(n)] = []script{{takes: time.Minute}}
		}
		sent := r.send(client.SendCommandInput{InstanceIds: ids(2)})
		time.Sleep(10 * time.Second)
		if _, err := r.CancelCommand(t.Context(), &client.CancelCommandInput{CommandId: &sent, InstanceIds: ids(1)}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(2 * time.Minute)
		if got, want := r.statuses(sent), (map[string]int{"Cancelled": 1, "Success": 1}); !maps.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
		if got := r.overall(sent); got != "Failed/Incomplete 2/2 0" {
			t.Errorf("the command: %s", got)
		}
	})
}

func TestCancelIsBestEffort(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t)
		r.fleet(2)
		r.document("Doc", oneStep)
		// One ends before the agent hears of it, the other's agent is away.
		r.runner.scripts[id(0)] = []script{{takes: 10 * time.Second}}
		r.runner.scripts[id(1)] = []script{{takes: time.Hour}}
		r.s.Engine.Tuning.DeliverySlowest = r.s.Engine.Tuning.DeliveryFastest
		sent := r.send(client.SendCommandInput{InstanceIds: ids(2)})
		time.Sleep(9 * time.Second)
		r.do(func() { r.w.LoseAgent(r.instance(1)) })
		if _, err := r.CancelCommand(t.Context(), &client.CancelCommandInput{CommandId: &sent}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		if got := r.status(sent, 0); got != "Success/Success 0" {
			t.Errorf("the one that was nearly done: %s", got)
		}
		if got := r.status(sent, 1); got != "Cancelling/Cancelling -1" {
			t.Errorf("the one without an agent: %s", got)
		}
		r.do(func() { r.w.RepairAgent(r.instance(1)) })
		time.Sleep(time.Minute)
		if got := r.status(sent, 1); got != "Cancelled/Cancelled -1" {
			t.Errorf("with its agent back: %s", got)
		}
	})
}

func TestCancelBeforeARebootEndsTheCommandAndNotTheReboot(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t)
		r.fleet(1)
		r.document("Doc", oneStep)
		r.runner.scripts[id(0)] = []script{{code: 3010}}
		sent := r.send(client.SendCommandInput{InstanceIds: ids(1)})
		r.later(30 * time.Second)
		if _, err := r.CancelCommand(t.Context(), &client.CancelCommandInput{CommandId: &sent}); err != nil {
			t.Fatal(err)
		}
		r.later(10 * time.Second)
		if got := r.status(sent, 0); got != "Cancelled/Cancelled -1" || len(r.runner.stopped) != 0 {
			t.Errorf("got %s, stopped %v; the script had ended by itself", got, r.runner.stopped)
		}
		r.later(time.Minute)
		if r.instance(0).AgentUp() {
			t.Error("the instance did not restart")
		}
	})
}

func TestWhatCancelRefuses(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t)
		r.fleet(2)
		r.document("Doc", oneStep)
		sent := r.send(client.SendCommandInput{InstanceIds: ids(1)})
		for name, test := range map[string]struct {
			in   client.CancelCommandInput
			want string
		}{
			"a command that there is not":              {client.CancelCommandInput{CommandId: aws.String("00000000-0000-4000-a000-000000000000")}, "InvalidCommandId"},
			"an id that is none":                       {client.CancelCommandInput{CommandId: aws.String("x")}, "ValidationException"},
			"an instance that it was not sent to":      {client.CancelCommandInput{CommandId: &sent, InstanceIds: []string{id(1)}}, "InvalidInstanceId"},
			"an instance that is named twice":          {client.CancelCommandInput{CommandId: &sent, InstanceIds: []string{id(0), id(0)}}, "DuplicateInstanceId"},
			"more than fifty instances":                {client.CancelCommandInput{CommandId: &sent, InstanceIds: ids(51)}, "ValidationException"},
			"nothing: what has ended can be cancelled": {client.CancelCommandInput{CommandId: &sent}, "<nil>"},
		} {
			time.Sleep(time.Minute)
			if _, err := r.CancelCommand(t.Context(), &test.in); code(err) != test.want {
				t.Errorf("%s: got %v, want %s", name, err, test.want)
			}
		}
		if got := r.overall(sent); got != "Success/Success 1/1 0" {
			t.Errorf("the command that had ended: %s", got)
		}
	})
}
