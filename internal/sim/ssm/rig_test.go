package ssm_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	client "github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/aws/aws-sdk-go-v2/service/ssm/types"
	"github.com/aws/smithy-go"

	"patchline/internal/sim/agent"
	"patchline/internal/sim/clock"
	"patchline/internal/sim/documents"
	"patchline/internal/sim/faults"
	"patchline/internal/sim/gateway"
	"patchline/internal/sim/simtest"
	"patchline/internal/sim/ssm"
	"patchline/internal/sim/windows"
	"patchline/internal/sim/world"
)

const (
	account = "111122223333"
	region  = "eu-central-1"
)

var place = world.Place{Account: account, Region: region}

// script is what the fake runner does with one step.
type script struct {
	takes          time.Duration
	code           int
	stdout, stderr string
	outside        bool
	do             func(*world.World, *world.Instance)
}

// runner is a scripted agent: it does what is set for the instance's step, or
// else a second's work with exit code 0.
type runner struct {
	scripts map[string][]script // by instance, or instance and step; one a restart
	jobs    []agent.Job         // as they began
	stopped []string            // instances
}

func (r *runner) Step(w *world.World, i *world.Instance, job *agent.Job) agent.Progress {
	s := r.script(job)
	if job.Cursor == 0 {
		job.Cursor = 1
		r.jobs = append(r.jobs, *job)
		if s.do != nil {
			s.do(w, i)
		}
		if s.outside || s.takes > 0 {
			return agent.Progress{Wait: s.takes, Outside: s.outside}
		}
	}
	return agent.Progress{Done: true, ExitCode: s.code, Stdout: s.stdout, Stderr: s.stderr}
}

func (r *runner) script(job *agent.Job) script {
	list, found := r.scripts[job.InstanceID+" "+job.Step]
	if !found {
		list = r.scripts[job.InstanceID]
	}
	if len(list) == 0 {
		return script{takes: time.Second}
	}
	return list[min(job.Restarts, len(list)-1)]
}

func (r *runner) Stop(job *agent.Job) { r.stopped = append(r.stopped, job.InstanceID) }

// bucket is the S3 of a test.
type bucket struct {
	mu      sync.Mutex
	objects map[string]string
}

func (b *bucket) Put(name, key string, body []byte) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if name == "missing" {
		return errors.New("no such bucket")
	}
	b.objects[name+"/"+key] = string(body)
	return nil
}

// rig is a stand-in with a fleet and a client of it.
type rig struct {
	*client.Client
	t       testing.TB
	w       *world.World
	s       *ssm.Service
	gateway *gateway.Gateway
	runner  *runner
	bucket  *bucket
}

func newRig(t testing.TB, rules ...faults.Rule) *rig {
	t.Helper()
	return newRigOn(t, clock.New(time.Now(), 1), rules...)
}

func newRigOn(t testing.TB, c *clock.Clock, rules ...faults.Rule) *rig {
	t.Helper()
	w := world.New(c, 1, &faults.Plan{Rules: rules, Start: c.Now()})
	r := &rig{t: t, w: w, runner: &runner{scripts: map[string][]script{}}, bucket: &bucket{objects: map[string]string{}}}
	r.s = ssm.New(w, map[string]agent.Runner{"aws:runPowerShellScript": r.runner, "aws:runShellScript": r.runner}, r.bucket)
	if err := r.s.Provide(documents.All()); err != nil {
		t.Fatal(err)
	}
	r.gateway = &gateway.Gateway{World: w, Services: map[string]gateway.Service{"ssm": r.s, "s3": r.s}, Account: account, Unlimited: true}
	r.Client = client.NewFromConfig(simtest.Config(r.gateway, account, region))
	return r
}

// bubble runs a test in virtual time.
func bubble(t *testing.T, do func(t *testing.T)) {
	t.Helper()
	synctest.Test(t, do)
}

// id is the n-th instance of a fleet.
func id(n int) string { return fmt.Sprintf("i-%017x", n) }

func ids(n int) []string {
	var list []string
	for i := range n {
		list = append(list, id(i))
	}
	return list
}

// fleet adds n running Windows instances with an agent that is up.
func (r *rig) fleet(n int, change ...func(*world.Instance)) {
	r.w.Do(func() {
		for k := range n {
			i := &world.Instance{
				Place: place, ID: id(k), State: world.Running, PrivateIP: "10.0.0.1",
				Tags:    world.Tags{{Key: "Patch", Value: "yes"}},
				Windows: &windows.Machine{ComputerName: fmt.Sprint("HOST", k), Domain: "WORKGROUP", Caption: "Microsoft Windows Server 2022 Datacenter", Version: "10.0.20348"},
				Agent:   world.Agent{Installed: true, Version: "3.3.2746.0", OSUp: true, UpSince: r.w.Now()},
			}
			for _, do := range change {
				do(i)
			}
			r.w.Site(place).Instances.Add(i)
		}
	})
}

func (r *rig) instance(n int) *world.Instance { return r.w.Site(place).Instances.Get(id(n)) }

// do changes the world.
func (r *rig) do(f func()) { r.w.Do(f) }

// later lets time pass and brings the world up to it: nothing happens but when
// someone looks.
func (r *rig) later(d time.Duration) {
	time.Sleep(d)
	r.do(func() {})
}

// document creates a document of schema 2.2 with these mainSteps.
func (r *rig) document(name, steps string) {
	r.t.Helper()
	_, err := r.CreateDocument(r.t.Context(), &client.CreateDocumentInput{
		Name: aws.String(name), DocumentType: types.DocumentTypeCommand,
		Content: aws.String(`{"schemaVersion":"2.2","mainSteps":` + steps + `}`),
	})
	if err != nil {
		r.t.Fatal(err)
	}
}

const oneStep = `[{"action":"aws:runPowerShellScript","name":"run","inputs":{"runCommand":["hi"]}}]`

// send sends a command and gives its id.
func (r *rig) send(in client.SendCommandInput) string {
	r.t.Helper()
	if in.DocumentName == nil {
		in.DocumentName = aws.String("Doc")
	}
	out, err := r.SendCommand(r.t.Context(), &in)
	if err != nil {
		r.t.Fatal(err)
	}
	return *out.Command.CommandId
}

// status is "Status/StatusDetails ResponseCode" of an invocation.
func (r *rig) status(command string, n int) string {
	r.t.Helper()
	out, err := r.GetCommandInvocation(r.t.Context(), &client.GetCommandInvocationInput{CommandId: &command, InstanceId: aws.String(id(n))})
	if err != nil {
		return code(err)
	}
	return fmt.Sprintf("%s/%s %d", out.Status, *out.StatusDetails, out.ResponseCode)
}

// command is the command as ListCommands shows it.
func (r *rig) command(id string) types.Command {
	r.t.Helper()
	out, err := r.ListCommands(r.t.Context(), &client.ListCommandsInput{CommandId: &id})
	if err != nil || len(out.Commands) != 1 {
		r.t.Fatalf("ListCommands: %v %v", out, err)
	}
	return out.Commands[0]
}

// overall is "Status/StatusDetails completed/targets errors" of a command.
func (r *rig) overall(id string) string {
	r.t.Helper()
	c := r.command(id)
	return fmt.Sprintf("%s/%s %d/%d %d", c.Status, *c.StatusDetails, c.CompletedCount, c.TargetCount, c.ErrorCount)
}

// statuses counts a command's invocations by details, over all pages.
func (r *rig) statuses(id string) map[string]int {
	r.t.Helper()
	counts := map[string]int{}
	pages := client.NewListCommandInvocationsPaginator(r, &client.ListCommandInvocationsInput{CommandId: &id})
	for pages.HasMorePages() {
		page, err := pages.NextPage(r.t.Context())
		if err != nil {
			r.t.Fatal(err)
		}
		for _, i := range page.CommandInvocations {
			counts[*i.StatusDetails]++
		}
	}
	return counts
}

// code is an API error's code.
func code(err error) string {
	if refused, found := errors.AsType[smithy.APIError](err); found {
		return refused.ErrorCode()
	}
	return fmt.Sprint(err)
}

// message is an API error's message.
func message(err error) string {
	if refused, found := errors.AsType[smithy.APIError](err); found {
		return refused.ErrorMessage()
	}
	return fmt.Sprint(err)
}
