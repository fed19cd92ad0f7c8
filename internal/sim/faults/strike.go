package faults

import (
	"path"
	"slices"
	"strconv"
	"time"

	"patchline/internal/sim/chance"
)

// Plan is the rules at work. Not safe for concurrent use: the world's lock
// guards it. The zero value is a plan without faults.
type Plan struct {
	Rules []Rule
	Seed  chance.Seed
	// Start is the moment that After and For count from.
	Start time.Time
	// Struck counts, by rule and instance, what has happened; it is part of a
	// saved state, so that a rehearsal goes on where it was.
	Struck map[string]int
}

// Target is what a fault may strike.
type Target struct {
	Instance string
	Tags     map[string]string
	Document string
	KB       string // of the update that is at hand; empty: none is
}

// Call tells which fault strikes an API call now, if one does, and counts it.
// Only the faults of calls are looked at. targets are the instances that the
// call names; it may name none.
func (p *Plan) Call(operation string, targets []Target, now time.Time) *Rule {
	for i := range p.Rules {
		r := &p.Rules[i]
		if !r.Kind.ofCalls() || !r.matchesOperation(operation) || !p.inTime(r, now) {
			continue
		}
		if r.selectsInstances() && !slices.ContainsFunc(targets, r.selects) {
			continue
		}
		if p.strikesCall(i, r) {
			return r
		}
	}
	return nil
}

// Strikes tells whether a fault of a kind strikes an instance at this moment,
// and counts it.
func (p *Plan) Strikes(kind Kind, target Target, now time.Time) (*Rule, bool) {
	for i := range p.Rules {
		r := &p.Rules[i]
		if r.Kind != kind || !p.inTime(r, now) || !r.selects(target) || !p.inShare(i, r, target.Instance) {
			continue
		}
		if p.count(i, r, target.Instance) {
			return r, true
		}
	}
	return nil, false
}

// Hides is how long what was just created stays hidden from an operation's
// answers; 0 where it doesn't.
func (p *Plan) Hides(operation string, now time.Time) time.Duration {
	for i := range p.Rules {
		r := &p.Rules[i]
		if r.Kind == EventualConsistency && r.matchesOperation(operation) && p.inTime(r, now) {
			return r.Delay
		}
	}
	return 0
}

// strikesCall draws for a share of the calls and counts both the calls seen
// and those struck.
func (p *Plan) strikesCall(i int, r *Rule) bool {
	seen := p.bump(i, "seen")
	if seen <= r.Skip {
		return false
	}
	if r.Share > 0 && p.Seed.Float("fault", strconv.Itoa(i), strconv.Itoa(seen)) >= r.Share {
		return false
	}
	return p.count(i, r, "")
}

// inShare draws once for each rule and instance: the same instances each time.
func (p *Plan) inShare(i int, r *Rule, instance string) bool {
	return r.Share == 0 || p.Seed.Float("fault", strconv.Itoa(i), instance) < r.Share
}

func (p *Plan) inTime(r *Rule, now time.Time) bool {
	since := now.Sub(p.Start)
	return since >= r.After && (r.For == 0 || since < r.After+r.For)
}

// count says whether the rule has a strike left, and uses it.
func (p *Plan) count(i int, r *Rule, instance string) bool {
	if r.Times > 0 && p.Struck[strikeKey(i, instance)] >= r.Times {
		return false
	}
	p.bump(i, instance)
	return true
}

func (p *Plan) bump(i int, name string) int {
	if p.Struck == nil {
		p.Struck = map[string]int{}
	}
	key := strikeKey(i, name)
	p.Struck[key]++
	return p.Struck[key]
}

func strikeKey(i int, name string) string { return strconv.Itoa(i) + " " + name }

// matchesOperation compares "service:Action" with the rule's pattern.
func (r *Rule) matchesOperation(operation string) bool {
	if r.Operation == "" {
		return true
	}
	matched, err := path.Match(r.Operation, operation)
	return err == nil && matched
}

func (r *Rule) selectsInstances() bool { return len(r.Instances) > 0 || len(r.Tags) > 0 }

func (r *Rule) selects(t Target) bool {
	if len(r.Instances) > 0 && !slices.Contains(r.Instances, t.Instance) {
		return false
	}
	for key, value := range r.Tags {
		if have, found := t.Tags[key]; !found || have != value {
			return false
		}
	}
	if r.KB != "" && t.KB != "" && r.KB != t.KB {
		return false
	}
	return r.Document == "" || r.Document == t.Document
}
