package sim_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"patchline/internal/sim"
	"patchline/internal/sim/fleet"
)

// Whatever comes over the wire is answered: with an HTTP status that makes
// sense, with words when it is an error, and with a world that can be saved
// afterwards.
func FuzzServeHTTP(f *testing.F) {
	for _, q := range []request{
		{"POST", "/", describe, []string{signed("ec2"), form}},
		{"POST", "/", "Action=CreateSnapshots&Version=2016-11-15&InstanceSpecification.InstanceId=" + struckID, []string{signed("ec2"), form}},
		{"POST", "/", "Action=StopInstances&Version=2016-11-15&InstanceId.1=" + struckID, []string{signed("ec2"), form}},
		{"GET", "/?Action=DescribeVolumes&Version=2016-11-15&X-Amz-Credential=A%2F20261124%2F" + region + "%2Fec2%2Faws4_request", "", nil},
		{"POST", "/", `{"DocumentName":"AWS-RunPowerShellScript","InstanceIds":["` + struckID + `"],"Parameters":{"commands":["exit 3010"]}}`, []string{signed("ssm"), target + "SendCommand"}},
		{"POST", "/", `{"Content":"{\"schemaVersion\":\"2.2\",\"mainSteps\":[]}","Name":"Mine","DocumentType":"Command"}`, []string{signed("ssm"), target + "CreateDocument"}},
		{"POST", "/", `{"Filters":[{"Key":"PingStatus","Values":["Online"]}],"MaxResults":5}`, []string{signed("ssm"), target + "DescribeInstanceInformation"}},
		{"POST", "/", "Action=AssumeRole&Version=2011-06-15&RoleSessionName=night&RoleArn=arn%3Aaws%3Aiam%3A%3A444455556666%3Arole%2FX", []string{signed("sts"), form}},
		{"PUT", "/" + bucket + "/a//b", "body", []string{signed("s3"), "If-None-Match: *"}},
		{"PUT", "/" + bucket + "/a", "4;chunk-signature=0\r\nbody\r\n0;chunk-signature=0\r\n\r\n", []string{signed("s3"), "X-Amz-Content-Sha256: STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "X-Amz-Decoded-Content-Length: 4"}},
		{"GET", "/" + bucket + "?list-type=2&prefix=a&delimiter=%2F&max-keys=1", "", []string{signed("s3")}},
		{"POST", "/" + bucket + "/a?uploads", "", []string{signed("s3")}},
		{"POST", "/" + bucket + "?delete", "<Delete><Object><Key>a</Key></Object></Delete>", []string{signed("s3")}},
		{"GET", "/_sim/instances", "", nil},
		{"PATCH", "/_sim/instances/" + struckID, `{"power":"stop","services":{"W3SVC":false},"tags":{"Owner":null}}`, nil},
		{"POST", "/_sim/faults", "faults: [{fault: throttle, operation: \"ec2:*\", share: 20%}]", nil},
	} {
		f.Add(q.method, q.path, strings.Join(q.headers, "\n"), q.body)
	}
	small := &fleet.Fleet{Library: fleet.Default().Library, Instances: fleet.Default().Instances[:3], Buckets: []string{bucket}}
	f.Fuzz(func(t *testing.T, method, path, headers, body string) {
		r, err := http.NewRequestWithContext(t.Context(), method, "http://fleet-sim.invalid"+path, strings.NewReader(body))
		if err != nil || r.URL.Host != "fleet-sim.invalid" {
			t.Skip("no server takes it")
		}
		r.RequestURI = r.URL.RequestURI()
		for line := range strings.SplitSeq(headers, "\n") {
			name, value, _ := strings.Cut(line, ": ")
			r.Header.Add(name, value)
		}
		world, err := sim.New(t.Context(), sim.Options{Fleet: small})
		if err != nil {
			t.Fatal(err)
		}
		w := httptest.NewRecorder()
		world.ServeHTTP(w, r)
		if w.Code < 200 || w.Code > 599 || w.Code >= 400 && w.Body.Len() == 0 && method != http.MethodHead {
			t.Errorf("%d %v %q", w.Code, w.Header(), w.Body)
		}
		state, err := world.Save()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := sim.New(t.Context(), sim.Options{State: state}); err != nil {
			t.Errorf("the state can't be gone on with: %v", err)
		}
	})
}
