package faults

import (
	"encoding/json"
	"fmt"
	"math"
	"testing"
	"time"

	"patchline/internal/sim/chance"
)

var start = time.Date(2025, 10, 18, 22, 0, 0, 0, time.UTC)

func plan(rules ...Rule) *Plan { return &Plan{Rules: rules, Seed: 7, Start: start} }

func ids(n int) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = "i-0" + chance.Seed(99).Hex(16, fmt.Sprint(i))
	}
	return all
}

func TestAShareStrikesTheSameInstancesEachTime(t *testing.T) {
	const fleet = 10_000
	for _, share := range []float64{0.01, 0.05, 0.33, 0.9} {
		p, again, other := plan(Rule{Kind: NoBoot, Share: share}), plan(Rule{Kind: NoBoot, Share: share}), plan(Rule{Kind: NoBoot, Share: share})
		other.Seed = 8
		struck, same := 0, 0
		for i, id := range ids(fleet) {
			_, first := p.Strikes(NoBoot, Target{Instance: id}, start)
			_, second := p.Strikes(NoBoot, Target{Instance: id}, start.Add(time.Hour))
			_, third := again.Strikes(NoBoot, Target{Instance: id}, start)
			if first != second || first != third {
				t.Fatalf("instance %d: %t, then %t, and %t in another plan of the seed", i, first, second, third)
			}
			_, differs := other.Strikes(NoBoot, Target{Instance: id}, start)
			if first {
				struck++
			}
			if first == differs {
				same++
			}
		}
		// Four standard deviations of a binomial distribution.
		if off := math.Abs(float64(struck) - share*fleet); off > 4*math.Sqrt(fleet*share*(1-share)) {
			t.Errorf("share %v struck %d of %d", share, struck, fleet)
		}
		if same == fleet {
			t.Errorf("share %v: another seed strikes the same instances", share)
		}
	}
}

func TestTwoRulesOfOneShareStrikeDifferentInstances(t *testing.T) {
	p := plan(Rule{Kind: NoBoot, Share: 0.5}, Rule{Kind: NoCapacity, Share: 0.5})
	both := 0
	for _, id := range ids(1000) {
		_, first := p.Strikes(NoBoot, Target{Instance: id}, start)
		_, second := p.Strikes(NoCapacity, Target{Instance: id}, start)
		if first == second {
			both++
		}
	}
	if both < 400 || both > 600 {
		t.Errorf("%d of 1000 instances are struck by both or neither, want about half", both)
	}
}

func TestAShareOfCallsIsNearItsFigure(t *testing.T) {
	p := plan(Rule{Kind: Throttle, Share: 0.2})
	struck := 0
	for range 10_000 {
		if p.Call("ec2:CreateSnapshots", nil, start) != nil {
			struck++
		}
	}
	if struck < 1840 || struck > 2160 { // four standard deviations
		t.Errorf("%d of 10000 calls", struck)
	}
}

func TestWhichCallsAreStruck(t *testing.T) {
	payroll := Target{Instance: "i-01", Tags: map[string]string{"Application": "payroll", "Tier": "1"}}
	web := Target{Instance: "i-02", Tags: map[string]string{"Application": "web"}}
	for name, c := range map[string]struct {
		rule      Rule
		operation string
		targets   []Target
		at        time.Duration
		want      bool
	}{
		"every call by a rule that selects nothing":    {Rule{Kind: Throttle}, "s3:PutObject", nil, 0, true},
		"the operation that is named":                  {Rule{Kind: Slow, Operation: "ec2:StopInstances"}, "ec2:StopInstances", nil, 0, true},
		"no other operation":                           {Rule{Kind: Slow, Operation: "ec2:StopInstances"}, "ec2:StartInstances", nil, 0, false},
		"all operations of a pattern":                  {Rule{Kind: Error, Operation: "ec2:St*Instances"}, "ec2:StartInstances", nil, 0, true},
		"no other service by a pattern":                {Rule{Kind: Error, Operation: "s3:*"}, "ssm:SendCommand", nil, 0, false},
		"a call that names the instance among others":  {Rule{Kind: Throttle, Instances: []string{"i-02"}}, "x:Y", []Target{payroll, web}, 0, true},
		"no call that names other instances":           {Rule{Kind: Throttle, Instances: []string{"i-03"}}, "x:Y", []Target{payroll, web}, 0, false},
		"no call that names none, by an instance rule": {Rule{Kind: Throttle, Instances: []string{"i-03"}}, "x:Y", nil, 0, false},
		"a call on an instance with all the tags": {Rule{Kind: LostAnswer, Tags: map[string]string{"Application": "payroll", "Tier": "1"}},
			"x:Y", []Target{web, payroll}, 0, true},
		"no call whose instances have the tags only together": {Rule{Kind: LostAnswer, Tags: map[string]string{"Application": "web", "Tier": "1"}},
			"x:Y", []Target{web, payroll}, 0, false},
		"nothing before its time":          {Rule{Kind: Throttle, After: time.Hour}, "x:Y", nil, time.Hour - 1, false},
		"a call at its time":               {Rule{Kind: Throttle, After: time.Hour, For: time.Minute}, "x:Y", nil, time.Hour, true},
		"nothing after its time":           {Rule{Kind: Throttle, After: time.Hour, For: time.Minute}, "x:Y", nil, time.Hour + time.Minute, false},
		"no call by a fault of instances":  {Rule{Kind: NoBoot}, "x:Y", []Target{web}, 0, false},
		"no call by what hides new things": {Rule{Kind: EventualConsistency, Delay: time.Minute}, "x:Y", nil, 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			got := plan(c.rule).Call(c.operation, c.targets, start.Add(c.at))
			if (got != nil) != c.want || got != nil && got.Kind != c.rule.Kind {
				t.Errorf("got %+v, want %t", got, c.want)
			}
		})
	}
}

func TestWhichInstancesAreStruck(t *testing.T) {
	target := Target{Instance: "i-01", Tags: map[string]string{"Application": "payroll"}, Document: "Patchline-Compare-Update", KB: "5066782"}
	for name, c := range map[string]struct {
		rule Rule
		at   time.Duration
		want bool
	}{
		"every one by a rule that selects nothing": {Rule{Kind: UpdateFails}, 0, true},
		"none by a rule of another kind":           {Rule{Kind: NoBoot}, 0, false},
		"the one that is named":                    {Rule{Kind: UpdateFails, Instances: []string{"i-00", "i-01"}}, 0, true},
		"none that is not named":                   {Rule{Kind: UpdateFails, Instances: []string{"i-00"}}, 0, false},
		"one with the tag":                         {Rule{Kind: UpdateFails, Tags: map[string]string{"Application": "payroll"}}, 0, true},
		"none with another value of it":            {Rule{Kind: UpdateFails, Tags: map[string]string{"Application": "Payroll"}}, 0, false},
		"none without the tag":                     {Rule{Kind: UpdateFails, Tags: map[string]string{"Owner": ""}}, 0, false},
		"in the document that is named":            {Rule{Kind: UpdateFails, Document: "Patchline-Compare-Update"}, 0, true},
		"in no other document":                     {Rule{Kind: UpdateFails, Document: "Patchline-Confirm-Update"}, 0, false},
		"at the update that is named":              {Rule{Kind: UpdateFails, KB: "5066782"}, 0, true},
		"at no other update":                       {Rule{Kind: UpdateFails, KB: "5066743"}, 0, false},
		"none before its time":                     {Rule{Kind: UpdateFails, After: time.Second}, 0, false},
		"none after its time":                      {Rule{Kind: UpdateFails, For: time.Second}, time.Second, false},
	} {
		t.Run(name, func(t *testing.T) {
			if rule, got := plan(c.rule).Strikes(UpdateFails, target, start.Add(c.at)); got != c.want || got != (rule != nil) {
				t.Errorf("got %t, want %t", got, c.want)
			}
		})
	}
}

func TestTimesCountEachInstanceByItself(t *testing.T) {
	p := plan(Rule{Kind: NoCapacity, Times: 2})
	for i, want := range []bool{true, true, false, false} {
		for _, id := range []string{"i-01", "i-02"} {
			if _, got := p.Strikes(NoCapacity, Target{Instance: id}, start); got != want {
				t.Errorf("%s, strike %d: %t", id, i+1, got)
			}
		}
	}
}

func TestTimesCountAllCallsTogether(t *testing.T) {
	p := plan(Rule{Kind: Throttle, Times: 2, Skip: 1, Operation: "ec2:*"})
	for i, want := range []bool{false, true, true, false} {
		if p.Call("s3:GetObject", nil, start) != nil {
			t.Error("another service's call was struck")
		}
		target := []Target{{Instance: fmt.Sprint("i-0", i)}}
		if got := p.Call("ec2:StopInstances", target, start); (got != nil) != want {
			t.Errorf("call %d: %v", i+1, got)
		}
	}
}

func TestARuleThatIsUsedUpLeavesTheNextItsTurn(t *testing.T) {
	p := plan(Rule{Kind: Error, Code: "First", Times: 1}, Rule{Kind: Error, Code: "Second"})
	for i, want := range []string{"First", "Second", "Second"} {
		if got := p.Call("x:Y", nil, start); got == nil || got.Code != want {
			t.Errorf("call %d: %+v, want %s", i+1, got, want)
		}
	}
}

func TestWhatHasStruckGoesOnFromASavedState(t *testing.T) {
	p := plan(Rule{Kind: Throttle, Times: 2, Skip: 1}, Rule{Kind: NoBoot, Times: 1})
	p.Call("x:Y", nil, start)
	p.Call("x:Y", nil, start)
	p.Strikes(NoBoot, Target{Instance: "i-01"}, start)
	data, err := json.Marshal(p.Struck)
	if err != nil {
		t.Fatal(err)
	}
	restored := plan(p.Rules...)
	if err := json.Unmarshal(data, &restored.Struck); err != nil {
		t.Fatal(err)
	}
	if restored.Call("x:Y", nil, start) == nil || restored.Call("x:Y", nil, start) != nil {
		t.Error("the calls were counted anew")
	}
	if _, struck := restored.Strikes(NoBoot, Target{Instance: "i-01"}, start); struck {
		t.Error("the instance was struck anew")
	}
}

func TestWhatIsNewIsHidden(t *testing.T) {
	p := plan(Rule{Kind: EventualConsistency, Operation: "ec2:Describe*", Delay: 20 * time.Second, For: time.Hour})
	if got := p.Hides("ec2:DescribeSnapshots", start); got != 20*time.Second {
		t.Errorf("hidden for %v", got)
	}
	if got := p.Hides("ssm:ListCommands", start); got != 0 {
		t.Errorf("another operation hides for %v", got)
	}
	if got := p.Hides("ec2:DescribeSnapshots", start.Add(time.Hour)); got != 0 {
		t.Errorf("after its time it hides for %v", got)
	}
	if got := new(Plan).Hides("ec2:DescribeSnapshots", start); got != 0 {
		t.Errorf("a plan without faults hides for %v", got)
	}
}
