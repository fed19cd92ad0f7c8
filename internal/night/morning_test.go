package night_test

import (
	"slices"
	"strings"
	"time"

	"patchline/internal/patchtest"
	"patchline/internal/run"
	"patchline/internal/sim/windows"
	"patchline/internal/sim/world"
)

// morning is what is found when a night is over: what the run says, and how
// things really are.
type morning struct {
	b        *patchtest.Bed
	manifest run.Manifest
	history  run.History
	seen     patchtest.Seen
	truths   map[string]*truth
}

// truth is how an instance really is, which the stages can only ask AWS about.
type truth struct {
	state world.State
	up    bool // Windows is
	boot  time.Time
	// sent are the patch day's documents that went to it, with their moments.
	sent map[string]time.Time
	// proven is when every volume had a completed snapshot; zero: never.
	proven time.Time
	// installed is when the last update of the night was, and absent are those
	// that were installed and are not there.
	installed time.Time
	absent    []string
}

// wake looks at everything, with the faults over. began is the night's beginning.
func wake(b *patchtest.Bed, began time.Time) *morning {
	b.T.Helper()
	w := b.Sim.World()
	b.NoFaults()
	r := b.Store(runID)
	m := &morning{b: b, seen: b.Seen(), truths: map[string]*truth{}}
	var err error
	if m.manifest, err = r.Manifest(b.Context()); err != nil {
		b.T.Fatal(err)
	}
	if m.history, err = r.History(b.Context()); err != nil {
		b.T.Fatal(err)
	}
	w.Do(func() {
		for _, site := range w.Sites() {
			for i := range site.Instances.All() {
				if i.Windows != nil {
					m.truths[i.ID] = truthOf(i, began)
				}
			}
			for _, c := range b.Sim.Commands().Book(site.Place).Before(0) {
				for _, i := range c.Invocations {
					if strings.HasPrefix(c.Document, "Patchline-") {
						m.truths[i.InstanceID].sent[c.Document] = c.Requested
					}
				}
			}
			m.prove(site)
		}
	})
	return m
}

func truthOf(i *world.Instance, began time.Time) *truth {
	t := &truth{state: i.State, up: i.Up(), boot: i.Windows.BootTime, sent: map[string]time.Time{}}
	for _, entry := range i.Windows.History {
		if entry.At.Before(began) || entry.ResultCode != windows.ResultSucceeded {
			continue
		}
		if entry.At.After(t.installed) {
			t.installed = entry.At
		}
		u := i.Windows.Find(entry.UpdateID)
		if u.Status == windows.Missing || u.Status == windows.PendingReboot {
			t.absent = append(t.absent, entry.Title)
		}
	}
	return t
}

// prove finds the moment that each instance's volumes all had a snapshot.
func (m *morning) prove(site *world.Site) {
	now := m.b.Sim.World().Now()
	first := map[string]time.Time{}
	for s := range site.Snapshots.All() {
		done := s.Started.Add(s.Takes)
		if have, found := first[s.VolumeID]; s.State(now) == world.SnapshotCompleted && (!found || done.Before(have)) {
			first[s.VolumeID] = done
		}
	}
	for _, i := range m.manifest.Instances {
		var last time.Time
		for _, v := range i.Volumes {
			done, found := first[v.ID]
			if !found {
				last = time.Time{}
				break
			}
			if done.After(last) {
				last = done
			}
		}
		m.truths[i.ID].proven = last
	}
}

// wrong says why an instance's power is not back: "" where it is.
func (m *morning) wrong(i run.Instance) string {
	t := m.truths[i.ID]
	switch {
	case i.State == run.StateStopped && t.state != world.Stopped:
		return "it was stopped, and is " + string(t.state)
	case i.State == run.StateStopped:
		return ""
	case t.state != world.Running || !t.up:
		return "it was running, and is down or " + string(t.state)
	case !t.boot.After(m.manifest.CreatedAt) || !t.boot.After(t.installed) || !t.boot.After(t.last()):
		return "it was not rebooted since its documents, but at " + t.boot.String()
	default:
		return ""
	}
}

// last is when the last document before the reboot was sent.
func (t *truth) last() time.Time {
	var last time.Time
	for document, at := range t.sent {
		if slices.Contains(run.PatchDay, document) && at.After(last) {
			last = at
		}
	}
	return last
}

// latest is the last word of a stage on an instance.
func (m *morning) latest(s run.Stage, id string) run.InstanceResult {
	return m.history.Latest(run.StageID{Stage: s})[id]
}

// restored is what restore says of an instance: also of one whose end it has
// not seen, which has no status.
func (m *morning) restored(i run.Instance) (run.Status, string) {
	result := m.latest(run.StageRestore, i.ID)
	if waits, pending := m.history.Pending(run.StageID{Stage: run.StageRestore})[i.ID]; pending {
		return "", waits
	}
	return result.Status, result.Reason
}
