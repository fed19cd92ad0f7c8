package restore_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"

	"patchline/internal/awsx"
	"patchline/internal/cli"
	"patchline/internal/cli/option"
	"patchline/internal/discover"
	"patchline/internal/restore"
	"patchline/internal/run"
	"patchline/internal/run/s3store"
	"patchline/internal/sim"
	"patchline/internal/sim/faults"
	"patchline/internal/sim/fleet"
	"patchline/internal/sim/simtest"
	"patchline/internal/sim/world"
	"patchline/internal/stage"
)

// The fleet of these tests: three that run, and three that were stopped.
const (
	web    = "i-0000000000000000a"
	app    = "i-0000000000000000b"
	db     = "i-0000000000000000c"
	spare  = "i-0000000000000000d"
	backup = "i-0000000000000000e"
	idle   = "i-0000000000000000f"
)

var (
	running = []string{web, app, db}
	stopped = []string{spare, backup, idle}
)

const fleetYAML = `
tags: {PatchGroup: monthly}
buckets: [acme]
instances:
- {name: web, id: i-0000000000000000a}
- {name: app, id: i-0000000000000000b}
- {name: db, id: i-0000000000000000c}
- {name: spare, id: i-0000000000000000d, state: stopped}
- {name: backup, id: i-0000000000000000e, state: stopped}
- {name: idle, id: i-0000000000000000f, state: stopped}
`

const region = "eu-central-1"

// night is a patch day that has come to restore: the stopped instances but idle
// were started.
type night struct {
	t    *testing.T
	sim  *sim.Sim
	wire *wire
	run  run.Run
}

// newNight begins one; call it in a bubble of virtual time.
func newNight(t *testing.T, rules ...faults.Rule) *night {
	t.Helper()
	f, err := fleet.Load("fleet.yaml", strings.NewReader(fleetYAML))
	if err != nil {
		t.Fatal(err)
	}
	s, err := sim.New(t.Context(), sim.Options{Fleet: f, Faults: rules})
	if err != nil {
		t.Fatal(err)
	}
	n := &night{t: t, sim: s, wire: &wire{handler: s}}
	cfg := n.config(n.wire)
	n.run = run.Run{
		Store: s3store.Store{Client: awsx.NewS3(cfg), Bucket: "acme"},
		Keys:  run.Keys{Prefix: "patch", Run: "night"},
	}
	o := discover.Options{Options: n.options(time.Hour).Options, Tags: []discover.Tag{{Key: "PatchGroup", Value: "monthly"}}}
	if _, err := discover.Run(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	n.power(ec2.NewFromConfig(cfg), spare, backup)
	time.Sleep(10 * time.Minute)
	n.wire.reset()
	return n
}

func (n *night) power(client *ec2.Client, ids ...string) {
	n.t.Helper()
	if _, err := client.StartInstances(n.t.Context(), &ec2.StartInstancesInput{InstanceIds: ids}); err != nil {
		n.t.Fatal(err)
	}
}

func (n *night) config(client aws.HTTPClient) aws.Config {
	cfg := simtest.Config(n.sim, sim.Account, region)
	cfg.HTTPClient = client
	return awsx.Prepare(cfg)
}

func (n *night) client() *ec2.Client { return ec2.NewFromConfig(n.config(n.wire)) }

// options are those of a stage on this night.
func (n *night) options(timeout time.Duration) restore.Options {
	return n.optionsOver(n.wire, timeout)
}

func (n *night) optionsOver(client aws.HTTPClient, timeout time.Duration) restore.Options {
	o := restore.Options{Options: stage.Defaults(timeout), AgentTimeout: 45 * time.Minute}
	o.Run, o.Store, o.Region = "night", option.Store{Bucket: "acme", Prefix: "patch"}, region
	o.Log = slog.New(slog.DiscardHandler)
	o.Connect = func(context.Context, run.Target) (aws.Config, error) { return n.config(client), nil }
	return o
}

// restore runs the stage with two hours to go.
func (n *night) restore() (cli.Outcome, error) {
	n.t.Helper()
	return restore.Run(n.t.Context(), n.options(2*time.Hour))
}

// mustRestore is restore where every instance is to come back.
func (n *night) mustRestore() {
	n.t.Helper()
	outcome, err := n.restore()
	if err != nil || outcome.Code() != cli.CodeOK || outcome.Counts.Succeeded != 6 {
		n.t.Fatalf("got %v, %v; results: %v", outcome.Counts, err, n.results())
	}
}

// results are the last that were recorded.
func (n *night) results() map[string]run.InstanceResult {
	n.t.Helper()
	history, err := n.run.History(n.t.Context())
	if err != nil {
		n.t.Fatal(err)
	}
	return history.Latest(run.StageID{Stage: run.StageRestore})
}

// see looks at an instance as it really is.
func (n *night) see(id string) world.Instance {
	var seen world.Instance
	n.sim.World().Do(func() {
		seen = *n.sim.World().Site(world.Place{Account: sim.Account, Region: region}).Instances.Get(id)
		windows := *seen.Windows
		seen.Windows = &windows
	})
	return seen
}

// change changes an instance.
func (n *night) change(id string, do func(*world.World, *world.Instance)) {
	n.sim.World().Do(func() {
		do(n.sim.World(), n.sim.World().Site(world.Place{Account: sim.Account, Region: region}).Instances.Get(id))
	})
}

// wantBack checks that all is as it was at discovery, with one boot each of
// what runs.
func (n *night) wantBack() {
	n.t.Helper()
	for _, id := range running {
		i := n.see(id)
		if i.State != world.Running || !i.Up() {
			n.t.Errorf("%s is %s", id, i.State)
		}
		if got := n.wire.count("RebootInstances", id); got != 1 {
			n.t.Errorf("%s was rebooted %d times", id, got)
		}
	}
	for _, id := range stopped {
		if i := n.see(id); i.State != world.Stopped {
			n.t.Errorf("%s is %s", id, i.State)
		}
	}
}

// wire is the way of the calls to the stand-in. It counts what EC2 has done to
// each instance.
type wire struct {
	handler http.Handler

	mu   sync.Mutex
	done map[string]map[string]int // action → instance → times
	all  map[string]int            // action → times, done or not
}

func (w *wire) reset() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.done, w.all = map[string]map[string]int{}, map[string]int{}
}

func (w *wire) count(action, id string) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.done[action][id]
}

// calls gives the names of what was called, in order of the alphabet.
func (w *wire) calls() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Sorted(maps.Keys(w.all))
}

func (w *wire) Do(r *http.Request) (*http.Response, error) {
	action, ids := read(r)
	answer, err := simtest.Transport{Handler: w.handler}.Do(r)
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.done == nil {
		w.done, w.all = map[string]map[string]int{}, map[string]int{}
	}
	w.all[action]++
	if err == nil && answer.StatusCode == http.StatusOK {
		if w.done[action] == nil {
			w.done[action] = map[string]int{}
		}
		for _, id := range ids {
			w.done[action][id]++
		}
	}
	return answer, err
}

// read gives the action of a request and, of EC2's, the instances it names.
func read(r *http.Request) (string, []string) {
	if target := r.Header.Get("X-Amz-Target"); target != "" {
		return strings.TrimPrefix(target, "AmazonSSM."), nil
	}
	if r.Body == nil || !strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		return r.Method, nil
	}
	body, _ := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	form, _ := url.ParseQuery(string(body))
	var ids []string
	for n := 1; form.Get("InstanceId."+strconv.Itoa(n)) != ""; n++ {
		ids = append(ids, form.Get("InstanceId."+strconv.Itoa(n)))
	}
	return form.Get("Action"), ids
}
