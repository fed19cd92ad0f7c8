package faults_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"patchline/internal/sim/clock"
	"patchline/internal/sim/ec2"
	"patchline/internal/sim/faults"
	"patchline/internal/sim/gateway"
	"patchline/internal/sim/identity"
	"patchline/internal/sim/s3"
	"patchline/internal/sim/ssm"
	"patchline/internal/sim/sts"
	"patchline/internal/sim/world"
)

func TestEveryOperationIsServed(t *testing.T) {
	w := world.New(clock.New(time.Now(), 1), 1, &faults.Plan{})
	services := map[string]gateway.Service{"ec2": ec2.New(w), "ssm": ssm.New(w, nil, nil), "sts": sts.New()}
	for _, operation := range faults.Operations() {
		name, action, _ := strings.Cut(operation, ":")
		if name == "s3" {
			continue // it finds its actions by method and path
		}
		body := ""
		if name != "ssm" {
			body = "Action=" + action
		}
		request := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", strings.NewReader(body))
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		request.Header.Set("X-Amz-Target", "AmazonSSM."+action)
		call := &gateway.Call{Service: name, Request: request, Body: []byte(body), Caller: identity.Caller{Account: "111122223333"}}
		err := services[name].Decode(call)
		if err != nil && (err.Code == "InvalidAction" || err.Code == "UnknownOperationException") {
			t.Errorf("%s: %v", operation, err)
		}
	}
}

func TestS3sOperationsAreNamedAsTheGatewayNamesThem(t *testing.T) {
	known := map[string]bool{}
	for _, operation := range faults.Operations() {
		known[operation] = true
	}
	for _, c := range []struct{ method, target string }{
		{"GET", "/"}, {"PUT", "/b"}, {"HEAD", "/b"}, {"DELETE", "/b"}, {"GET", "/b"}, {"GET", "/b?list-type=2"}, {"POST", "/b?delete"},
		{"GET", "/b?uploads"}, {"GET", "/b/k"}, {"HEAD", "/b/k"}, {"PUT", "/b/k"}, {"DELETE", "/b/k"}, {"POST", "/b/k?uploads"},
		{"PUT", "/b/k?uploadId=u&partNumber=1"}, {"POST", "/b/k?uploadId=u"}, {"DELETE", "/b/k?uploadId=u"}, {"GET", "/b/k?uploadId=u"},
	} {
		action := s3.Action(httptest.NewRequestWithContext(t.Context(), c.method, c.target, http.NoBody))
		if !known["s3:"+action] {
			t.Errorf("%s %s is %q, which a rule can't name", c.method, c.target, action)
		}
	}
}
