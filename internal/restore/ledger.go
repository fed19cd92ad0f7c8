package restore

import (
	"fmt"
	"sync"

	"patchline/internal/awsx"
	"patchline/internal/cli/progress"
	"patchline/internal/run"
	"patchline/internal/stage"
)

// The keys of a result's proof.
const (
	// ProofBootBefore and ProofBootAfter are Windows' boot times before and
	// after the reboot, in RFC 3339; the former may be Unknown.
	ProofBootBefore = "bootBefore"
	ProofBootAfter  = "bootAfter"
	// ProofState is the state that EC2 shows of an instance that was stopped.
	ProofState = "state"
	// ProofRequested is when the reboot was intended that EC2 took and that
	// could not be proven.
	ProofRequested = "rebootRequested"

	// Unknown is a boot time that no one told.
	Unknown = "unknown"
)

// ledger is what has become of every instance, over all targets.
type ledger struct {
	progress *progress.Progress
	total    int

	mu      sync.Mutex
	results map[string]run.InstanceResult
	failed  int
	waiting map[string]string // why an instance has no result yet
}

func newLedger(p *progress.Progress, total int) *ledger {
	p.Phase("back in their power state")
	return &ledger{progress: p, total: total, results: map[string]run.InstanceResult{}, waiting: map[string]string{}}
}

func (l *ledger) ok(id, reason string, proof map[string]string) {
	l.settle(run.InstanceResult{ID: id, Status: run.OK, Reason: reason, Proof: proof})
}

func (l *ledger) fail(id, reason string, proof map[string]string) {
	l.settle(run.InstanceResult{ID: id, Status: run.Failed, Reason: reason, Proof: proof})
}

func (l *ledger) settle(result run.InstanceResult) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.results[result.ID] = result
	if result.Status == run.Failed {
		l.failed++
	}
	delete(l.waiting, result.ID)
	l.progress.Update(len(l.results)-l.failed, l.failed, l.total)
}

// wait notes what an instance waits for.
func (l *ledger) wait(id, why string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.waiting[id] = why
}

func (l *ledger) settled(id string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	_, found := l.results[id]
	return found
}

// look is what a wait for some instances has come to, of which these were open.
func (l *ledger) look(total int, open []string) awsx.Look {
	l.mu.Lock()
	defer l.mu.Unlock()
	look := awsx.Look{Total: total}
	for _, id := range open {
		if _, settled := l.results[id]; !settled {
			look.Pending = append(look.Pending, fmt.Sprintf("%s (%s)", id, l.waiting[id]))
		}
	}
	look.Done = total - len(look.Pending)
	return look
}

// Details are restore's own part of the result.
type Details struct {
	Rebooted int `json:"rebooted"` // or started, with a new boot time
	Stopped  int `json:"stopped"`
	// Waiting says what the instances were waiting for whose end was not seen.
	Waiting map[string]string `json:"waiting,omitempty"`
}

// end is a result for every instance, or its being pending.
func (l *ledger) end(instances []run.Instance) stage.End {
	l.mu.Lock()
	defer l.mu.Unlock()
	var end stage.End
	var d Details
	for _, i := range instances {
		result, settled := l.results[i.ID]
		switch {
		case !settled:
			end.Pending = append(end.Pending, i.ID)
			continue
		case result.Status != run.OK:
		case result.Proof[ProofBootAfter] != "":
			d.Rebooted++
		case result.Proof[ProofState] != "":
			d.Stopped++
		}
		end.Results = append(end.Results, result)
	}
	if len(l.waiting) > 0 {
		d.Waiting, end.Waiting = l.waiting, l.waiting
	}
	end.Details = d
	return end
}
