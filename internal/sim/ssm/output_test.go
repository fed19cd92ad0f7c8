package ssm_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	client "github.com/aws/aws-sdk-go-v2/service/ssm"
)

func TestOutputGoesToS3WholeAndToTheAPICut(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t)
		r.fleet(2)
		r.document("Doc", oneStep)
		long := strings.Repeat("ä", 20000) // 40,000 bytes
		r.runner.scripts[id(0)] = []script{{stdout: long, stderr: long}}
		r.runner.scripts[id(1)] = []script{{stdout: "short"}}
		sent := r.send(client.SendCommandInput{InstanceIds: ids(2), OutputS3BucketName: aws.String("bucket"), OutputS3KeyPrefix: aws.String("a/b/")})
		r.later(time.Minute)

		folder := "bucket/a/b/" + sent + "/"
		want := []string{
			folder + id(0) + "/awsrunPowerShellScript/run/stderr", folder + id(0) + "/awsrunPowerShellScript/run/stdout",
			folder + id(1) + "/awsrunPowerShellScript/run/stdout",
		}
		if got := slices.Sorted(maps.Keys(r.bucket.objects)); !slices.Equal(got, want) {
			t.Errorf("objects %q, want %q", got, want)
		}
		if r.bucket.objects[want[1]] != long {
			t.Error("the output on S3 is not whole")
		}

		got, err := r.GetCommandInvocation(t.Context(), &client.GetCommandInvocationInput{CommandId: &sent, InstanceId: aws.String(id(0))})
		if err != nil {
			t.Fatal(err)
		}
		for name, s := range map[string]struct {
			text  string
			limit int
		}{"stdout": {*got.StandardOutputContent, 24000}, "stderr": {*got.StandardErrorContent, 8000}} {
			if len(s.text) > s.limit || len(s.text) < s.limit-2 || !strings.HasSuffix(s.text, "ä--output truncated--") {
				t.Errorf("%s has %d bytes and ends in %q", name, len(s.text), s.text[len(s.text)-30:])
			}
		}
		if url := "https://s3.eu-central-1.amazonaws.com/" + want[1]; *got.StandardOutputUrl != url {
			t.Errorf("StandardOutputUrl %s, want %s", *got.StandardOutputUrl, url)
		}

		listed, err := r.ListCommandInvocations(t.Context(), &client.ListCommandInvocationsInput{CommandId: &sent, Details: true})
		if err != nil {
			t.Fatal(err)
		}
		long1, short := listed.CommandInvocations[0].CommandPlugins[0], listed.CommandInvocations[1].CommandPlugins[0]
		if n := len(*long1.Output); n > 2500 || !strings.Contains(*long1.Output, "\n---Output truncated---\n----------ERROR-------\n") ||
			!strings.HasSuffix(*long1.Output, "\n---Error truncated----") {
			t.Errorf("Output has %d bytes: …%s", n, (*long1.Output)[n-60:])
		}
		if *short.Output != "short" || *short.OutputS3KeyPrefix != "a/b/"+sent+"/"+id(1)+"/awsrunPowerShellScript" {
			t.Errorf("got %q at %q", *short.Output, *short.OutputS3KeyPrefix)
		}
	})
}

func TestTheAgentAddsToTheErrorsOfAScriptThatFails(t *testing.T) {
	for name, c := range map[string]struct {
		script script
		want   string
	}{
		"a script that fails":            {script{code: 7, stderr: "wrong\n"}, "wrong\nfailed to run commands: exit status 7"},
		"one that fails without a word":  {script{code: 1}, "failed to run commands: exit status 1"},
		"one that ends well":             {script{stderr: "odd\n"}, "odd\n"},
		"one that was stopped before it": {script{code: -1}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				r := newRig(t)
				r.fleet(1)
				r.document("Doc", oneStep)
				r.runner.scripts[id(0)] = []script{c.script}
				sent := r.send(client.SendCommandInput{InstanceIds: ids(1)})
				r.later(time.Minute)
				got, err := r.GetCommandInvocation(t.Context(), &client.GetCommandInvocationInput{CommandId: &sent, InstanceId: aws.String(id(0))})
				if err != nil || *got.StandardErrorContent != c.want {
					t.Errorf("got %q, %v; want %q", *got.StandardErrorContent, err, c.want)
				}
			})
		})
	}
}

func TestTheOutputOfSchema12IsBelowThePropertysID(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t)
		r.fleet(1)
		r.runner.scripts[id(0)] = []script{{stdout: "x"}}
		sent := r.send(client.SendCommandInput{
			DocumentName: aws.String("AWS-RunPowerShellScript"), InstanceIds: ids(1), OutputS3BucketName: aws.String("bucket"),
			Parameters: map[string][]string{"commands": {"a", "b"}},
		})
		r.later(time.Minute)
		if want := "bucket/" + sent + "/" + id(0) + "/awsrunPowerShellScript/0.awsrunPowerShellScript/stdout"; r.bucket.objects[want] != "x" {
			t.Errorf("objects %v, want %s", r.bucket.objects, want)
		}
		out, err := r.GetCommandInvocation(t.Context(), &client.GetCommandInvocationInput{
			CommandId: &sent, InstanceId: aws.String(id(0)), PluginName: aws.String("aws:runPowerShellScript"),
		})
		if err != nil || *out.PluginName != "aws:runPowerShellScript" || *out.StandardOutputContent != "x" {
			t.Errorf("got %v %v", out, err)
		}
	})
}

func TestABucketThatIsNotThereLosesTheOutputAlone(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t)
		r.fleet(1)
		r.document("Doc", oneStep)
		r.runner.scripts[id(0)] = []script{{stdout: "x"}}
		sent := r.send(client.SendCommandInput{InstanceIds: ids(1), OutputS3BucketName: aws.String("missing")})
		r.later(time.Minute)
		if got := r.status(sent, 0); got != "Success/Success 0" {
			t.Errorf("got %s", got)
		}
	})
}

func TestGetCommandInvocationShowsOnePlugin(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t)
		r.fleet(1)
		r.document("Doc", "["+step("first", "")+","+step("second", "")+"]")
		r.runner.scripts[id(0)+" first"] = []script{{stdout: "1", takes: 1500 * time.Millisecond}}
		r.runner.scripts[id(0)+" second"] = []script{{stdout: "2", code: 7, takes: time.Minute}}
		sent := r.send(client.SendCommandInput{InstanceIds: ids(1)})
		get := func(plugin *string) (*client.GetCommandInvocationOutput, error) {
			return r.GetCommandInvocation(t.Context(), &client.GetCommandInvocationInput{CommandId: &sent, InstanceId: aws.String(id(0)), PluginName: plugin})
		}
		r.later(10 * time.Second)
		one, err := get(aws.String("first"))
		if err != nil || one.Status != "Success" || *one.StandardOutputContent != "1" || *one.ExecutionElapsedTime != "PT1.5S" || !strings.HasPrefix(*one.ExecutionStartDateTime, "2000-01-01T00:00:0") {
			t.Errorf("the one that is done: %+v %v", one, err)
		}
		two, err := get(aws.String("second"))
		if err != nil || two.Status != "InProgress" || *two.StandardOutputContent != "" || two.ResponseCode != -1 || *two.ExecutionEndDateTime != "" {
			t.Errorf("the one that runs: %+v %v", two, err)
		}
		r.later(2 * time.Minute)
		all, err := get(nil)
		if err != nil || all.Status != "Failed" || *all.StandardOutputContent != "" || all.ResponseCode != 7 || *all.PluginName != "" {
			t.Errorf("without a name: %+v %v", all, err)
		}
		if _, err := get(aws.String("three")); code(err) != "InvalidPluginName" {
			t.Errorf("a plugin that there is not: %v", err)
		}
	})
}

func TestTheMessageOfADocumentThatARestartHasCutOff(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t)
		r.fleet(1)
		r.document("Doc", "["+step("one", "")+","+step("two", "")+"]")
		r.runner.scripts[id(0)+" one"] = []script{{stdout: "1"}}
		r.runner.scripts[id(0)+" two"] = []script{{takes: time.Hour}}
		sent := r.send(client.SendCommandInput{InstanceIds: ids(1)})
		r.later(time.Minute)
		r.do(func() { r.w.QueuedReboot(r.instance(0)) })
		r.later(time.Minute)
		if got := r.plugins(sent); !slices.Equal(got, []string{"one Success 0", "two InProgress -1"}) {
			t.Errorf("while it is down: %q", got)
		}
		r.later(10 * time.Minute)
		if got := r.plugins(sent); !slices.Equal(got, []string{"one Failed 1", "two Failed -1"}) {
			t.Errorf("afterwards: %q", got)
		}
		out, err := r.ListCommandInvocations(t.Context(), &client.ListCommandInvocationsInput{CommandId: &sent, Details: true})
		if err != nil || !strings.HasPrefix(*out.CommandInvocations[0].CommandPlugins[0].Output, "document process failed unexpectedly") {
			t.Errorf("got %+v %v", out, err)
		}
		if got := r.runner.stopped; !slices.Equal(got, ids(1)) {
			t.Errorf("stopped %v", got)
		}
	})
}
