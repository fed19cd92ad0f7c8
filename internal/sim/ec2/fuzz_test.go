package ec2_test

import (
	"encoding/xml"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"patchline/internal/sim/clock"
	"patchline/internal/sim/ec2"
	"patchline/internal/sim/faults"
	"patchline/internal/sim/gateway"
	"patchline/internal/sim/world"
)

// FuzzCall sends any form as any action: the answer is XML, and no panic.
func FuzzCall(f *testing.F) {
	for _, action := range ec2.Actions() {
		f.Add("Action="+action+versioned+"&InstanceId.1="+web+"&InstanceId="+web+"&VolumeId="+webData+"&Device=xvdz", true)
		f.Add("Action="+action+versioned+"&MaxResults=5&NextToken=AAAAAAAAAAAAAAAAAAAAAA&Filter.1.Name=tag:A&Filter.1.Value.1=%5C*", false)
	}
	f.Add("Action=CreateTags"+versioned+"&ResourceId.1="+web+"&Tag.1.Key=%00%ff&Tag.1.Value=%ed%a0%80", true)
	f.Add("Action=CreateVolume"+versioned+"&Size=-1&AvailabilityZone="+zone+"&Iops=-2147483648&ClientToken=x", true)
	f.Add("Action=CreateSnapshots"+versioned+"&InstanceSpecification.InstanceId="+web+"&TagSpecification.1.ResourceType=snapshot&TagSpecification.1.Tag.1.Key=a", true)
	f.Add("Action=StopInstances"+versioned+"&Hibernate=true&InstanceId.1="+web, true)
	f.Fuzz(func(t *testing.T, form string, post bool) {
		w := world.New(clock.New(time.Now(), 1), 1, &faults.Plan{})
		service := ec2.New(w)
		g := &gateway.Gateway{World: w, Account: account, Services: map[string]gateway.Service{"ec2": service, "s3": service}}
		w.Do(func() {
			addInstance(w, web)
			addInstance(w, batch, stopped)
		})
		r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(form))
		if !post {
			r = httptest.NewRequest(http.MethodGet, "/", http.NoBody)
			r.URL.RawQuery = form
		}
		r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=A/20261124/"+region+"/ec2/aws4_request, Signature=0")
		answer := httptest.NewRecorder()
		g.ServeHTTP(answer, r)
		var root struct {
			XMLName xml.Name
			Code    string `xml:"Errors>Error>Code"`
		}
		if err := xml.Unmarshal(answer.Body.Bytes(), &root); err != nil {
			t.Fatalf("got %d %q: %v", answer.Code, answer.Body, err)
		}
		if (answer.Code != http.StatusOK) != (root.Code != "") {
			t.Errorf("got %d with the code %q", answer.Code, root.Code)
		}
	})
}
