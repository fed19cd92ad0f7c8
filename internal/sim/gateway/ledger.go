package gateway

import (
	"maps"
	"sync"
)

// Count is how often an action was called.
type Count struct {
	Calls     int `json:"calls"`     // all, with those refused
	Throttled int `json:"throttled"` // of them, by a token bucket or a fault
	Errors    int `json:"errors"`    // of them, answered with another error
}

// Ledger counts calls by service and action.
type Ledger struct {
	mu     sync.Mutex
	counts map[string]map[string]Count
}

func (l *Ledger) add(c *Call, one Count) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.counts == nil {
		l.counts = map[string]map[string]Count{}
	}
	actions := l.counts[c.Service]
	if actions == nil {
		actions = map[string]Count{}
		l.counts[c.Service] = actions
	}
	have := actions[c.Action]
	have.Calls += one.Calls
	have.Throttled += one.Throttled
	have.Errors += one.Errors
	actions[c.Action] = have
}

// Counts gives a copy, by service and action.
func (l *Ledger) Counts() map[string]map[string]Count {
	l.mu.Lock()
	defer l.mu.Unlock()
	out := make(map[string]map[string]Count, len(l.counts))
	for service, actions := range l.counts {
		out[service] = maps.Clone(actions)
	}
	return out
}

// Reset begins the count anew.
func (l *Ledger) Reset() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.counts = nil
}
