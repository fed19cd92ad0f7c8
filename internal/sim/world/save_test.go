package world_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"patchline/internal/sim/clock"
	"patchline/internal/sim/faults"
	"patchline/internal/sim/windows"
	"patchline/internal/sim/world"
)

var place = world.Place{Account: "111122223333", Region: "eu-central-1"}

func newWorld(rules ...faults.Rule) *world.World {
	c := clock.New(time.Now(), 1)
	return world.New(c, 1, &faults.Plan{Rules: rules, Start: c.Now()})
}

func TestASavedWorldGoesOnWithWhatWasUnderWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		before := newWorld()
		var data []byte
		before.Do(func() {
			before.Catalogue["u1"] = &windows.Definition{ID: "u1", Title: "An update"}
			machine := &windows.Machine{Updates: []windows.Update{{ID: "u1", Status: windows.Missing}}}
			if err := machine.Link(before.Catalogue); err != nil {
				t.Fatal(err)
			}
			instance := &world.Instance{
				Place: place, ID: "i-0a", State: world.Stopped, Windows: machine,
				Agent: world.Agent{Installed: true, Version: "3.3.1.0"}, Tags: world.Tags{{Key: "Name", Value: "a"}},
			}
			before.Site(place).Instances.Add(instance)
			before.Start(instance)
			var err error
			if data, err = before.Save(); err != nil {
				t.Fatal(err)
			}
		})
		time.Sleep(3 * time.Hour) // the stand-in is not running: no time passes for the world

		moment, err := world.SavedMoment(data)
		if err != nil {
			t.Fatal(err)
		}
		after := world.New(clock.New(moment, 1), 1, &faults.Plan{})
		if err := after.Restore(data); err != nil {
			t.Fatal(err)
		}
		after.Do(func() {
			instance := after.Site(place).Instances.Get("i-0a")
			if instance == nil || instance.State != world.Pending {
				t.Fatalf("restored as %+v", instance)
			}
			if instance.Windows.Updates[0].Definition().Title != "An update" {
				t.Error("the update has lost its definition")
			}
		})
		time.Sleep(10 * time.Minute)
		after.Do(func() {
			if i := after.Site(place).Instances.Get("i-0a"); !i.AgentUp() {
				t.Errorf("ten minutes later its agent is not up: %+v", i)
			}
			if a, b := before.MintID("snap"), after.MintID("snap"); a != b {
				t.Errorf("the next id is %s, and would have been %s", b, a)
			}
		})
	})
}

func TestABrokenSavedWorldIsRefused(t *testing.T) {
	for name, test := range map[string]struct{ data, want string }{
		"not JSON":                   {`<`, "saved world"},
		"a place without its tables": {`{"Sites": {"1/r": {"Volumes": null}}}`, "without its instances"},
		"a place that is none":       {`{"Sites": {"nowhere": {"Volumes": []}}}`, "account/region"},
		"an unknown update":          {`{"Sites": {"1/r": {"Volumes": [], "Snapshots": [], "Instances": [{"ID": "i-1", "Windows": {"Updates": [{"ID": "nope"}]}}]}}}`, `i-1: `},
	} {
		t.Run(name, func(t *testing.T) {
			if err := newWorld().Restore([]byte(test.data)); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %s", err, test.want)
			}
		})
	}
}
