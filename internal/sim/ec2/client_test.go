package ec2_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsec2 "github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/smithy-go"

	"patchline/internal/sim/clock"
	"patchline/internal/sim/ec2"
	"patchline/internal/sim/faults"
	"patchline/internal/sim/gateway"
	"patchline/internal/sim/simtest"
	"patchline/internal/sim/world"
)

// fixture is an EC2 with an SDK client to it, in virtual time.
type fixture struct {
	*awsec2.Client
	t       *testing.T
	world   *world.World
	service *ec2.Service
	gateway *gateway.Gateway
}

// inTime runs a test in virtual time against an EC2 with faults. Buckets are
// off unless the test turns them on.
func inTime(t *testing.T, test func(t *testing.T, f fixture), rules ...faults.Rule) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		c := clock.New(time.Now(), 1)
		test(t, newFixture(t, world.New(c, 1, &faults.Plan{Rules: rules, Start: c.Now()})))
	})
}

func newFixture(t *testing.T, w *world.World) fixture {
	t.Helper()
	service := ec2.New(w)
	g := &gateway.Gateway{
		World: w, Account: account, Unlimited: true,
		Services: map[string]gateway.Service{"ec2": service, "s3": service},
	}
	return fixture{awsec2.NewFromConfig(simtest.Config(g, account, region)), t, w, service, g}
}

// The ids of the instances in most tests, and of their volumes.
const (
	web, db, batch           = "i-0000000000000000a", "i-0000000000000000b", "i-0000000000000000c"
	webRoot, webData         = "vol-0000000000000000a", "vol-1000000000000000a"
	dbRoot, dbData           = "vol-0000000000000000b", "vol-1000000000000000b"
	absent, absentVolume     = "i-0000000000000dead", "vol-0000000000000dead"
	absentSnapshot, malforms = "snap-0000000000000dead", "x-1"
)

// fleet puts web and db, running, and batch, stopped, into the world.
func (f fixture) fleet() {
	f.world.Do(func() {
		addInstance(f.world, web)
		addInstance(f.world, db, func(i *world.Instance) { i.Tags.Set("Application", "ledger") })
		addInstance(f.world, batch, stopped)
	})
}

func stopped(i *world.Instance) {
	i.State, i.Agent.OSUp, i.Agent.DownAt = world.Stopped, false, i.Agent.UpSince.Add(time.Hour)
}

// instance copies an instance out of the world.
func (f fixture) instance(id string) *world.Instance {
	var copied world.Instance
	f.world.Do(func() { copied = *f.world.Site(place).Instances.Get(id) })
	return &copied
}

// change changes an instance under the lock.
func (f fixture) change(id string, do func(*world.Instance)) {
	f.world.Do(func() { do(f.world.Site(place).Instances.Get(id)) })
}

// must ends the test on an error.
func must[T any](t *testing.T) func(T, error) T {
	return func(out T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
}

// code is the code of an API's refusal, "" without an error.
func code(err error) string {
	var api smithy.APIError
	switch {
	case err == nil:
		return ""
	case errors.As(err, &api):
		return api.ErrorCode()
	default:
		return "no API error: " + err.Error()
	}
}

func wantCode(t *testing.T, err error, want string) {
	t.Helper()
	if got := code(err); got != want {
		t.Errorf("got %q (%v), want %q", got, err, want)
	}
}

func where(name string, values ...string) types.Filter {
	return types.Filter{Name: aws.String(name), Values: values}
}

func tagsFor(kind types.ResourceType, pairs ...string) []types.TagSpecification {
	specification := types.TagSpecification{ResourceType: kind}
	for pair := range slices.Chunk(pairs, 2) {
		specification.Tags = append(specification.Tags, types.Tag{Key: aws.String(pair[0]), Value: aws.String(pair[1])})
	}
	return []types.TagSpecification{specification}
}

// post sends a form as it is, and gives the status and body.
func (f fixture) post(form string, change ...func(*http.Request)) (int, string) {
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(form))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
	r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=A/20261124/"+region+"/ec2/aws4_request, Signature=0")
	for _, do := range change {
		do(r)
	}
	w := httptest.NewRecorder()
	f.gateway.ServeHTTP(w, r)
	return w.Code, w.Body.String()
}
