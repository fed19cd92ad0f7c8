package control_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"patchline/internal/sim/clock"
	"patchline/internal/sim/control"
	"patchline/internal/sim/faults"
	"patchline/internal/sim/gateway"
	"patchline/internal/sim/windows"
	"patchline/internal/sim/world"
)

var place = world.Place{Account: "111122223333", Region: "eu-central-1"}

func newControl(t testing.TB) (http.Handler, *world.World) {
	c := clock.New(time.Now(), 1)
	w := world.New(c, 1, &faults.Plan{Start: c.Now()})
	w.Do(func() {
		w.Catalogue["u1"] = &windows.Definition{ID: "u1", KB: "5000001", Title: "An update"}
		machine := &windows.Machine{
			Updates:  []windows.Update{{ID: "u1", Status: windows.Missing}},
			Services: []windows.Service{{Name: "W3SVC", Running: true}},
		}
		if err := machine.Link(w.Catalogue); err != nil {
			t.Fatal(err)
		}
		past := w.Now().Add(-time.Hour)
		w.Site(place).Instances.Add(&world.Instance{
			Place: place, ID: "i-0a", State: world.Running, Windows: machine, Tags: world.Tags{{Key: "Name", Value: "web"}},
			Agent: world.Agent{Installed: true, OSUp: true, UpSince: past},
		})
		w.Site(place).Instances.Add(&world.Instance{Place: place, ID: "i-0b", State: world.Stopped})
	})
	read := func(r *http.Request) ([]faults.Rule, error) {
		body, err := io.ReadAll(r.Body)
		if err != nil || string(body) != "good" {
			return nil, errors.New("line 3: no such fault")
		}
		return []faults.Rule{{Kind: faults.Slow}}, nil
	}
	return (&control.Control{World: w, Ledger: &gateway.Ledger{}, ReadFaults: read}).Handler(), w
}

func ask(h http.Handler, method, path, body string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(method, path, strings.NewReader(body)))
	return w
}

func show(t *testing.T, h http.Handler) control.Instance {
	t.Helper()
	var i control.Instance
	if err := json.Unmarshal(ask(h, http.MethodGet, "/_sim/instances/i-0a", "").Body.Bytes(), &i); err != nil {
		t.Fatal(err)
	}
	return i
}

func TestTheFleetIsShownAsItIs(t *testing.T) {
	h, _ := newControl(t)
	var all []control.Instance
	if err := json.Unmarshal(ask(h, http.MethodGet, "/_sim/instances", "").Body.Bytes(), &all); err != nil || len(all) != 2 {
		t.Fatalf("%d instances, %v", len(all), err)
	}
	i := show(t, h)
	if i.State != world.Running || !i.AgentUp || i.PingStatus != "Online" || i.Tags["Name"] != "web" ||
		i.Windows.Updates[0].KB != "5000001" || !i.Windows.Services["W3SVC"] {
		t.Errorf("shown as %+v", i)
	}
}

func TestChangesOfTheFleet(t *testing.T) {
	for name, test := range map[string]struct {
		change string
		after  time.Duration
		want   func(control.Instance) bool
	}{
		"tags are set":                    {`{"tags": {"Owner": "ann"}}`, 0, func(i control.Instance) bool { return i.Tags["Owner"] == "ann" && i.Tags["Name"] == "web" }},
		"a null deletes a tag":            {`{"tags": {"Name": null}}`, 0, func(i control.Instance) bool { return len(i.Tags) == 0 }},
		"the agent is lost":               {`{"agentLost": true}`, 0, func(i control.Instance) bool { return !i.AgentUp && i.PingStatus == "Online" }},
		"a lost agent's ping goes stale":  {`{"agentLost": true}`, time.Hour, func(i control.Instance) bool { return i.PingStatus == "ConnectionLost" }},
		"a service is stopped":            {`{"services": {"W3SVC": false}}`, 0, func(i control.Instance) bool { return !i.Windows.Services["W3SVC"] }},
		"a reboot is pending":             {`{"rebootPending": true}`, 0, func(i control.Instance) bool { return i.Windows.RebootPending.WindowsUpdate }},
		"it is stopped":                   {`{"power": "stop"}`, time.Hour, func(i control.Instance) bool { return i.State == world.Stopped && !i.AgentUp }},
		"it is rebooted and is up again":  {`{"power": "reboot"}`, time.Hour, func(i control.Instance) bool { return i.AgentUp && !i.Windows.BootTime.IsZero() }},
		"it is terminated":                {`{"power": "terminate"}`, 0, func(i control.Instance) bool { return i.State == world.Terminated }},
		"an empty change changes nothing": {`{}`, 0, func(i control.Instance) bool { return i.AgentUp }},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h, _ := newControl(t)
				if w := ask(h, http.MethodPatch, "/_sim/instances/i-0a", test.change); w.Code != http.StatusOK {
					t.Fatalf("%d %s", w.Code, w.Body)
				}
				time.Sleep(test.after)
				if i := show(t, h); !test.want(i) {
					t.Errorf("it is %+v", i)
				}
			})
		})
	}
}

func TestALostAgentIsRepaired(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := newControl(t)
		ask(h, http.MethodPatch, "/_sim/instances/i-0a", `{"agentLost": true}`)
		time.Sleep(time.Hour)
		ask(h, http.MethodPatch, "/_sim/instances/i-0a", `{"agentLost": false}`)
		time.Sleep(5 * time.Minute)
		if i := show(t, h); !i.AgentUp || i.PingStatus != "Online" {
			t.Errorf("it is %+v", i)
		}
	})
}

func TestWhatIsRefusedChangesNothing(t *testing.T) {
	for name, test := range map[string]struct {
		method, path, body string
		status             int
		want               string
	}{
		"an unknown path":        {http.MethodGet, "/_sim/nope", "", 404, "GET /_sim/ lists"},
		"an unknown instance":    {http.MethodGet, "/_sim/instances/i-0z", "", 404, "no such instance"},
		"an unknown key":         {http.MethodPatch, "/_sim/instances/i-0a", `{"pwer": "stop"}`, 400, "pwer"},
		"a body that is no JSON": {http.MethodPatch, "/_sim/instances/i-0a", `<x>`, 400, "not a change"},
		"an unknown power":       {http.MethodPatch, "/_sim/instances/i-0a", `{"power": "off"}`, 400, "want start, stop, reboot"},
		"starting what runs":     {http.MethodPatch, "/_sim/instances/i-0a", `{"power": "start"}`, 400, "is running"},
		"all problems at once":   {http.MethodPatch, "/_sim/instances/i-0a", `{"services": {"x": true}, "failUpdates": {"y": 1}}`, 400, `no update \"y\"`},
		"a part that is wrong":   {http.MethodPatch, "/_sim/instances/i-0a", `{"tags": {"Name": "changed"}, "power": "off"}`, 400, "power"},
		"Windows' on Linux":      {http.MethodPatch, "/_sim/instances/i-0b", `{"rebootPending": true}`, 400, "Windows only"},
		"faults that are none":   {http.MethodPost, "/_sim/faults", "bad", 400, "line 3"},
	} {
		t.Run(name, func(t *testing.T) {
			h, _ := newControl(t)
			w := ask(h, test.method, test.path, test.body)
			if w.Code != test.status || !strings.Contains(w.Body.String(), test.want) {
				t.Errorf("got %d %s, want %d %s", w.Code, w.Body, test.status, test.want)
			}
			if i := show(t, h); i.Tags["Name"] != "web" || i.State != world.Running {
				t.Errorf("it is %+v", i)
			}
		})
	}
}

func TestFaultsAreAdded(t *testing.T) {
	h, w := newControl(t)
	if got := ask(h, http.MethodPost, "/_sim/faults", "good"); got.Code != http.StatusOK {
		t.Fatal(got.Body)
	}
	w.Do(func() {
		if len(w.Faults.Rules) != 1 || w.Faults.Rules[0].Kind != faults.Slow {
			t.Errorf("the plan is %+v", w.Faults.Rules)
		}
	})
}

func FuzzChange(f *testing.F) {
	f.Add(`{"power": "stop", "tags": {"a": null}, "services": {"W3SVC": true}, "failUpdates": {"u1": 2149859363}}`)
	f.Fuzz(func(t *testing.T, body string) {
		h, _ := newControl(t)
		ask(h, http.MethodPatch, "/_sim/instances/i-0a", body)
		ask(h, http.MethodPatch, "/_sim/instances/i-0b", body)
	})
}
