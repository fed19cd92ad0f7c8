package snapshot

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// taken is one snapshot as EC2 describes it.
type taken struct {
	id, volume string
	call       string // TagSet
	consistent string // the tag AppConsistent
	state      string
	progress   string
	message    string
	started    time.Time
}

// The states of a snapshot that this package decides on. Any other, such as
// error or recoverable (it lies in the Recycle Bin), makes it unusable.
const (
	statePending   = "pending"
	stateCompleted = "completed"
	// stateGone is none of EC2's: it was begun, and EC2 does not show it.
	stateGone = "gone"
)

func (t taken) usable() bool { return t.state == statePending || t.state == stateCompleted }

// set is the snapshots of one call: all of one moment, which is what makes
// them fit together.
type set []taken

// usable tells whether no snapshot of it went wrong.
func (s set) usable() bool { return !slices.ContainsFunc(s, func(t taken) bool { return !t.usable() }) }

// pending tells whether one is not completed yet.
func (s set) pending() bool {
	return slices.ContainsFunc(s, func(t taken) bool { return t.state == statePending })
}

// has tells whether it has a snapshot of a volume.
func (s set) has(volume string) bool {
	return slices.ContainsFunc(s, func(t taken) bool { return t.volume == volume })
}

// consistent tells whether VSS calls all of it application-consistent.
func (s set) consistent() bool {
	return !slices.ContainsFunc(s, func(t taken) bool { return !t.isConsistent() })
}

// isConsistent goes by the tag that AWS' VSS documents set, "only on those that
// were created successfully" in effect: it is missing or False otherwise.
func (t taken) isConsistent() bool { return strings.EqualFold(t.consistent, "True") }

// moment is the point in time that it shows.
func (s set) moment() time.Time { return s[0].started }

// sets sorts an instance's snapshots by call, oldest first. Those without a
// tag of it, which someone else has tagged for the run, go by their moment.
func sets(all []taken) []set {
	byCall := map[string]set{}
	for _, t := range all {
		call := cmp.Or(t.call, t.started.UTC().String())
		byCall[call] = append(byCall[call], t)
	}
	sorted := make([]set, 0, len(byCall))
	for _, s := range byCall {
		slices.SortFunc(s, func(a, b taken) int { return cmp.Or(a.started.Compare(b.started), cmp.Compare(a.id, b.id)) })
		sorted = append(sorted, s)
	}
	slices.SortFunc(sorted, func(a, b set) int { return cmp.Or(a.moment().Compare(b.moment()), cmp.Compare(a[0].id, b[0].id)) })
	return sorted
}
