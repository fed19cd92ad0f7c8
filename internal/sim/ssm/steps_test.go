package ssm_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	client "github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/aws/aws-sdk-go-v2/service/ssm/types"

	"patchline/internal/sim/world"
)

// step writes a step of mainSteps.
func step(name, inputs string, precondition ...string) string {
	action := "aws:runPowerShellScript"
	more := ""
	if len(precondition) == 2 {
		more = fmt.Sprintf(`,"precondition":{"StringEquals":[%q,%q]}`, precondition[0], precondition[1])
	}
	return fmt.Sprintf(`{"action":%q,"name":%q,"inputs":{%s}%s}`, action, name, inputs, more)
}

// plugins is "name Status code" of an invocation's plugins.
func (r *rig) plugins(command string) []string {
	r.t.Helper()
	out, err := r.ListCommandInvocations(r.t.Context(), &client.ListCommandInvocationsInput{CommandId: &command, Details: true})
	if err != nil || len(out.CommandInvocations) != 1 {
		r.t.Fatalf("%v %v", out, err)
	}
	var list []string
	for _, p := range out.CommandInvocations[0].CommandPlugins {
		list = append(list, fmt.Sprintf("%s %s %d", *p.Name, p.Status, p.ResponseCode))
	}
	return list
}

func TestStepsRunInOrderAndAsTheirControlFlowSays(t *testing.T) {
	for name, test := range map[string]struct {
		steps   []string
		codes   map[string]int // by step
		plugins []string
		overall string
		ran     string
	}{
		"a failed step does not keep the next from running": {
			[]string{step("one", ""), step("two", "")}, map[string]int{"one": 1},
			[]string{"one Failed 1", "two Success 0"}, "Failed", "one two",
		},
		"onFailure exit does": {
			[]string{step("one", `"onFailure":"exit"`), step("two", "")}, map[string]int{"one": 1},
			[]string{"one Failed 1", "two Success 0"}, "Failed", "one",
		},
		"onFailure successAndExit makes a success of it": {
			[]string{step("one", `"onFailure":"successAndExit"`), step("two", "")}, map[string]int{"one": 1},
			[]string{"one Success 168", "two Success 0"}, "Success", "one",
		},
		"onSuccess exit ends the document early": {
			[]string{step("one", `"onSuccess":"exit"`), step("two", "")}, nil,
			[]string{"one Success 0", "two Success 0"}, "Success", "one",
		},
		"a last step with finallyStep runs all the same": {
			[]string{step("one", `"onFailure":"exit"`), step("two", ""), step("last", `"finallyStep":true`)}, map[string]int{"one": 1},
			[]string{"one Failed 1", "two Success 0", "last Success 0"}, "Failed", "one last",
		},
		"exit code 168 ends the document as a success": {
			[]string{step("one", ""), step("two", "")}, map[string]int{"one": 168},
			[]string{"one Success 168", "two Success 0"}, "Success", "one",
		},
		"exit code 169 ends it as a failure": {
			[]string{step("one", ""), step("two", "")}, map[string]int{"one": 169},
			[]string{"one Failed 169", "two Success 0"}, "Failed", "one",
		},
		"a precondition of another platform skips the step": {
			[]string{step("linux", "", "platformType", "Linux"), step("windows", "", "windows", "platformType")}, nil,
			[]string{"linux Success 0", "windows Success 0"}, "Success", "windows",
		},
		"a precondition of a parameter skips the step": {
			[]string{step("scan", "", "{{ Mode }}", "Scan"), step("install", "", "{{ Mode }}", "Install")}, nil,
			[]string{"scan Success 0", "install Success 0"}, "Success", "scan",
		},
		"a precondition without a parameter fails the step": {
			[]string{step("one", "", "aaa", "bbb")}, nil,
			[]string{"one Failed 1"}, "Failed", "",
		},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				r := newRig(t)
				r.fleet(1)
				_, err := r.CreateDocument(t.Context(), &client.CreateDocumentInput{
					Name: aws.String("Doc"), DocumentType: types.DocumentTypeCommand,
					Content: aws.String(`{"schemaVersion":"2.2","parameters":{"Mode":{"type":"String","default":"Scan"}},"mainSteps":[` + strings.Join(test.steps, ",") + `]}`),
				})
				if err != nil {
					t.Fatal(err)
				}
				for name, code := range test.codes {
					r.runner.scripts[id(0)+" "+name] = []script{{code: code}}
				}
				sent := r.send(client.SendCommandInput{InstanceIds: ids(1)})
				r.later(time.Minute)
				if got := r.plugins(sent); !reflect.DeepEqual(got, test.plugins) {
					t.Errorf("plugins %q, want %q", got, test.plugins)
				}
				if got := string(r.command(sent).Status); got != test.overall {
					t.Errorf("the command is %s, want %s", got, test.overall)
				}
				var ran []string
				for _, job := range r.runner.jobs {
					ran = append(ran, job.Step)
				}
				if got := strings.Join(ran, " "); got != test.ran {
					t.Errorf("ran %q, want %q", got, test.ran)
				}
			})
		})
	}
}

func TestARebootRunsTheSameStepAgain(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t)
		r.fleet(1)
		r.document("Doc", "["+step("first", "")+","+step("second", "")+"]")
		r.runner.scripts[id(0)+" second"] = []script{{code: 3010, stdout: "before;"}, {code: 3010, stdout: "between;"}, {stdout: "after"}}
		sent := r.send(client.SendCommandInput{InstanceIds: ids(1)})
		r.later(30 * time.Second)
		if got := r.plugins(sent); !reflect.DeepEqual(got, []string{"first Success 0", "second InProgress -1"}) {
			t.Errorf("before the shutdown: %q", got)
		}
		if !r.instance(0).AgentUp() {
			t.Error("the instance is down half a minute after exit code 3010; shutdown -r -t 60 leaves it a minute")
		}
		r.later(time.Minute)
		if r.instance(0).AgentUp() {
			t.Error("the instance is still up")
		}
		r.later(20 * time.Minute)
		if got := r.plugins(sent); !reflect.DeepEqual(got, []string{"first Success 0", "second Success 0"}) {
			t.Errorf("at last: %q", got)
		}
		var ran []string
		for _, job := range r.runner.jobs {
			ran = append(ran, fmt.Sprint(job.Step, job.Restarts))
		}
		if got := strings.Join(ran, " "); got != "first0 second0 second1 second2" {
			t.Errorf("ran %q", got)
		}
		out, err := r.GetCommandInvocation(t.Context(), &client.GetCommandInvocationInput{CommandId: &sent, InstanceId: aws.String(id(0)), PluginName: aws.String("second")})
		if err != nil || *out.StandardOutputContent != "before;between;after" {
			t.Errorf("output %v %v", out, err)
		}
	})
}

func TestAnAgentPutsADocumentAwayAfterFifteenRestarts(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t)
		r.fleet(1)
		r.document("Doc", oneStep)
		r.runner.scripts[id(0)] = []script{{code: 3010}}
		sent := r.send(client.SendCommandInput{InstanceIds: ids(1), TimeoutSeconds: aws.Int32(30 * 24 * 3600)})
		r.later(24 * time.Hour)
		if got := len(r.runner.jobs); got != 16 {
			t.Errorf("it ran %d times, want once and 15 times again", got)
		}
		if got := r.status(sent, 0); got != "InProgress/InProgress -1" {
			t.Errorf("got %s", got)
		}
		r.runner.scripts[id(0)] = nil
		again := r.send(client.SendCommandInput{InstanceIds: ids(1)})
		r.later(time.Hour)
		if got := r.overall(again); got != "Success/Success 1/1 0" {
			t.Errorf("the next command: %s", got)
		}
	})
}

func TestWhatAJobIsGiven(t *testing.T) {
	for name, test := range map[string]struct {
		version string
		env     string // SSM_Plain
	}{
		"an agent that knows ENV_VAR":    {"3.3.2746.0", "a b"},
		"a later one":                    {"3.10.1.0", "a b"},
		"an agent that is older than it": {"3.3.2745.9", ""},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				r := newRig(t)
				r.fleet(1, func(i *world.Instance) { i.Agent.Version = test.version })
				_, err := r.CreateDocument(t.Context(), &client.CreateDocumentInput{
					Name: aws.String("Doc"), DocumentType: types.DocumentTypeCommand, Content: aws.String(`{"schemaVersion":"2.2","parameters":{
						"Plain":{"type":"String","interpolationType":"ENV_VAR"},
						"Lines":{"type":"StringList","default":["x","y<"]},
						"Seconds":{"type":"String","default":"77"}},
						"mainSteps":[{"action":"aws:runPowerShellScript","name":"run","inputs":{
							"timeoutSeconds":"{{Seconds}}","runCommand":"{{ Lines }}","more":["say {{ Plain }} and {{ Lines }}","{{ .Go }}"]}}]}`),
				})
				if err != nil {
					t.Fatal(err)
				}
				sent := r.send(client.SendCommandInput{InstanceIds: ids(1), Parameters: map[string][]string{"Plain": {"a b"}}})
				r.later(time.Minute)
				job := r.runner.jobs[0]
				want := map[string]any{
					"timeoutSeconds": "77", "runCommand": []any{"x", "y<"},
					"more": []any{`say a b and ["x","y\u003c"]`, "{{ .Go }}"},
				}
				if !reflect.DeepEqual(job.Inputs, want) {
					t.Errorf("inputs %v, want %v", job.Inputs, want)
				}
				wantEnv := map[string]string{
					"AWS_SSM_INSTANCE_ID": id(0), "AWS_SSM_REGION_NAME": region, "SSM_COMMAND_ID": sent,
					"AWS_SSM_PLATFORM_NAME": "Microsoft Windows Server 2022 Datacenter", "AWS_SSM_PLATFORM_VERSION": "10.0.20348",
				}
				if test.env != "" {
					wantEnv["SSM_Plain"] = test.env
				}
				if !reflect.DeepEqual(job.Environment, wantEnv) {
					t.Errorf("environment %v, want %v", job.Environment, wantEnv)
				}
				if want := map[string][]string{"Plain": {"a b"}, "Lines": {"x", "y<"}, "Seconds": {"77"}}; !reflect.DeepEqual(job.Parameters, want) {
					t.Errorf("parameters %v, want %v", job.Parameters, want)
				}
			})
		})
	}
}
