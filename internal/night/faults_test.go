package night_test

import (
	"slices"
	"strconv"
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
	t.Parallel()
	for _, r := range rows() {
		if !r.calls {
			t.Run(r.String(), func(t *testing.T) {
				t.Parallel()
				nightOf(t, patchtest.Setup{}, strike{r, []string{struckRunning, struckStopped}})
			})
		}
	}
}

func TestANightInWhichCallsAreStruck(t *testing.T) {
	t.Parallel()
	for _, r := range rows() {
		if r.calls {
			t.Run(r.String(), func(t *testing.T) {
				t.Parallel()
				nightOf(t, patchtest.Setup{Fleet: well(t, 60)}, strike{row: r})
			})
		}
	}
}

// Three faults share a night, each on another 30 % of the instances: there are
// nights in which more than one thing goes wrong.
func TestANightInWhichAThirdOfTheFleetIsStruck(t *testing.T) {
	const n, share, each = 60, 0.3, 3
	f := well(t, n)
	var ofInstances []row
	for _, r := range rows() {
		if !r.calls {
			ofInstances = append(ofInstances, r)
		}
	}
	for together := range slices.Chunk(ofInstances, each) {
		var strikes []strike
		var names []string
		for k, r := range together {
			s := strike{row: r}
			for _, i := range f.Instances[int(float64(k)*share*n):int(float64(k+1)*share*n)] {
				s.whom = append(s.whom, i.ID)
			}
			strikes, names = append(strikes, s), append(names, r.String())
		}
		t.Run(strings.Join(names, ", "), func(t *testing.T) {
			t.Parallel()
			nightOf(t, patchtest.Setup{Fleet: f}, strikes...)
		})
	}
}

// strike is a fault and the instances that it is meant for.
type strike struct {
	row
	whom []string
}

func (r row) String() string { return strings.TrimSpace(string(r.kind) + " " + r.name) }

// entry is the fault in a file of faults.
func (s strike) entry() string {
	parts := []string{"fault: " + string(s.kind)}
	if s.rule != "" {
		parts = append(parts, s.rule)
	}
	if !s.calls {
		parts = append(parts, "instances: ["+strings.Join(s.whom, ", ")+"]")
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

// nightOf goes through a night with the faults.
func nightOf(t *testing.T, s patchtest.Setup, strikes ...strike) {
	entries := make([]string, len(strikes))
	for n := range strikes {
		entries[n] = strikes[n].entry()
	}
	s.Faults, s.Seed = "faults: ["+strings.Join(entries, ", ")+"]", chance.Seed(3)
	patchtest.Run(t, s, func(b *patchtest.Bed) {
		began := time.Now()
		tried := goThrough(b, steps(monthly, limits))
		m := wake(b, began)
		t.Logf("the night took %s\n%s", time.Since(began), tried)
		m.keepsItsPromises()
		struckBy := map[string]row{}
		for n, s := range strikes {
			struck := s.struck(b, n)
			for _, id := range struck {
				struckBy[id] = s.row
			}
			if len(struck) == 0 && !s.calls {
				t.Errorf("%s has struck nothing", s)
			}
		}
		failures := m.history.Failures()
		for _, i := range m.manifest.Instances {
			r := struckBy[i.ID]
			if r.kind != "" {
				_, power := m.restored(i)
				t.Logf("%s: %s (%s) failed %s: %s; restore says %q", r, i.ID, i.State, failures[i.ID].Stage, failures[i.ID].Reason, power)
			}
			f := r.fateOf(i)
			m.wantFate(i, f, failures[i.ID])
			m.wantSets(i, 1+r.sets)
			if got := m.seen.Instances[i.ID].Boots; i.State == run.StateRunning && f.power == "" && got != 1+r.boots {
				t.Errorf("%s has booted %d times", i.ID, got)
			}
		}
	})
}

// struck gives the instances that the nth fault has struck: of those that it
// was meant for, the ones that gave it an occasion.
func (s strike) struck(b *patchtest.Bed, n int) []string {
	var struck []string
	w := b.Sim.World()
	w.Do(func() {
		rule := strconv.Itoa(n) + " "
		_, calls := w.Faults.Struck[rule+"seen"] // of a call it is not counted whom it struck
		for _, id := range s.whom {
			if calls || w.Faults.Struck[rule+id] > 0 {
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
