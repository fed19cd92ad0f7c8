package gateway

import (
	"errors"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"patchline/internal/awslimits"
	"patchline/internal/sim/apierr"
	"patchline/internal/sim/faults"
	"patchline/internal/sim/identity"
	"patchline/internal/sim/limits"
	"patchline/internal/sim/world"
)

// Gateway is the HTTP face of the stand-in.
type Gateway struct {
	World *world.World
	// Services by SigV4 service name.
	Services map[string]Service
	// Account is whose fleet a caller sees whose access key names no account.
	Account string
	// Unlimited turns the token buckets off.
	Unlimited bool
	Ledger    Ledger

	mu       sync.Mutex
	buckets  limits.Buckets
	requests atomic.Uint64
}

// ServeHTTP takes one API call.
func (g *Gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	call, service, refused := g.open(r)
	if refused != nil {
		service.WriteError(w, call, refused)
		return
	}
	if err := service.Decode(call); err != nil {
		if call.Action != "" {
			g.Ledger.add(call, Count{Calls: 1, Errors: 1})
		}
		service.WriteError(w, call, err)
		return
	}
	if !g.admit(call) {
		g.refuse(w, call, service, codesOf[call.Service].throttled)
		return
	}
	rule := g.strike(call)
	switch {
	case rule == nil:
	case rule.Kind == faults.Slow:
		if g.World.Clock().Sleep(r.Context(), rule.Delay) != nil {
			return
		}
	case rule.Kind == faults.LostAnswer:
		service.Serve(&lost{header: http.Header{}}, call)
		g.refuse(w, call, service, codesOf[call.Service].internal)
		return
	default:
		g.refuse(w, call, service, g.faultError(call, rule))
		return
	}
	watched := &watcher{ResponseWriter: w}
	service.Serve(watched, call)
	count := Count{Calls: 1}
	if watched.status >= http.StatusBadRequest {
		count.Errors = 1
	}
	g.Ledger.add(call, count)
}

// open finds out what is called, where and by whom. With a refusal it still
// gives the service that words it.
func (g *Gateway) open(r *http.Request) (*Call, Service, *apierr.Error) {
	call := &Call{Request: r, RequestID: g.requestID()}
	from, problem := scopeOf(r)
	if problem != "" {
		return g.openUnsigned(call, problem)
	}
	service, found := g.Services[from.service]
	if !found {
		call.Service = "s3"
		return call, g.Services["s3"], apierr.New("UnknownService",
			"The credential's service %q is not simulated: only ec2, ssm, sts and s3 are.", from.service)
	}
	call.Service = from.service
	call.Place.Region = from.region
	if refused := g.identify(call, from); refused != nil {
		return call, service, refused
	}
	if call.Service != "s3" {
		refused := call.readBody()
		return call, service, refused
	}
	return call, service, nil
}

// identify finds the caller and, with it, the account. Sessions expire by the
// computer's clock: package sts says why.
func (g *Gateway) identify(c *Call, from scope) *apierr.Error {
	caller, err := identity.Of(from.accessKey, from.token, g.Account, time.Now())
	switch {
	case errors.Is(err, identity.ErrExpired):
		return codesOf[c.Service].expired
	case err != nil:
		refusal := *codesOf[c.Service].badToken
		refusal.Message += " (" + err.Error() + ")"
		return &refusal
	}
	c.Caller = caller
	c.Place.Account = caller.Account
	return nil
}

// admit takes the call's tokens.
func (g *Gateway) admit(c *Call) bool {
	if g.Unlimited {
		return true
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.buckets == nil {
		g.buckets = limits.Buckets{}
	}
	now := g.World.Clock().Now()
	rate := awslimits.Request(c.Service, c.Action, c.Unfiltered, c.Write)
	if c.Service == "s3" {
		return g.buckets.Take(fmt.Sprint("s3 ", c.BucketName, c.Write), rate, 1, now)
	}
	name := c.Place.String() + " " + c.Operation()
	if !g.buckets.Take(fmt.Sprint(name, c.Unfiltered), rate, 1, now) {
		return false
	}
	resource, found := awslimits.Resource(c.Action)
	return !found || g.buckets.Take(name+" resources", resource, float64(len(c.Instances)), now)
}

// strike asks the plan of faults.
func (g *Gateway) strike(c *Call) *faults.Rule {
	var rule *faults.Rule
	g.World.Do(func() {
		var targets []faults.Target
		for _, id := range c.Instances {
			if instance := g.World.Site(c.Place).Instances.Get(id); instance != nil {
				targets = append(targets, instance.FaultTarget(""))
			}
		}
		rule = g.World.Faults.Call(c.Operation(), targets, g.World.Now())
	})
	return rule
}

func (g *Gateway) faultError(c *Call, rule *faults.Rule) *apierr.Error {
	if rule.Kind == faults.Throttle {
		return codesOf[c.Service].throttled
	}
	err := apierr.WithStatus(rule.Status, rule.Code, "%s", rule.Message)
	if err.Status == 0 {
		err.Status = http.StatusBadRequest
	}
	if err.Message == "" {
		err.Message = "A fault of the rehearsal's plan."
	}
	return err
}

// refuse answers with an error and counts it.
func (g *Gateway) refuse(w http.ResponseWriter, c *Call, service Service, err *apierr.Error) {
	count := Count{Calls: 1, Errors: 1}
	if err == codesOf[c.Service].throttled {
		count = Count{Calls: 1, Throttled: 1}
	}
	g.Ledger.add(c, count)
	service.WriteError(w, c, err)
}

// requestID makes an id of AWS' form, the same in each run.
func (g *Gateway) requestID() string {
	hex := g.World.Seed.Hex(32, "request", fmt.Sprint(g.requests.Add(1)))
	return hex[:8] + "-" + hex[8:12] + "-4" + hex[13:16] + "-a" + hex[17:20] + "-" + hex[20:]
}

// watcher notes the status that a service answers with.
type watcher struct {
	http.ResponseWriter
	status int
}

func (w *watcher) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// lost swallows an answer.
type lost struct{ header http.Header }

func (l *lost) Header() http.Header         { return l.header }
func (l *lost) Write(p []byte) (int, error) { return len(p), nil }
func (l *lost) WriteHeader(int)             {}
