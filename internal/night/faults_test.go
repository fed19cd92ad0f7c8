package night_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"patchline/internal/patchtest"
	"patchline/internal/run"
	"patchline/internal/sim/chance"
	"patchline/internal/sim/faults"
)

func TestEveryFaultHasItsNight(t *testing.T) {
	for _, u := range faults.Usages() {
		if !slices.ContainsFunc(rows(), func(r row) bool { return r.kind == u.Kind }) {
			t.Errorf("no night has the fault %s", u.Kind)
		}
	}
}

// The instances of the built-in fleet that are struck, of which the first runs.
const (
	struckRunning = "i-0a1c5e0000000a001"
	struckStopped = "i-0a1c5e0000000d002"
)

func TestANightInWhichTwoInstancesAreStruck(t *testing.T) {
	for _, r := range rows() {
		t.Run(fmt.Sprint(r.kind, " ", r.name), func(t *testing.T) {
			t.Parallel()
			r.night(t, patchtest.Setup{}, []string{struckRunning, struckStopped})
		})
	}
}

func TestANightInWhichAThirdOfTheFleetIsStruck(t *testing.T) {
	const n, seed, share = 60, chance.Seed(3), 0.3
	f := well(t, n)
	var struck []string
	for _, i := range f.Instances {
		if seed.Float("struck", i.ID) < share {
			struck = append(struck, i.ID)
		}
	}
	for _, r := range rows() {
		t.Run(fmt.Sprint(r.kind, " ", r.name), func(t *testing.T) {
			t.Parallel()
			r.night(t, patchtest.Setup{Fleet: f}, struck)
		})
	}
}

// file is the file of faults, with whom it strikes.
func (r row) file(whom []string) string {
	parts := []string{"fault: " + string(r.kind)}
	if r.rule != "" {
		parts = append(parts, r.rule)
	}
	if !r.calls {
		parts = append(parts, "instances: ["+strings.Join(whom, ", ")+"]")
	}
	return "faults: [{" + strings.Join(parts, ", ") + "}]"
}

// night goes through a night with the fault.
func (r row) night(t *testing.T, s patchtest.Setup, whom []string) {
	s.Faults, s.Seed = r.file(whom), chance.Seed(3)
	patchtest.Run(t, s, func(b *patchtest.Bed) {
		began := time.Now()
		tried := goThrough(b, steps(monthly, limits))
		m := wake(b, began)
		t.Logf("the night took %s\n%s", time.Since(began), tried)
		m.keepsItsPromises()
		struck := r.struck(b, whom)
		if len(struck) == 0 && !r.calls {
			t.Error("the fault has struck nothing")
		}
		failures := m.history.Failures()
		for _, i := range m.manifest.Instances {
			f, boots, sets := fate{}, 1, 1
			if slices.Contains(struck, i.ID) {
				f, boots, sets = r.fateOf(i), boots+r.boots, sets+r.sets
			}
			m.wantFate(i, f, failures[i.ID])
			m.wantSets(i, sets)
			if got := m.seen.Instances[i.ID].Boots; i.State == run.StateRunning && f.power == "" && got != boots {
				t.Errorf("%s has booted %d times", i.ID, got)
			}
		}
	})
}

// struck gives the instances that were struck: of those that were to be, the
// ones that the fault has found an occasion for.
func (r row) struck(b *patchtest.Bed, whom []string) []string {
	if r.calls {
		return nil
	}
	var struck []string
	w := b.Sim.World()
	w.Do(func() {
		_, calls := w.Faults.Struck["0 seen"] // of a call it is not counted whom it struck
		for _, id := range whom {
			if calls || w.Faults.Struck["0 "+id] > 0 {
				struck = append(struck, id)
			}
		}
	})
	return struck
}

func (r row) fateOf(i run.Instance) fate {
	if i.State == run.StateRunning {
		return r.running
	}
	return r.stopped
}

// wantFate compares what became of an instance with what has to.
func (m *morning) wantFate(i run.Instance, want fate, failure run.InstanceFailure) {
	m.b.T.Helper()
	at := ""
	if failure.Stage.Stage != "" {
		at = failure.Stage.String()
	}
	if at != want.at || !strings.Contains(failure.Reason, want.why) {
		m.b.T.Errorf("%s (%s) failed %q: %s", i.ID, i.State, at, failure.Reason)
	}
	status, reason := m.restored(i)
	switch {
	case want.power != "" && (status == run.OK || !strings.Contains(reason, want.power)):
		m.b.T.Errorf("%s (%s) was restored as %q: %s", i.ID, i.State, status, reason)
	case want.power == "" && (status != run.OK || m.wrong(i) != ""):
		m.b.T.Errorf("%s (%s) was restored as %q: %s; %s", i.ID, i.State, status, reason, m.wrong(i))
	}
	confirmed := m.latest(run.StageConfirm, i.ID)
	if want == (fate{}) && i.State == run.StateRunning && confirmed.Status != run.OK {
		m.b.T.Errorf("%s is not confirmed: %s %s", i.ID, confirmed.Status, confirmed.Reason)
	}
}

// wantSets: there are so many snapshots of each volume.
func (m *morning) wantSets(i run.Instance, sets int) {
	m.b.T.Helper()
	for _, v := range i.Volumes {
		if got := m.seen.Instances[i.ID].Snapshots[v.ID]; len(got) != sets {
			m.b.T.Errorf("%s of %s has the snapshots %v", v.ID, i.ID, got)
		}
	}
}
