package restore

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"patchline/internal/run"
	"patchline/internal/stage"
)

// past is what earlier processes have left of this stage, and what the next
// one will find of this.
type past struct {
	attempts map[string][]attempt
	// results are the last of each instance.
	results map[string]run.InstanceResult
	// settled are the instances of which the start stage has seen the end, so
	// that a state of now is no stale answer to it.
	settled map[string]bool

	mu   sync.Mutex
	next int
}

// remember reads the intents and results. What came before an instance was
// last sent its updates is over: they want a reboot of their own.
func remember(ctx context.Context, w *stage.Work) (*past, error) {
	intents, next, err := w.Run.Intents(ctx, w.ID)
	if err != nil {
		return nil, err
	}
	p := &past{attempts: map[string][]attempt{}, results: map[string]run.InstanceResult{}, settled: map[string]bool{}, next: next}
	for id := range w.History.Latest(run.StageID{Stage: run.StageStart}) {
		p.settled[id] = true
	}
	recorded := w.History.Results[w.ID]
	if len(intents) == 0 && len(recorded) == 0 {
		return p, nil
	}
	sent, err := updatesSent(ctx, w.Run)
	if err != nil {
		return nil, err
	}
	for _, intent := range intents {
		for _, id := range intent.Instances {
			if intent.At.After(sent[id]) {
				p.attempts[id] = append(p.attempts[id], attempt{at: intent.At, before: readStamp(intent.Before[id])})
			}
		}
	}
	for _, result := range recorded {
		for _, i := range result.Instances {
			if result.FinishedAt.After(sent[i.ID]) {
				p.results[i.ID] = i
			}
		}
	}
	return p, nil
}

// updatesSent is when each instance was last sent the document that installs
// updates. It goes by the commands: a replay of run-doc that sends nothing
// makes no reboot necessary.
func updatesSent(ctx context.Context, r run.Run) (map[string]time.Time, error) {
	sent := map[string]time.Time{}
	last, err := r.LastAttempt(ctx, run.DocInstall)
	if err != nil {
		return nil, err
	}
	for attempt := 1; attempt <= last; attempt++ {
		commands, err := r.Commands(ctx, run.DocInstall, attempt)
		if err != nil {
			return nil, err
		}
		for _, c := range commands {
			at := c.SentAt
			if at.IsZero() {
				at = c.IntendedAt
			}
			for _, id := range c.Instances {
				if c.Dropped == "" && at.After(sent[id]) {
					sent[id] = at
				}
			}
		}
	}
	return sent, nil
}

// machine is an instance with what is known of it.
func (p *past) machine(id string) *machine {
	m := &machine{id: id, attempts: p.attempts[id]}
	result, found := p.results[id]
	switch {
	case found && result.Status == run.OK && result.Proof[ProofBootAfter] != "":
		m.recorded = &result
	case found && result.Status == run.Failed:
		m.accepted = readStamp(result.Proof[ProofRequested])
	}
	return m
}

// announce writes the next intent: instances with their boot times, zero for
// unknown. It gives the intent's moment.
func (p *past) announce(ctx context.Context, w *stage.Work, before map[string]time.Time) (time.Time, error) {
	p.mu.Lock()
	number := p.next
	p.next++
	p.mu.Unlock()
	intent := run.Intent{At: time.Now().UTC(), Instances: slices.Sorted(maps.Keys(before)), Before: make(map[string]string, len(before))}
	for id, boot := range before {
		intent.Before[id] = ""
		if !boot.IsZero() {
			intent.Before[id] = stamp(boot)
		}
	}
	err := w.Run.WriteIntent(ctx, w.ID, number, intent)
	if errors.Is(err, run.ErrExists) {
		err = fmt.Errorf("another restore of run %q is at work: let it end (%w)", w.Run.Keys.Run, err)
	}
	return intent.At, err
}

// readStamp reads what stamp wrote; zero for anything else.
func readStamp(text string) time.Time {
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return time.Time{}
	}
	return t
}
