// Package sim puts the stand-in together: the world, the services in front of
// it, and the agents in it.
package sim

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"patchline/internal/cli/option"
	"patchline/internal/sim/agent"
	"patchline/internal/sim/agent/powershell"
	"patchline/internal/sim/chance"
	"patchline/internal/sim/clock"
	"patchline/internal/sim/control"
	"patchline/internal/sim/documents"
	"patchline/internal/sim/ec2"
	"patchline/internal/sim/faults"
	"patchline/internal/sim/fleet"
	"patchline/internal/sim/gateway"
	"patchline/internal/sim/s3"
	"patchline/internal/sim/ssm"
	"patchline/internal/sim/ssm/command"
	"patchline/internal/sim/sts"
	"patchline/internal/sim/world"
)

// Account is whose fleet a caller sees whose access key names no account.
const Account = "111122223333"

// Options are what a stand-in is made of.
type Options struct {
	// Fleet is what it begins with; nil with a State.
	Fleet *fleet.Fleet
	// Faults are the rules of what goes wrong.
	Faults []faults.Rule
	// Seed is what chance is drawn from; a State goes on with its own.
	Seed chance.Seed
	// Speed is how many times as fast as package time it runs; 0: once.
	Speed float64
	// PowerShell is the path of one that runs real scripts; "": the Go agent
	// does the project's documents.
	PowerShell string
	// Store is where the project's documents find the scripts that they
	// download, and is made where it is not there. Without a bucket it is
	// below StorePrefix in the fleet's first bucket.
	Store option.Store
	// Unlimited turns the token buckets off.
	Unlimited bool
	// State is what Save wrote, to go on with.
	State []byte
}

// Sim is a stand-in. It has no goroutines but those of running PowerShells:
// what is due in it is done when someone calls.
type Sim struct {
	world   *world.World
	gateway *gateway.Gateway
	ec2     *ec2.Service
	ssm     *ssm.Service
	s3      *s3.Store
	shell   *powershell.Runner // nil without
	control http.Handler
	store   option.Store // without a bucket: there is none
}

// New makes a stand-in. ctx ends its PowerShells; so does Close.
func New(ctx context.Context, o Options) (*Sim, error) {
	start := time.Now()
	var state saved
	if o.State != nil {
		var err error
		if state, err = readState(o.State); err != nil {
			return nil, err
		}
		start, o.Seed = state.moment, state.Seed
	}
	c := clock.New(start, o.Speed)
	s := &Sim{world: world.New(c, o.Seed, &faults.Plan{Rules: o.Faults, Seed: o.Seed, Start: start.UTC()})}
	s.s3 = s3.New(c.Now)
	if err := s.agents(ctx, o.PowerShell); err != nil {
		return nil, err
	}
	s.ec2 = ec2.New(s.world)
	if err := s.ssm.Provide(documents.All()); err != nil {
		return nil, err
	}
	s.front(o.Unlimited)
	var err error
	if o.State != nil {
		err = s.restore(state)
	} else {
		err = s.build(o.Fleet)
	}
	if err == nil {
		err = s.install(o.Store)
	}
	return s, err
}

// agents puts the runners of documents' steps together.
func (s *Sim) agents(ctx context.Context, path string) error {
	inside := eventStore{s.s3, s.world}
	chooser := agent.Chooser{Go: agent.NewGo(inside)}
	if path != "" {
		shell, err := powershell.New(ctx, powershell.Options{
			Path: path, Store: s.s3,
			Report: func(job agent.Job, p agent.Progress) { s.ssm.Finish(job, p) },
		})
		if err != nil {
			return err
		}
		s.shell, chooser.PowerShell = shell, shell
	}
	s.ssm = ssm.New(s.world, map[string]agent.Runner{
		"aws:runPowerShellScript": chooser,
		"aws:runShellScript":      chooser,
		"aws:updateSsmAgent":      chooser,
	}, inside)
	return nil
}

// eventStore is S3 as the world's events reach it: an object is as old as its
// event, and not as the call in which the event was done.
type eventStore struct {
	*s3.Store
	world *world.World
}

// Put writes at the moment of the event at hand.
func (e eventStore) Put(bucket, key string, body []byte) error {
	return e.PutAt(bucket, key, body, e.world.Now())
}

// front puts the services behind their faces.
func (s *Sim) front(unlimited bool) {
	s.gateway = &gateway.Gateway{
		World: s.world, Account: Account, Unlimited: unlimited,
		Services: map[string]gateway.Service{
			"ec2": s.ec2,
			"ssm": s.ssm,
			"sts": sts.New(),
			"s3":  s3.Service{Store: s.s3, World: s.world},
		},
	}
	c := &control.Control{
		World: s.world, Ledger: &s.gateway.Ledger,
		ReadFaults: func(r *http.Request) ([]faults.Rule, error) { return faults.Load("the body", r.Body) },
	}
	s.control = c.Handler()
}

func (s *Sim) build(f *fleet.Fleet) error {
	var err error
	s.world.Do(func() { err = f.Build(s.world) })
	if err != nil {
		return err
	}
	for _, bucket := range f.Buckets {
		if err := s.s3.CreateBucket(bucket); err != nil {
			return err
		}
	}
	return nil
}

// ServeHTTP answers AWS' APIs, and /_sim/. A mux would clean the "//" out of
// S3's keys.
func (s *Sim) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path+"/", control.Prefix) {
		s.control.ServeHTTP(w, r)
		return
	}
	s.gateway.ServeHTTP(w, r)
}

// World is the simulated world, for tests.
func (s *Sim) World() *world.World { return s.world }

// Commands is Run Command, for tests. Use it in the world's Do only.
func (s *Sim) Commands() *command.Engine { return s.ssm.Engine }

// Ledger counts the calls.
func (s *Sim) Ledger() *gateway.Ledger { return &s.gateway.Ledger }

// Operations names every call that is served, as "service:Action".
func (s *Sim) Operations() []string {
	var all []string
	for name, service := range s.gateway.Services {
		for _, action := range service.Actions() {
			all = append(all, name+":"+action)
		}
	}
	slices.Sort(all)
	return all
}

// Home is where most of the fleet's callers are: the place of its first
// instance, and the first bucket ("" without).
func (s *Sim) Home() (world.Place, string) {
	home := world.Place{Account: Account, Region: "us-east-1"}
	s.world.Do(func() {
		for _, site := range s.world.Sites() {
			if site.Instances.Len() > 0 {
				home = site.Place
				break
			}
		}
	})
	bucket := ""
	if buckets := s.s3.Buckets(); len(buckets) > 0 {
		bucket = buckets[0]
	}
	return home, bucket
}

// Advance does what is due by now, as every call does.
func (s *Sim) Advance() { s.world.Do(func() {}) }

// Close ends the PowerShells that run.
func (s *Sim) Close() error {
	if s.shell == nil {
		return nil
	}
	return s.shell.Close()
}
