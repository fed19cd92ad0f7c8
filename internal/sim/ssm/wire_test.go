package ssm_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// call sends a body as it is.
func (r *rig) call(target, body string) *httptest.ResponseRecorder {
	request := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
	request.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential="+account+"/20261124/"+region+"/ssm/aws4_request, Signature=0")
	request.Header.Set("X-Amz-Target", target)
	w := httptest.NewRecorder()
	r.gateway.ServeHTTP(w, request)
	return w
}

func TestBadRequestsOnTheWire(t *testing.T) {
	r := newRig(t)
	r.fleet(1)
	for name, test := range map[string]struct{ target, body, code, says string }{
		"an action that there is not":    {"AmazonSSM.Foo", "{}", "UnknownOperationException", "AmazonSSM.Foo"},
		"another service's target":       {"AmazonEC2.DescribeDocument", "{}", "UnknownOperationException", ""},
		"no target":                      {"", "{}", "UnknownOperationException", ""},
		"a body that is no JSON":         {"AmazonSSM.DescribeDocument", "{", "SerializationException", "JSON"},
		"a list for an object":           {"AmazonSSM.DescribeDocument", "[]", "SerializationException", ""},
		"a number for a text":            {"AmazonSSM.DescribeDocument", `{"Name":1}`, "SerializationException", "Name"},
		"a text for a list":              {"AmazonSSM.SendCommand", `{"InstanceIds":"i"}`, "SerializationException", "InstanceIds"},
		"a fraction for a number":        {"AmazonSSM.ListCommands", `{"MaxResults":1.5}`, "SerializationException", ""},
		"null for what is required":      {"AmazonSSM.DescribeDocument", `{"Name":null}`, "ValidationException", "Value null at 'name' failed to satisfy constraint: Member must not be null"},
		"null for all":                   {"AmazonSSM.DescribeDocument", `null`, "ValidationException", "'name'"},
		"an empty body":                  {"AmazonSSM.DescribeDocument", ``, "ValidationException", "'name'"},
		"unknown fields are passed over": {"AmazonSSM.DescribeDocument", `{"Name":"Nope","Foo":{"Bar":1}}`, "InvalidDocument", ""},
	} {
		w := r.call(test.target, test.body)
		var answer struct {
			Type    string `json:"__type"`
			Message string `json:"message"`
		}
		if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil || w.Code != http.StatusBadRequest || answer.Type != test.code || !strings.Contains(answer.Message, test.says) {
			t.Errorf("%s: got %d %s, want %s with %q", name, w.Code, w.Body, test.code, test.says)
		}
		if got := w.Header().Get("Content-Type"); got != "application/x-amz-json-1.1" {
			t.Errorf("%s: content type %q", name, got)
		}
	}
}

func TestMomentsOnTheWireAreSecondsSince1970(t *testing.T) {
	r := newRig(t)
	w := r.call("AmazonSSM.DescribeDocument", `{"Name":"AWS-RunPowerShellScript"}`)
	if want := `"CreatedDate":1577836800.000`; !strings.Contains(w.Body.String(), want) {
		t.Errorf("got %s, want %s in it", w.Body, want)
	}
}

func TestTheGatewayCountsAndStrikesByInstance(t *testing.T) {
	r := newRig(t)
	r.fleet(1)
	r.call("AmazonSSM.ListCommands", "{}")
	r.call("AmazonSSM.ListCommands", `{"MaxResults":0}`)
	if got := r.gateway.Ledger.Counts()["ssm"]["ListCommands"]; got.Calls != 2 || got.Errors != 1 {
		t.Errorf("the ledger says %+v", got)
	}
}
