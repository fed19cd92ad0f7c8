package gateway_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"patchline/internal/sim/apierr"
	"patchline/internal/sim/clock"
	"patchline/internal/sim/faults"
	"patchline/internal/sim/gateway"
	"patchline/internal/sim/identity"
	"patchline/internal/sim/world"
)

const account = "111122223333"

// echo is a service that answers with what it was called as. Its requests are
// the action's name, and instance ids after it.
type echo struct{ served int }

func (e *echo) Actions() []string { return nil }

func (e *echo) Decode(c *gateway.Call) *apierr.Error {
	fields := strings.Fields(string(c.Body))
	if c.Service == "s3" { // whose body the gateway leaves alone
		fields = []string{"GetObject"}
	}
	if len(fields) == 0 {
		return apierr.New("InvalidAction", "no action")
	}
	c.Action, c.Instances = fields[0], fields[1:]
	return nil
}

func (e *echo) Serve(w http.ResponseWriter, c *gateway.Call) {
	e.served++
	_ = json.NewEncoder(w).Encode(map[string]string{"place": c.Place.String(), "operation": c.Operation(), "arn": c.Caller.ARN})
}

func (e *echo) WriteError(w http.ResponseWriter, _ *gateway.Call, err *apierr.Error) {
	w.WriteHeader(err.Status)
	_, _ = io.WriteString(w, err.Error())
}

type fixture struct {
	gateway *gateway.Gateway
	service *echo
}

func newFixture(rules ...faults.Rule) fixture {
	c := clock.New(time.Now(), 1)
	service := &echo{}
	services := map[string]gateway.Service{}
	for _, name := range []string{"ec2", "ssm", "sts", "s3"} {
		services[name] = service
	}
	w := world.New(c, 1, &faults.Plan{Rules: rules, Start: c.Now()})
	return fixture{&gateway.Gateway{World: w, Services: services, Account: account}, service}
}

// call signs a body for a service, as a client does.
func (f fixture) call(service, body string, change ...func(*http.Request)) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
	r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20261124/eu-central-1/"+service+
		"/aws4_request, SignedHeaders=host;x-amz-date, Signature=0000")
	for _, do := range change {
		do(r)
	}
	w := httptest.NewRecorder()
	f.gateway.ServeHTTP(w, r)
	return w
}

func credential(text string) func(*http.Request) {
	return func(r *http.Request) {
		r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential="+text+", Signature=0")
	}
}

func token(text string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set("X-Amz-Security-Token", text) }
}

func TestServiceRegionAndAccountComeFromTheScope(t *testing.T) {
	session := identity.Session{Account: "444455556666", Role: "R", Name: "s", RoleID: "AROAX", Expires: time.Now().Add(time.Hour)}
	for name, test := range map[string]struct {
		change []func(*http.Request)
		want   string
	}{
		"any key is the fleet's account":    {nil, `"place":"111122223333/eu-central-1"`},
		"another Region":                    {[]func(*http.Request){credential("A/20261124/us-gov-west-1/ec2/aws4_request")}, `"place":"111122223333/us-gov-west-1"`},
		"a key that is an account":          {[]func(*http.Request){credential("999988887777/20261124/us-east-1/ec2/aws4_request")}, `"place":"999988887777/us-east-1"`},
		"an assumed role of another":        {[]func(*http.Request){token(session.Token())}, `"arn":"arn:aws:sts::444455556666:assumed-role/R/s"`},
		"a presigned URL has it in a query": {[]func(*http.Request){presigned}, `"operation":"ec2:DescribeInstances"`},
	} {
		t.Run(name, func(t *testing.T) {
			w := newFixture().call("ec2", "DescribeInstances", test.change...)
			if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), test.want) {
				t.Errorf("got %d %s, want %s", w.Code, w.Body, test.want)
			}
		})
	}
}

func presigned(r *http.Request) {
	r.Header.Del("Authorization")
	r.URL.RawQuery = "X-Amz-Credential=A%2F20261124%2Feu-central-1%2Fec2%2Faws4_request"
}

func TestWhatTheGatewayRefuses(t *testing.T) {
	expired := identity.Session{Account: account, Role: "R", Name: "s", Expires: time.Now().Add(-time.Second)}
	for name, test := range map[string]struct {
		service string
		change  func(*http.Request)
		status  int
		want    string
	}{
		"an unsigned GET":                 {"ec2", func(r *http.Request) { r.Method = http.MethodGet; r.Header.Del("Authorization") }, 403, "not signed"},
		"another algorithm":               {"ec2", func(r *http.Request) { r.Header.Set("Authorization", "Basic eDp5"); r.Method = http.MethodGet }, 403, "AWS4-HMAC-SHA256"},
		"a scope cut short":               {"ec2", func(r *http.Request) { credential("A/20261124/eu-central-1/ec2")(r); r.Method = http.MethodGet }, 403, "key/date/region/service"},
		"a Region that is none":           {"ec2", func(r *http.Request) { credential("A/20261124/../ec2/aws4_request")(r); r.Method = http.MethodGet }, 403, "not a Region"},
		"a service that is not simulated": {"lambda", func(*http.Request) {}, 400, `"lambda" is not simulated`},
		"a foreign token, in EC2":         {"ec2", token("IQoJ"), 401, "AuthFailure"},
		"a foreign token, in SSM":         {"ssm", token("IQoJ"), 400, "UnrecognizedClientException"},
		"a foreign token, in S3":          {"s3", token("IQoJ"), 403, "InvalidAccessKeyId"},
		"an expired token, in EC2":        {"ec2", token(expired.Token()), 400, "RequestExpired"},
		"an expired token, in SSM":        {"ssm", token(expired.Token()), 400, "ExpiredTokenException"},
		"an expired token, in STS":        {"sts", token(expired.Token()), 403, "ExpiredToken"},
		"a body of 5 MB":                  {"ec2", func(r *http.Request) { r.Body = io.NopCloser(strings.NewReader(strings.Repeat("x", 5<<20))) }, 413, "over 4194304 bytes"},
		"an action that is none":          {"ec2", func(r *http.Request) { r.Body = http.NoBody }, 400, "InvalidAction"},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture()
			w := f.call(test.service, "DescribeInstances", test.change)
			if w.Code != test.status || !strings.Contains(w.Body.String(), test.want) {
				t.Errorf("got %d %s, want %d %s", w.Code, w.Body, test.status, test.want)
			}
			if f.service.served != 0 {
				t.Error("the service was called all the same")
			}
		})
	}
}

func TestEachPlaceAndActionHasItsOwnBucket(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFixture()
		for i := range 5 { // StartInstances: a bucket of 5, 2 a second
			if w := f.call("ec2", "StartInstances"); w.Code != http.StatusOK {
				t.Fatalf("call %d: %s", i+1, w.Body)
			}
		}
		w := f.call("ec2", "StartInstances")
		if w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), "RequestLimitExceeded") {
			t.Errorf("the sixth start at once: %d %s", w.Code, w.Body)
		}
		for name, other := range map[string]*httptest.ResponseRecorder{
			"another action":  f.call("ec2", "StopInstances"),
			"another account": f.call("ec2", "StartInstances", credential("999988887777/20261124/eu-central-1/ec2/aws4_request")),
			"another Region":  f.call("ec2", "StartInstances", credential("A/20261124/eu-west-1/ec2/aws4_request")),
		} {
			if other.Code != http.StatusOK {
				t.Errorf("%s was throttled with it", name)
			}
		}
		time.Sleep(500 * time.Millisecond)
		if w := f.call("ec2", "StartInstances"); w.Code != http.StatusOK {
			t.Errorf("half a second later: %s", w.Body)
		}
		want := gateway.Count{Calls: 9, Throttled: 1}
		if got := f.gateway.Ledger.Counts()["ec2"]["StartInstances"]; got != want {
			t.Errorf("the ledger says %+v, want %+v", got, want)
		}
	})
}

func TestStartsTakeAResourceTokenForEachInstance(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFixture()
		ids := strings.Repeat(" i-1", 600)
		if w := f.call("ec2", "StartInstances"+ids); w.Code != http.StatusOK {
			t.Fatal(w.Body)
		}
		if w := f.call("ec2", "StartInstances"+ids); w.Code != http.StatusServiceUnavailable {
			t.Error("1,200 starts at once passed a bucket of 1,000")
		}
		if w := f.call("ec2", "StopInstances"+ids); w.Code != http.StatusOK {
			t.Error("stops took the tokens of starts")
		}
		time.Sleep(100 * time.Second) // 2 a second: 200 more
		if w := f.call("ec2", "StartInstances"+ids); w.Code != http.StatusOK {
			t.Error("600 of 600 tokens were refused")
		}
	})
}

func TestTheThrottlingCodeIsTheServices(t *testing.T) {
	for service, want := range map[string]string{
		"ec2": "RequestLimitExceeded", "ssm": "ThrottlingException", "s3": "SlowDown", "sts": "Throttling",
	} {
		w := newFixture(faults.Rule{Kind: faults.Throttle}).call(service, "X")
		if !strings.HasPrefix(w.Body.String(), want+":") {
			t.Errorf("%s: got %s, want %s", service, w.Body, want)
		}
	}
}

func TestFaultsOfCalls(t *testing.T) {
	for name, test := range map[string]struct {
		rule   faults.Rule
		want   string
		served int
		takes  time.Duration
	}{
		"an error has the code of the plan":       {faults.Rule{Kind: faults.Error, Code: "UnauthorizedOperation", Status: 403}, "UnauthorizedOperation", 0, 0},
		"slow answers later":                      {faults.Rule{Kind: faults.Slow, Delay: 40 * time.Second}, "operation", 1, 40 * time.Second},
		"a lost answer was done all the same":     {faults.Rule{Kind: faults.LostAnswer}, "InternalError", 1, 0},
		"a fault of another operation lets it be": {faults.Rule{Kind: faults.Error, Code: "X", Operation: "ec2:Stop*"}, "operation", 1, 0},
		"a fault of instances that it does not name lets it be": {
			faults.Rule{Kind: faults.Error, Code: "X", Instances: []string{"i-0aa"}}, "operation", 1, 0},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := newFixture(test.rule)
				before := time.Now()
				w := f.call("ec2", "StartInstances")
				if !strings.Contains(w.Body.String(), test.want) || f.service.served != test.served || time.Since(before) != test.takes {
					t.Errorf("got %s, served %d times, in %v", w.Body, f.service.served, time.Since(before))
				}
			})
		})
	}
}

func TestAFaultStrikesTheCallsThatNameItsInstance(t *testing.T) {
	f := newFixture(faults.Rule{Kind: faults.Error, Code: "Struck", Tags: map[string]string{"Application": "payroll"}})
	place := world.Place{Account: account, Region: "eu-central-1"}
	f.gateway.World.Do(func() {
		f.gateway.World.Site(place).Instances.Add(&world.Instance{Place: place, ID: "i-0aa", Tags: world.Tags{{Key: "Application", Value: "payroll"}}})
		f.gateway.World.Site(place).Instances.Add(&world.Instance{Place: place, ID: "i-0bb"})
	})
	if w := f.call("ec2", "StopInstances i-0bb i-0aa"); !strings.Contains(w.Body.String(), "Struck") {
		t.Errorf("naming it: %s", w.Body)
	}
	if w := f.call("ec2", "StopInstances i-0bb"); w.Code != http.StatusOK {
		t.Errorf("not naming it: %s", w.Body)
	}
}

func FuzzScope(f *testing.F) {
	f.Add("AWS4-HMAC-SHA256 Credential=A/20261124/eu-central-1/ec2/aws4_request, Signature=0", "", "DescribeInstances")
	f.Add("AWS4-HMAC-SHA256 Credential=////", "X-Amz-Credential=a%2Fb", "")
	f.Fuzz(func(_ *testing.T, authorization, query, body string) {
		r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
		r.Header.Set("Authorization", authorization)
		r.URL.RawQuery = query
		newFixture().gateway.ServeHTTP(httptest.NewRecorder(), r)
	})
}
