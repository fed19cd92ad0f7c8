package snapshot

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"patchline/internal/run"
	"patchline/internal/stage"
)

// ProofMoment is the key of the point in time of an instance's snapshots in the
// proof of its result. The keys that begin with "vol-" are the volumes', and
// their values the snapshots'.
const ProofMoment = "pointInTime"

// verdict says what the machine came to, and false while that is open.
func (m *machine) verdict() (run.InstanceResult, bool) {
	s := m.proof()
	switch {
	case len(m.instance.Volumes) == 0:
		return m.failed("it has no EBS volume that could be snapshotted"), true
	case s != nil && s.pending():
		return run.InstanceResult{}, false
	case s != nil:
		return m.complete(s), true
	case errors.Is(m.refusal, errGone):
		return m.failed(m.badText()), true
	case m.refusal != nil:
		return m.failed("no snapshot was taken: " + stage.Sentence(m.refusal) + m.also()), true
	case m.open() || m.most == 0: // 0: EC2 was never asked
		return run.InstanceResult{}, false
	case m.vss != nil:
		return m.vssVerdict()
	default:
		return m.failed(m.badText()), true
	}
}

// complete is the result of a set that is completed.
func (m *machine) complete(s set) run.InstanceResult {
	r := run.InstanceResult{ID: m.instance.ID, Status: run.OK, Proof: map[string]string{ProofMoment: s.moment().UTC().Format(time.RFC3339)}}
	for _, t := range s {
		r.Proof[t.volume] = t.id
	}
	var missing []string
	for _, v := range m.instance.Volumes {
		if !s.has(v.ID) {
			missing = append(missing, v.ID)
		}
	}
	switch bad := m.badText(); {
	case len(missing) > 0:
		r.Status = run.Failed
		r.Reason = fmt.Sprintf("its volumes %s of the manifest are not among those snapshotted: they were detached since", strings.Join(missing, ", "))
	case bad != "":
		r.Reason = "taken again after " + bad
	}
	return r
}

func (m *machine) failed(reason string) run.InstanceResult {
	return run.InstanceResult{ID: m.instance.ID, Status: run.Failed, Reason: reason}
}

// also adds the sets that went wrong to a sentence.
func (m *machine) also() string {
	if bad := m.badText(); bad != "" {
		return "; before that, " + bad
	}
	return ""
}

// badText names every snapshot that went wrong: they are kept.
func (m *machine) badText() string {
	var texts []string
	for _, s := range m.sets {
		for _, t := range s {
			if !t.usable() {
				texts = append(texts, t.badText())
			}
		}
	}
	return strings.Join(texts, "; ")
}

func (t taken) badText() string {
	if t.state == stateGone {
		return fmt.Sprintf("snapshot %s of %s was begun, and EC2 does not show it: somebody has deleted it", t.id, t.volume)
	}
	text := fmt.Sprintf("snapshot %s of %s ended in state %s at %s", t.id, t.volume, t.state, t.progress)
	if t.message != "" {
		text += ": " + t.message
	}
	return text
}
