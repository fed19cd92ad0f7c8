package restore

import (
	"testing"
	"time"

	"patchline/internal/power"
)

var asked = time.Date(2026, 11, 24, 22, 0, 0, 0, time.UTC)

func TestWhichBootTimeProvesAReboot(t *testing.T) {
	old := asked.Add(-30 * 24 * time.Hour)
	for name, test := range map[string]struct {
		before, boot time.Time
		want         bool
	}{
		"the old one": {old, old, false},
		"the old one, the clock was set meanwhile": {old, old.Add(20 * time.Second), false},
		"an earlier one": {old, old.Add(-time.Hour), false},
		"a later one":    {old, asked.Add(time.Minute), true},
		"a later one by a clock that is hours slow":     {old, asked.Add(-5 * time.Hour), true},
		"a later one by a clock that is hours fast":     {asked.Add(5 * time.Hour), asked.Add(6 * time.Hour), true},
		"the old one unknown, one before":               {time.Time{}, asked.Add(-time.Second), false},
		"the old one unknown, one after":                {time.Time{}, asked.Add(time.Minute), true},
		"the old one unknown, one of the future":        {time.Time{}, asked.Add(time.Hour), false},
		"the old one unknown, a clock that is fast":     {time.Time{}, asked.Add(11 * time.Minute), true},
		"the old one unknown, one of the last century":  {time.Time{}, time.Unix(0, 0), false},
		"the old one unknown, at the very same instant": {time.Time{}, asked, false},
	} {
		t.Run(name, func(t *testing.T) {
			answer := power.BootTime{Boot: test.boot, Asked: asked.Add(10 * time.Minute), Requested: asked.Add(10 * time.Minute)}
			if got := (attempt{at: asked, before: test.before}).proves(answer); got != test.want {
				t.Errorf("got %v", got)
			}
		})
	}
}

func TestAnyAttemptOfTheRunIsProvenByABoot(t *testing.T) {
	m := machine{attempts: []attempt{{at: asked}, {at: asked.Add(time.Hour)}}}
	if _, proven := m.proven(); proven {
		t.Error("proven without an answer")
	}
	m.answer = power.BootTime{Boot: asked.Add(10 * time.Minute), Requested: asked.Add(2 * time.Hour)}
	if a, proven := m.proven(); !proven || !a.at.Equal(asked) {
		t.Errorf("a boot between the two proves %v, %v", a, proven)
	}
}

func TestAWindowsThatRanOnIsToldFromOneThatIsQueued(t *testing.T) {
	for name, test := range map[string]struct {
		answered time.Duration // after the attempt
		want     bool
	}{
		"asked at once":       {time.Second, false},
		"asked in the queue":  {queued - time.Second, false},
		"asked after all":     {queued, true},
		"asked before it all": {-time.Hour, false},
	} {
		t.Run(name, func(t *testing.T) {
			m := machine{attempts: []attempt{{at: asked, before: asked.Add(-time.Hour)}}}
			m.answer = power.BootTime{Boot: asked.Add(-time.Hour), Asked: asked.Add(test.answered)}
			if got := m.ranOn(); got != test.want {
				t.Errorf("got %v", got)
			}
		})
	}
	m := machine{attempts: []attempt{{at: asked}}}
	if m.ranOn() {
		t.Error("one that never answered is said to have run on")
	}
	m.answer = power.BootTime{Boot: asked.Add(-time.Hour), Asked: asked.Add(queued)}
	if m.begin(asked.Add(2 * queued)); m.ranOn() {
		t.Error("one that was started since is said to have run on")
	}
}

func TestWhichSilentMachineMayNeverHaveBeenAsked(t *testing.T) {
	known := attempt{at: asked, before: asked.Add(-time.Hour)}
	unknown := attempt{at: asked}
	for name, test := range map[string]struct {
		m    machine
		want bool
	}{
		"silent before and after":          {machine{attempts: []attempt{unknown}}, true},
		"it answered before":               {machine{attempts: []attempt{known}}, false},
		"asked by this process":            {machine{attempts: []attempt{unknown}, requests: 1}, false},
		"EC2 is known to have taken it":    {machine{attempts: []attempt{unknown}, accepted: asked}, false},
		"EC2 took another one before this": {machine{attempts: []attempt{known, unknown}, accepted: asked.Add(-time.Hour)}, true},
	} {
		t.Run(name, func(t *testing.T) {
			if got := test.m.untold(); got != test.want {
				t.Errorf("got %v", got)
			}
		})
	}
}

func TestAReplayDaysLaterStillLooksBeforeItGivesUp(t *testing.T) {
	now := asked.Add(72 * time.Hour)
	m := machine{attempts: []attempt{{at: asked}}, up: now}
	if m.lost(now, 45*time.Minute) {
		t.Error("given up at once")
	}
	if !m.lost(now.Add(readWithin), 45*time.Minute) {
		t.Error("not given up after it was looked for")
	}
	m.started = now
	if m.lost(now.Add(readWithin), 45*time.Minute) {
		t.Error("one that was just started is given up")
	}
}

func TestAMomentIsReadAsItWasWritten(t *testing.T) {
	for _, moment := range []time.Time{{}, asked, asked.Add(123456700 * time.Nanosecond)} {
		if got := readStamp(stamp(moment)); !got.Equal(moment) {
			t.Errorf("%s was read as %s", moment, got)
		}
	}
	for _, text := range []string{"", Unknown, "yesterday", "2026-11-24"} {
		if got := readStamp(text); !got.IsZero() {
			t.Errorf("%q was read as %s", text, got)
		}
	}
}
