// Package patchtest is the test bed of the stages: a stand-in in a bubble of
// virtual time, and processes of a stage in it that can be made to die at any
// AWS call.
//
//	func TestOneNight(t *testing.T) {
//		patchtest.Run(t, patchtest.Setup{Faults: "faults: [{fault: no-capacity}]"}, func(b *patchtest.Bed) {
//			b.Discover("night", "PatchGroup=monthly")
//			outcome, err := snapshot.Run(b.Context(), snapshot.Options{Options: b.Options("night")})
//			…
//			b.Seen().Instances["i-…"].State
//		})
//	}
package patchtest

import (
	"context"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"patchline/internal/awsx"
	"patchline/internal/cli/option"
	"patchline/internal/run"
	"patchline/internal/run/s3store"
	"patchline/internal/sim"
	"patchline/internal/sim/chance"
	"patchline/internal/sim/faults"
	"patchline/internal/sim/fleet"
	"patchline/internal/sim/simtest"
	"patchline/internal/sim/world"
	"patchline/internal/stage"
)

// Setup is the world that a test begins with. The zero value is the built-in
// fleet, and nothing goes wrong.
type Setup struct {
	// YAML describes the fleet as a file of fleet-sim does; "": Fleet.
	YAML string
	// Fleet is one that was made already; nil: the built-in one. A fleet
	// without a bucket is given one.
	Fleet *fleet.Fleet
	// Faults is a file of faults; "": none.
	Faults string
	Seed   chance.Seed
	// Unlimited turns AWS' token buckets off. The binaries' own limits stay.
	Unlimited bool
}

// bucket is for fleets that bring none.
const bucket = "patchline-test"

// prefix is the store's in the bucket.
const prefix = "prod"

// Bed is one world with its store.
type Bed struct {
	T      *testing.T
	Sim    *sim.Sim
	Home   world.Place // of the credentials at hand
	Bucket string

	boots boots
	log   log
}

// Run builds the world in a bubble of virtual time and runs a test in it.
func Run(t *testing.T, s Setup, test func(*Bed)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) { test(New(t, s)) })
}

// New builds the world; t is that of a bubble.
func New(t *testing.T, s Setup) *Bed {
	t.Helper()
	made, err := s.fleet()
	if err != nil {
		t.Fatal(err)
	}
	var plan faults.Plan
	if s.Faults != "" {
		read, err := faults.LoadPlan("faults", strings.NewReader(s.Faults))
		if err != nil {
			t.Fatal(err)
		}
		plan = *read
	}
	stand, err := sim.New(t.Context(), sim.Options{
		Fleet: made, Faults: plan.Rules, Seed: s.Seed, Unlimited: s.Unlimited,
		Store: option.Store{Bucket: slices.Min(made.Buckets), Prefix: prefix},
	})
	if err != nil {
		t.Fatal(err)
	}
	b := &Bed{T: t, Sim: stand}
	b.Home, b.Bucket = stand.Home()
	b.boots.watch(stand.World())
	t.Cleanup(func() { b.log.show(t) })
	return b
}

func (s Setup) fleet() (*fleet.Fleet, error) {
	made := s.Fleet
	switch {
	case s.YAML != "":
		var err error
		if made, err = fleet.Load("fleet", strings.NewReader(s.YAML)); err != nil {
			return nil, err
		}
	case made == nil:
		made = fleet.Default()
	}
	if len(made.Buckets) == 0 {
		made.Buckets = []string{bucket}
	}
	return made, nil
}

// Context ends with the test. Use it and not that of the test around it: the
// bubble must not be left by a channel.
func (b *Bed) Context() context.Context { return b.T.Context() }

// Options are those of one process of a stage that nothing happens to. They
// are a process': call it again for the next one.
func (b *Bed) Options(runID string) stage.Options {
	return b.options(runID, simtest.Transport{Handler: b.Sim})
}

// longest is far more than a stage takes in these tests.
const longest = 12 * time.Hour

func (b *Bed) options(runID string, client doer) stage.Options {
	o := stage.Options{
		Connect: b.connector(client),
		Poll:    stage.DefaultPoll,
		Log:     slog.New(slog.NewTextHandler(&b.log, nil)),
	}
	o.Run, o.Store = runID, option.Store{Bucket: b.Bucket, Prefix: prefix}
	o.Timeout = longest
	return o
}

// doer is the SDK's HTTP client.
type doer interface {
	Do(*http.Request) (*http.Response, error)
}

// Logged is what the stages have logged so far.
func (b *Bed) Logged() string { return b.log.String() }

// Store is the run's store, over a connection of its own.
func (b *Bed) Store(runID string) run.Run {
	cfg := simtest.Config(b.Sim, b.Home.Account, b.Home.Region)
	return run.Run{
		Store: s3store.Store{Client: awsx.NewS3(cfg), Bucket: b.Bucket},
		Keys:  run.Keys{Prefix: prefix, Run: runID},
	}
}

// Calls gives how often each action was called, as "ec2:CreateSnapshots".
func (b *Bed) Calls() map[string]int {
	calls := map[string]int{}
	for service, actions := range b.Sim.Ledger().Counts() {
		for action, count := range actions {
			calls[service+":"+action] = count.Calls
		}
	}
	return calls
}

// Throttled is how many calls AWS has refused for their rate.
func (b *Bed) Throttled() int {
	throttled := 0
	for _, actions := range b.Sim.Ledger().Counts() {
		for _, count := range actions {
			throttled += count.Throttled
		}
	}
	return throttled
}

// Change does something to an instance behind Patchline's back.
func (b *Bed) Change(id string, change func(*world.World, *world.Instance)) {
	b.T.Helper()
	w := b.Sim.World()
	found := false
	w.Do(func() {
		for _, site := range w.Sites() {
			if instance := site.Instances.Get(id); instance != nil {
				found = true
				change(w, instance)
			}
		}
	})
	if !found {
		b.T.Fatalf("there is no instance %s", id)
	}
}

// Fault adds rules to the world, in a file of faults.
func (b *Bed) Fault(file string) {
	b.T.Helper()
	rules, err := faults.Load("faults", strings.NewReader(file))
	if err != nil {
		b.T.Fatal(err)
	}
	w := b.Sim.World()
	w.Do(func() { w.Faults.Rules = append(w.Faults.Rules, rules...) })
}

// NoFaults ends the plan of faults: the world goes well from now on.
func (b *Bed) NoFaults() {
	w := b.Sim.World()
	w.Do(func() { w.Faults.Rules = nil })
}
