package night_test

import (
	"maps"
	"slices"
	"testing"
	"time"

	"patchline/internal/cli"
	"patchline/internal/discover"
	"patchline/internal/patchtest"
	"patchline/internal/run"
	"patchline/internal/sim/fleet"
	"patchline/internal/sim/windows"
)

var monthly = discover.Tag{Key: "PatchGroup", Value: "monthly"}

// generated is a fleet of n as large accounts have it: some of its instances
// are ill before the night begins.
func generated(t *testing.T, n int) *fleet.Fleet {
	t.Helper()
	const seed = 7
	f, err := fleet.Generate(n, seed)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// well is a fleet of n like it of which nothing is ill, and all of which are
// the selection's.
func well(t testing.TB, n int) *fleet.Fleet {
	t.Helper()
	const (
		seed   = 7
		enough = 2 // times as many as are taken
	)
	f, err := fleet.Generate(enough*n, seed)
	if err != nil {
		t.Fatal(err)
	}
	var taken []fleet.Instance
	for _, i := range f.Instances {
		group, _ := i.Tags.Get(monthly.Key)
		_, scaled := i.Tags.Get("aws:autoscaling:groupName")
		w := i.Windows
		if group == monthly.Value && !scaled && !i.Spot && !i.StopProtection && i.Agent.Installed && !i.Agent.Lost &&
			w != nil && len(w.Changes) == 0 && w.Pending == (windows.RebootSources{}) && w.Search == (windows.SearchFault{}) {
			taken = append(taken, i)
		}
	}
	if len(taken) < n {
		t.Fatalf("only %d of %d instances are well", len(taken), enough*n)
	}
	f.Instances = taken[:n]
	return f
}

func TestAHealthyNight(t *testing.T) {
	t.Parallel()
	patchtest.Run(t, patchtest.Setup{}, func(b *patchtest.Bed) {
		began := time.Now()
		all := steps(monthly, limits)
		t.Log(goThrough(b, all))
		m := wake(b, began)
		m.keepsItsPromises()
		for _, s := range all[1:] { // discover leaves the manifest
			if results := m.history.Results[s.id]; len(results) != 1 || !results[0].Complete || len(results[0].Instances) != len(m.manifest.Instances) {
				t.Errorf("%s has left %+v", s.id, results)
			}
		}
		if failures := m.history.Failures(); len(failures) > 0 {
			t.Errorf("these have failed: %v", failures)
		}
		for _, i := range m.manifest.Instances {
			m.wantHealthy(i)
		}
		if b.Throttled() > 0 {
			t.Errorf("%d calls were throttled", b.Throttled())
		}
	})
}

// wantHealthy is for one that nothing has happened to.
func (m *morning) wantHealthy(i run.Instance) {
	m.b.T.Helper()
	seen := m.seen.Instances[i.ID]
	documents := slices.Clone(run.PatchDay)
	if i.State == run.StateRunning {
		documents = append(documents, run.DocConfirm)
	}
	var sent []string
	for document := range m.truths[i.ID].sent {
		sent = append(sent, document)
	}
	slices.Sort(documents)
	slices.Sort(sent)
	if !slices.Equal(sent, documents) {
		m.b.T.Errorf("%s was sent %v", i.ID, sent)
	}
	if wrong := m.wrong(i); wrong != "" || seen.Boots != 1 {
		m.b.T.Errorf("%s has booted %d times: %s", i.ID, seen.Boots, wrong)
	}
	for _, v := range i.Volumes {
		if states := seen.Snapshots[v.ID]; !slices.Equal(states, []string{"completed"}) {
			m.b.T.Errorf("%s has the snapshots %v of %s", i.ID, states, v.ID)
		}
	}
	confirmed := m.latest(run.StageConfirm, i.ID)
	if want := map[string]run.Status{run.StateRunning: run.OK, run.StateStopped: run.Skipped}[i.State]; confirmed.Status != want {
		m.b.T.Errorf("confirm calls %s %s: %s", i.ID, confirmed.Status, confirmed.Reason)
	}
}

func TestANightOf300(t *testing.T) {
	t.Parallel()
	patchtest.Run(t, patchtest.Setup{Fleet: generated(t, 300)}, func(b *patchtest.Bed) {
		began := time.Now()
		tried := goThrough(b, steps(monthly, limits))
		m := wake(b, began)
		m.keepsItsPromises()
		failures := m.history.Failures()
		ill := 0
		for _, i := range m.manifest.Instances {
			if failure, failed := failures[i.ID]; failed {
				ill++
				t.Logf("%s failed %s: %s", i.ID, failure.Stage, failure.Reason)
				continue
			}
			m.wantHealthy(i)
		}
		// A generated fleet has lost agents, updates that fail, and others that
		// roll back: a few in a hundred.
		if n := len(m.manifest.Instances); ill == 0 || ill > n/10 {
			t.Errorf("%d of %d have failed", ill, n)
		}
		for id, ends := range tried {
			if code := ends[len(ends)-1].Code(); len(ends) > 1 || code != cli.CodeOK && code != cli.CodeSomeFailed {
				t.Errorf("%s ended with %v: %v", id, tried.codes(id), ends[0].Err)
			}
		}
		if b.Throttled() > 0 {
			t.Errorf("%d calls were throttled: %v", b.Throttled(), slices.Sorted(maps.Keys(b.Calls())))
		}
	})
}

func TestWithoutSnapshotsNoDocumentRuns(t *testing.T) {
	t.Parallel()
	patchtest.Run(t, patchtest.Setup{}, func(b *patchtest.Bed) {
		began := time.Now()
		all := slices.DeleteFunc(steps(monthly, limits), func(s step) bool { return s.id.Stage == run.StageSnapshot })
		tried := goThrough(b, all)
		m := wake(b, began)
		m.keepsItsPromises()
		for _, i := range m.manifest.Instances {
			if sent := m.truths[i.ID].sent; len(sent) > 0 {
				t.Errorf("%s was sent %v", i.ID, sent)
			}
			if wrong := m.wrong(i); wrong != "" {
				t.Errorf("%s is not back: %s", i.ID, wrong)
			}
		}
		for _, s := range all[1:] {
			want := cli.CodeRefused
			if s.id.Stage == run.StageRestore { // which is for everybody
				want = cli.CodeOK
			}
			if got := tried.codes(s.id); !slices.Equal(got, []cli.Code{want}) {
				t.Errorf("%s ended with %v", s.id, got)
			}
		}
	})
}
