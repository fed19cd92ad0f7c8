package ssm_test

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	client "github.com/aws/aws-sdk-go-v2/service/ssm"

	"patchline/internal/sim/agent"
)

func TestAJobOutsideReportsThroughFinish(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.fleet(1)
		r.document("Doc", oneStep)
		r.runner.scripts[id(0)] = []script{{outside: true}}
		sent := r.send(client.SendCommandInput{InstanceIds: ids(1)})
		time.Sleep(10 * time.Second)
		r.overall(sent) // nothing happens but when someone looks
		job := r.runner.jobs[0]
		done := make(chan struct{})
		go func() { // the process
			defer close(done)
			time.Sleep(time.Minute)
			r.s.Finish(job, agent.Progress{Stdout: "half "})
			time.Sleep(time.Minute)
			r.s.Finish(job, agent.Progress{Done: true, ExitCode: 4, Stdout: "whole"})
			r.s.Finish(job, agent.Progress{Done: true, Stdout: "again"})
		}()
		time.Sleep(90 * time.Second)
		if got := r.status(sent, 0); got != "InProgress/InProgress -1" {
			t.Errorf("half way: %s", got)
		}
		<-done
		out, err := r.GetCommandInvocation(t.Context(), &client.GetCommandInvocationInput{CommandId: &sent, InstanceId: &job.InstanceID})
		if err != nil || out.ResponseCode != 4 || *out.StandardOutputContent != "half whole" {
			t.Errorf("got %+v %v", out, err)
		}
	})
}

func TestTheReportOfAJobThatWasStoppedIsDropped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.fleet(1)
		r.document("Doc", oneStep)
		r.runner.scripts[id(0)] = []script{{outside: true}}
		sent := r.send(client.SendCommandInput{InstanceIds: ids(1)})
		time.Sleep(10 * time.Second)
		if _, err := r.CancelCommand(t.Context(), &client.CancelCommandInput{CommandId: &sent}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(10 * time.Second)
		r.s.Finish(agent.Job{}, agent.Progress{Done: true})
		r.s.Finish(r.runner.jobs[0], agent.Progress{Done: true})
		if got := r.status(sent, 0); got != "Cancelled/Cancelled -1" {
			t.Errorf("got %s", got)
		}
	})
}

func TestALateReportDoesNotCountForAnotherStep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.fleet(1)
		r.document("Doc", "["+step("first", `"timeoutSeconds":"60"`)+","+step("second", "")+"]")
		r.runner.scripts[id(0)] = []script{{outside: true}}
		sent := r.send(client.SendCommandInput{InstanceIds: ids(1)})
		r.later(10 * time.Second)
		late := r.runner.jobs[0]
		r.later(time.Minute)
		r.s.Finish(late, agent.Progress{Done: true})
		if got := r.plugins(sent); !slices.Equal(got, []string{"first TimedOut -1", "second InProgress -1"}) {
			t.Errorf("got %q", got)
		}
	})
}

func TestASecondReportDuringARebootIsDropped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.fleet(1)
		r.document("Doc", oneStep)
		r.runner.scripts[id(0)] = []script{{outside: true}, {code: 7}}
		sent := r.send(client.SendCommandInput{InstanceIds: ids(1)})
		r.later(10 * time.Second)
		r.s.Finish(r.runner.jobs[0], agent.Progress{Done: true, ExitCode: 3010})
		r.s.Finish(r.runner.jobs[0], agent.Progress{Done: true})
		r.later(time.Hour)
		if got := r.status(sent, 0); got != "Failed/Failed 7" {
			t.Errorf("got %s", got)
		}
	})
}
