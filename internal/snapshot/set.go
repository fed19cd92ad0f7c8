package snapshot

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"patchline/internal/run"
)

// taken is one snapshot as EC2 describes it.
type taken struct {
	id, volume string
	state      string
	progress   string
	message    string
	started    time.Time
}

// The states of a snapshot that this package decides on.
const (
	statePending   = "pending"
	stateCompleted = "completed"
)

// set is what a run has taken of one instance.
type set struct {
	instance run.Instance
	// latest is the last snapshot of each volume; bad are those in error.
	latest map[string]taken
	bad    []taken
}

func newSet(i run.Instance) *set { return &set{instance: i, latest: map[string]taken{}} }

// add takes a snapshot in: of two of one volume the later one counts, and one
// in error only where there is no other.
func (s *set) add(t taken) {
	if t.state != statePending && t.state != stateCompleted {
		s.bad = append(s.bad, t)
		return
	}
	have, found := s.latest[t.volume]
	if !found || cmp.Or(t.started.Compare(have.started), strings.Compare(t.id, have.id)) > 0 {
		s.latest[t.volume] = t
	}
}

// missing lists the volumes of the manifest that have no usable snapshot.
func (s *set) missing() []string {
	var volumes []string
	for _, v := range s.instance.Volumes {
		if _, found := s.latest[v.ID]; !found {
			volumes = append(volumes, v.ID)
		}
	}
	return volumes
}

// pending lists the snapshots that are not completed yet.
func (s *set) pending() []string {
	var ids []string
	for _, v := range s.instance.Volumes {
		if t, found := s.latest[v.ID]; found && t.state == statePending {
			ids = append(ids, t.id)
		}
	}
	return ids
}

// result says what the set proves, where nothing is pending. err is why no
// further snapshot was taken; may be nil.
func (s *set) result(err error) run.InstanceResult {
	r := run.InstanceResult{ID: s.instance.ID, Status: run.OK, Proof: map[string]string{}}
	for _, volume := range slices.Sorted(maps.Keys(s.latest)) {
		r.Proof[volume] = s.latest[volume].id
	}
	missing := s.missing()
	switch {
	case len(s.instance.Volumes) == 0:
		r.Status, r.Reason = run.Failed, "it has no EBS volume that could be snapshotted"
	case len(missing) == 0 && len(s.bad) > 0:
		r.Reason = "taken again after " + s.badText()
	case len(missing) == 0:
	case err != nil:
		r.Status, r.Reason = run.Failed, "no snapshot of "+strings.Join(missing, ", ")+": "+err.Error()
	case len(s.bad) > 0:
		r.Status, r.Reason = run.Failed, s.badText()
	default:
		r.Status, r.Reason = run.Failed, "its volumes "+strings.Join(missing, ", ")+" of the manifest are not among those snapshotted: they were detached since"
	}
	return r
}

func (s *set) badText() string {
	texts := make([]string, len(s.bad))
	for i, t := range s.bad {
		texts[i] = fmt.Sprintf("snapshot %s of %s ended in state %s at %s", t.id, t.volume, t.state, t.progress)
		if t.message != "" {
			texts[i] += ": " + t.message
		}
	}
	return strings.Join(texts, "; ")
}
