// Package control is /_sim/, the stand-in's own API beside AWS': it counts the
// calls, and shows and changes the fleet. It is for people and tests; no part of
// a patch day may use it.
package control

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"patchline/internal/sim/faults"
	"patchline/internal/sim/gateway"
	"patchline/internal/sim/world"
)

// Prefix is the path that everything here is below. S3 can't have a bucket of
// that name.
const Prefix = "/_sim/"

// Control serves /_sim/.
type Control struct {
	World  *world.World
	Ledger *gateway.Ledger
	// ReadFaults reads rules as a file of faults has them.
	ReadFaults func(r *http.Request) ([]faults.Rule, error)
}

// Handler gives the routes.
func (c *Control) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+Prefix+"{$}", c.index)
	mux.HandleFunc("GET "+Prefix+"calls", c.calls)
	mux.HandleFunc("DELETE "+Prefix+"calls", c.resetCalls)
	mux.HandleFunc("GET "+Prefix+"time", c.time)
	mux.HandleFunc("GET "+Prefix+"instances", c.instances)
	mux.HandleFunc("GET "+Prefix+"instances/{id}", c.instance)
	mux.HandleFunc("PATCH "+Prefix+"instances/{id}", c.change)
	mux.HandleFunc("POST "+Prefix+"faults", c.addFaults)
	mux.HandleFunc(Prefix, func(w http.ResponseWriter, r *http.Request) {
		fail(w, http.StatusNotFound, fmt.Errorf("there is no %s %s: GET %s lists what there is", r.Method, r.URL.Path, Prefix))
	})
	return mux
}

var routes = map[string]string{
	"GET /_sim/calls":          "calls by service and action, with throttles and errors",
	"DELETE /_sim/calls":       "begin the count anew",
	"GET /_sim/time":           "the simulated moment",
	"GET /_sim/instances":      "every instance, in all places",
	"GET /_sim/instances/ID":   "one instance",
	"PATCH /_sim/instances/ID": "change one: power, tags, agentLost, services, rebootPending, failUpdates",
	"POST /_sim/faults":        "add faults: the body is YAML, as in a file of --faults",
}

func (c *Control) index(w http.ResponseWriter, _ *http.Request) { reply(w, http.StatusOK, routes) }

func (c *Control) calls(w http.ResponseWriter, _ *http.Request) {
	reply(w, http.StatusOK, c.Ledger.Counts())
}

func (c *Control) resetCalls(w http.ResponseWriter, _ *http.Request) {
	c.Ledger.Reset()
	w.WriteHeader(http.StatusNoContent)
}

func (c *Control) time(w http.ResponseWriter, _ *http.Request) {
	reply(w, http.StatusOK, map[string]time.Time{"now": c.World.Clock().Now()})
}

func (c *Control) instances(w http.ResponseWriter, _ *http.Request) {
	views := []Instance{}
	c.World.Do(func() {
		for _, site := range c.World.Sites() {
			for instance := range site.Instances.All() {
				views = append(views, view(instance, c.World.Now()))
			}
		}
	})
	reply(w, http.StatusOK, views)
}

func (c *Control) instance(w http.ResponseWriter, r *http.Request) {
	c.one(w, r, func(*world.Instance) error { return nil })
}

func (c *Control) change(w http.ResponseWriter, r *http.Request) {
	change, err := readChange(r.Body)
	if err != nil {
		fail(w, http.StatusBadRequest, err)
		return
	}
	c.one(w, r, func(i *world.Instance) error { return change.apply(c.World, i) })
}

var errNoInstance = errors.New("there is no such instance in any place")

// one does something to the instance that the path names, and shows it.
func (c *Control) one(w http.ResponseWriter, r *http.Request, do func(*world.Instance) error) {
	var shown Instance
	err := errNoInstance
	c.World.Do(func() {
		for _, site := range c.World.Sites() {
			if instance := site.Instances.Get(r.PathValue("id")); instance != nil {
				err = do(instance)
				shown = view(instance, c.World.Now())
			}
		}
	})
	switch {
	case errors.Is(err, errNoInstance):
		fail(w, http.StatusNotFound, err)
	case err != nil:
		fail(w, http.StatusBadRequest, err)
	default:
		reply(w, http.StatusOK, shown)
	}
}

func (c *Control) addFaults(w http.ResponseWriter, r *http.Request) {
	rules, err := c.ReadFaults(r)
	if err != nil {
		fail(w, http.StatusBadRequest, err)
		return
	}
	c.World.Do(func() { c.World.Faults.Rules = append(c.World.Faults.Rules, rules...) })
	reply(w, http.StatusOK, map[string]int{"added": len(rules)})
}

func reply(w http.ResponseWriter, status int, body any) {
	text, err := json.MarshalIndent(body, "", "  ")
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(append(text, '\n')) // a client that hung up has nothing to be told
}

func fail(w http.ResponseWriter, status int, err error) {
	reply(w, status, map[string]string{"error": err.Error()})
}
