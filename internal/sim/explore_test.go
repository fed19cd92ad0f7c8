package sim_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"patchline/internal/sim"
)

func TestExplore(t *testing.T) {
	x := begin(t, sim.Options{})
	auth := func(service string) string {
		return "Authorization: AWS4-HMAC-SHA256 Credential=111122223333/20261124/eu-central-1/" + service + "/aws4_request, SignedHeaders=host, Signature=0"
	}
	for _, c := range []struct{ name, method, path, headers, body string }{
		{"unsigned ec2", "POST", "/", "Content-Type: application/x-www-form-urlencoded", "Action=DescribeInstances&Version=2016-11-15"},
		{"unsigned ssm", "POST", "/", "X-Amz-Target: AmazonSSM.ListCommands", "{}"},
		{"unsigned sts", "POST", "/", "", "Action=GetCallerIdentity&Version=2011-06-15"},
		{"unsigned s3", "GET", "/patchline-rehearsal", "", ""},
		{"ec2 unknown", "POST", "/", auth("ec2"), "Action=Foo&Version=2016-11-15"},
		{"ec2 none", "POST", "/", auth("ec2"), ""},
		{"ec2 bad body", "POST", "/", auth("ec2"), "%zz"},
		{"ec2 json", "POST", "/", auth("ec2") + "\nContent-Type: application/json", "{}"},
		{"ec2 PUT", "PUT", "/", auth("ec2"), ""},
		{"ec2 token", "POST", "/", auth("ec2") + "\nX-Amz-Security-Token: abc", "Action=DescribeInstances&Version=2016-11-15"},
		{"ssm token", "POST", "/", auth("ssm") + "\nX-Amz-Security-Token: abc\nX-Amz-Target: AmazonSSM.ListCommands", "{}"},
		{"sts token", "POST", "/", auth("sts") + "\nX-Amz-Security-Token: abc", "Action=GetCallerIdentity&Version=2011-06-15"},
		{"s3 token", "GET", "/patchline-rehearsal", auth("s3") + "\nX-Amz-Security-Token: abc", ""},
		{"ssm unknown", "POST", "/", auth("ssm") + "\nX-Amz-Target: AmazonSSM.Foo", "{}"},
		{"ssm none", "POST", "/", auth("ssm"), "{}"},
		{"ssm GET", "GET", "/", auth("ssm") + "\nX-Amz-Target: AmazonSSM.ListCommands", ""},
		{"ssm not json", "POST", "/", auth("ssm") + "\nX-Amz-Target: AmazonSSM.ListCommands", "{"},
		{"ssm xml", "POST", "/", auth("ssm") + "\nX-Amz-Target: AmazonSSM.ListCommands", "<a/>"},
		{"ssm array", "POST", "/", auth("ssm") + "\nX-Amz-Target: AmazonSSM.ListCommands", "[]"},
		{"ssm empty", "POST", "/", auth("ssm") + "\nX-Amz-Target: AmazonSSM.ListCommands", ""},
		{"sts unknown", "POST", "/", auth("sts"), "Action=Foo&Version=2011-06-15"},
		{"sts bad", "POST", "/", auth("sts"), "%zz"},
		{"sts version", "POST", "/", auth("sts"), "Action=GetCallerIdentity"},
		{"s3 xml", "POST", "/patchline-rehearsal?delete", auth("s3"), "{"},
		{"s3 unknown", "GET", "/patchline-rehearsal?foo", auth("s3"), ""},
		{"s3 acl", "GET", "/patchline-rehearsal?acl", auth("s3"), ""},
		{"s3 method", "PATCH", "/patchline-rehearsal/a", auth("s3"), ""},
		{"s3 token", "GET", "/patchline-rehearsal?list-type=2&continuation-token=x", auth("s3"), ""},
		{"rds", "POST", "/", auth("rds"), "Action=DescribeDBInstances"},
		{"sigv4a", "GET", "/patchline-rehearsal", "Authorization: AWS4-ECDSA-P256-SHA256 Credential=111122223333/20261124/s3/aws4_request, SignedHeaders=host, Signature=0", ""},
		{"sigv2", "GET", "/patchline-rehearsal", "Authorization: AWS 1111:abc=", ""},
		{"region", "GET", "/patchline-rehearsal", "Authorization: AWS4-HMAC-SHA256 Credential=111122223333/20261124/eusc-de-east-1/s3/aws4_request, SignedHeaders=host, Signature=0", ""},
		{"big", "POST", "/", auth("ec2"), strings.Repeat("a", 5<<20)},
		{"sim", "GET", "/_sim/nothing", "", ""},
		{"sim", "PUT", "/_sim/calls", "", ""},
		{"sim", "PATCH", "/_sim/instances/i-0", "", "{}"},
		{"sim", "PATCH", "/_sim/instances/i-0a1c5e0000000a001", "", "{\"power\":\"x\", \"services\":{\"foo\":true}}"},
		{"sim", "PATCH", "/_sim/instances/i-0a1c5e0000000a001", "", "{\"powers\":\"x\"}"},
		{"sim", "PATCH", "/_sim/instances/i-0a1c5e0000000a001", "", ""},
		{"sim", "POST", "/_sim/faults", "", "faults: [{fault: x}]"},
		{"sim", "POST", "/_sim", "", "faults: [{fault: x}]"},
	} {
		r := httptest.NewRequest(c.method, c.path, strings.NewReader(c.body))
		for line := range strings.Lines(c.headers) {
			name, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
			r.Header.Set(name, value)
		}
		w := httptest.NewRecorder()
		http.Handler(x.sim).ServeHTTP(w, r)
		t.Logf("%-14s %d %s %s", c.name, w.Code, w.Header().Get("Content-Type"), strings.ReplaceAll(w.Body.String(), "\n", " "))
	}
}
