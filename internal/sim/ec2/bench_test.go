package ec2_test

import (
	"fmt"
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

// A page of 1,000 by a tag that every other instance has: the most that a
// client can ask for at once. It has to take less than 50 ms.
func BenchmarkDescribeInstances1000Of50000(b *testing.B) {
	w := world.New(clock.New(time.Now(), 1), 1, &faults.Plan{})
	service := ec2.New(w)
	g := &gateway.Gateway{World: w, Account: account, Unlimited: true, Services: map[string]gateway.Service{"ec2": service, "s3": service}}
	w.Do(func() {
		for n := range 50_000 {
			addInstance(w, fmt.Sprintf("i-%017x", n), func(i *world.Instance) {
				i.Tags.Set("PatchGroup", fmt.Sprint("group-", n%2))
			})
		}
	})
	form := "Action=DescribeInstances&Version=2016-11-15&MaxResults=1000&Filter.1.Name=tag:PatchGroup&Filter.1.Value.1=group-1"
	for b.Loop() {
		r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(form))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=A/20261124/eu-central-1/ec2/aws4_request, Signature=0")
		answer := httptest.NewRecorder()
		g.ServeHTTP(answer, r)
		if answer.Code != http.StatusOK || strings.Count(answer.Body.String(), "<instanceId>") != 1000 {
			b.Fatalf("got %d %.300s", answer.Code, answer.Body)
		}
	}
}
