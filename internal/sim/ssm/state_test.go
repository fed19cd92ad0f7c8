package ssm_test

import (
	"encoding/json"
	"maps"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	client "github.com/aws/aws-sdk-go-v2/service/ssm"
)

// restart saves a rig and goes on with it in another one.
func (r *rig) restart() *rig {
	r.t.Helper()
	var savedWorld, savedService []byte
	r.do(func() {
		var err error
		if savedWorld, err = r.w.Save(); err != nil {
			r.t.Fatal(err)
		}
		if savedService, err = json.Marshal(r.s); err != nil {
			r.t.Fatal(err)
		}
	})
	next := newRig(r.t)
	next.runner.scripts = r.runner.scripts
	if err := next.w.Restore(savedWorld); err != nil {
		r.t.Fatal(err)
	}
	next.do(func() {
		if err := json.Unmarshal(savedService, next.s); err != nil {
			r.t.Fatal(err)
		}
	})
	return next
}

func TestCommandsGoOnAfterARestartOfTheStandIn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.fleet(10)
		r.document("Doc", "["+step("first", "")+","+step("second", "")+"]")
		for n := range 10 {
			r.runner.scripts[id(n)] = []script{{takes: time.Minute, stdout: "out"}}
		}
		r.runner.scripts[id(1)] = []script{{takes: time.Minute, code: 3010}, {takes: time.Minute}}
		r.runner.scripts[id(2)+" first"] = []script{{outside: true}}
		r.do(func() { r.w.LoseAgent(r.instance(3)) })
		sent := r.send(client.SendCommandInput{Targets: patchTag, MaxConcurrency: aws.String("5"), MaxErrors: aws.String("3"), Comment: aws.String("kept")})
		r.later(30 * time.Second)
		r.do(func() { r.w.Reboot(r.instance(4), 0) })
		r.later(40 * time.Second)

		want := r.statuses(sent)
		r = r.restart()
		if got := r.statuses(sent); !maps.Equal(got, want) {
			t.Errorf("just after it: %v, want %v", got, want)
		}
		if c := r.command(sent); *c.Comment != "kept" || *c.MaxErrors != "3" {
			t.Errorf("got %+v", c)
		}
		r.later(time.Second)
		if n := len(r.runner.jobs); n == 0 || r.runner.jobs[0].InstanceID != id(2) {
			t.Errorf("the job outside was not begun again: %+v", r.runner.jobs)
		}
		for range 3 {
			r.later(10 * time.Minute)
			r = r.restart()
		}
		r.do(func() { r.w.RepairAgent(r.instance(3)) })
		r.later(time.Hour)
		if got, want := r.statuses(sent), (map[string]int{"Success": 8, "Failed": 1, "ExecutionTimedOut": 1}); !maps.Equal(got, want) {
			t.Errorf("at last: %v, want %v", got, want)
		}
		if again := r.send(client.SendCommandInput{InstanceIds: ids(1)}); again == sent {
			t.Error("a command id was given twice")
		}
	})
}

func TestSendingGoesOnWhereItWas(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.fleet(10)
		r.document("Doc", oneStep)
		for n := range 10 {
			r.runner.scripts[id(n)] = []script{{takes: time.Minute}}
		}
		r.runner.scripts[id(0)] = []script{{takes: 50 * time.Second}}
		sent := r.send(client.SendCommandInput{Targets: patchTag, MaxConcurrency: aws.String("2")})
		r.later(30 * time.Second)
		r = r.restart()
		r.later(25 * time.Second)
		if got, want := r.statuses(sent), (map[string]int{"Success": 1, "InProgress": 2, "Pending": 7}); !maps.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
	})
}

func TestDocumentsAreKeptOverARestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.document("Doc", oneStep)
		if _, err := r.UpdateDocument(t.Context(), &client.UpdateDocumentInput{Name: aws.String("Doc"), Content: content("two"), DocumentVersion: aws.String("$LATEST")}); err != nil {
			t.Fatal(err)
		}
		if _, err := r.DeleteDocument(t.Context(), &client.DeleteDocumentInput{Name: aws.String("Patchline-Confirm-Update")}); err != nil {
			t.Fatal(err)
		}
		before, err := r.DescribeDocument(t.Context(), &client.DescribeDocumentInput{Name: aws.String("Doc"), DocumentVersion: aws.String("$LATEST")})
		if err != nil {
			t.Fatal(err)
		}
		r = r.restart()
		after, err := r.DescribeDocument(t.Context(), &client.DescribeDocumentInput{Name: aws.String("Doc"), DocumentVersion: aws.String("$LATEST")})
		if err != nil || *after.Document.Hash != *before.Document.Hash || *after.Document.DefaultVersion != "1" || *after.Document.LatestVersion != "2" {
			t.Errorf("got %+v %v", after, err)
		}
		for name, want := range map[string]string{"Patchline-Confirm-Update": "InvalidDocument", "AWS-RunPowerShellScript": "<nil>", "Patchline-Compare-Update": "<nil>"} {
			if _, err := r.GetDocument(t.Context(), &client.GetDocumentInput{Name: aws.String(name)}); code(err) != want {
				t.Errorf("%s: got %v, want %s", name, err, want)
			}
		}
	})
}

func TestABrokenStateIsRefused(t *testing.T) {
	const document = `"Content":"k","ID":"c","Place":{"Account":"1","Region":"r"}`
	texts := `"Texts":{"k":{"Format":"JSON","Text":` + string(must(json.Marshal(`{"schemaVersion":"2.2","mainSteps":`+oneStep+`}`))) + `}}`
	for name, test := range map[string]struct{ state, says string }{
		"not JSON":                   {`{`, ""},
		"a wrong place":              {`{"Documents":{"x":[]}}`, "place"},
		"a document without version": {`{"Documents":{"1/r":[{"Name":"a"}]}}`, "no version"},
		"a document that is wrong":   {`{"Documents":{"1/r":[{"Name":"a","Default":1,"Versions":[{"Number":1,"Format":"JSON","Text":"{"}]}]}}`, "not well-formed"},
		"a command without document": {`{"Commands":{"Commands":[{"Content":"k"}]}}`, "no document"},
		"a command that is null":     {`{"Commands":{"Commands":[null]}}`, "no document"},
		"an invocation that is null": {`{"Commands":{` + texts + `,"Commands":[{` + document + `,"Invocations":[null]}]}}`, "missing"},
		"steps that don't fit":       {`{"Commands":{` + texts + `,"Commands":[{` + document + `,"Invocations":[{"InstanceID":"i"}]}]}}`, "steps"},
		"a run at no step":           {`{"Commands":{` + texts + `,"Commands":[{` + document + `,"Invocations":[{"InstanceID":"i","Steps":[{}],"Run":{"Index":9,"Steps":[{}]}}]}]}}`, "at no step"},
		"a job behind the last step": {`{"Commands":{` + texts + `,"Commands":[{` + document + `,"Invocations":[{"InstanceID":"i","Steps":[{}],"Run":{"Index":1,"Steps":[{}],"Job":{}}}]}]}}`, "at no step"},
		"the same instance twice":    {`{"Commands":{` + texts + `,"Commands":[{` + document + `,"Invocations":[{"InstanceID":"i","Steps":[{}]},{"InstanceID":"i","Steps":[{}]}]}]}}`, "twice"},
	} {
		r := newRig(t)
		r.do(func() {
			err := json.Unmarshal([]byte(test.state), r.s)
			if err == nil || !strings.Contains(err.Error(), test.says) {
				t.Errorf("%s: got %v, want %q", name, err, test.says)
			}
		})
	}
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}
