package agent

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"patchline/internal/run"
)

// verification is DocVerifyApplication: checks in rounds until they pass or no
// retry is left, and then the event logs in the same way.
var verification = program{csv: run.Checks, phases: []phase{
	{takes: takes("check", checkTakes), do: once((*work).begin)},
	{takes: uploadWait, do: (*work).fetchScript},
	rounds(func(c *Check) bool { return c.Kind != checkEvents }),
	rounds(func(c *Check) bool { return c.Kind == checkEvents }),
	{takes: func(*work) time.Duration { return 0 }, do: once((*work).concludeChecks)},
}}

func (x *work) begin() error {
	checks, err := x.planChecks()
	x.memory.Checks = checks
	return err
}

// rounds is a phase that tries some of the checks until they pass.
func rounds(wanted func(*Check) bool) phase {
	return phase{
		takes: func(x *work) time.Duration {
			pace, err := readPace(x.job)
			if err != nil {
				return 0 // do says so
			}
			return x.roundTakes(wanted, pace)
		},
		do: func(x *work) (bool, error) {
			pace, err := readPace(x.job)
			if err != nil {
				return false, err
			}
			return x.round(wanted, pace)
		},
	}
}

// roundTakes is the pause before a retry, and the time-out of what hangs: that
// of the check which comes next.
func (x *work) roundTakes(wanted func(*Check) bool, p pace) time.Duration {
	takes := time.Duration(0)
	if x.memory.Tries > 0 && x.memory.Next == 0 {
		takes = p.pause
	}
	for n := x.memory.Next; n < len(x.memory.Checks); n++ {
		if c := &x.memory.Checks[n]; wanted(c) && c.open() {
			return takes + x.hangs(c, p)
		}
	}
	return takes
}

// round tries each check that is open, once: up to the first that hangs, whose
// time-out must pass before. more asks for the rest, or for another round.
func (x *work) round(wanted func(*Check) bool, p pace) (more bool, err error) {
	waited := true // for the first, which began in time
	for n := x.memory.Next; n < len(x.memory.Checks); n++ {
		c := &x.memory.Checks[n]
		if !wanted(c) || !c.open() {
			continue
		}
		hangs := x.hangs(c, p) > 0
		begun := hangs && waited
		if !begun && !x.w.Now().Before(x.deadline()) {
			x.memory.Next = 0
			return false, nil
		}
		if hangs && !begun {
			x.memory.Next = n
			return true, nil
		}
		x.try(c, p)
		waited = false
	}
	x.memory.Next = 0
	x.memory.Tries++
	noTime := !x.w.Now().Add(p.pause).Before(x.deadline())
	return x.anyOpen(wanted) && x.memory.Tries <= p.retries && !noTime, nil
}

func (x *work) anyOpen(wanted func(*Check) bool) bool {
	return slices.ContainsFunc(x.memory.Checks, func(c Check) bool { return wanted(&c) && c.open() })
}

func (c *Check) open() bool { return !c.Passed && !c.Final }

// concludeChecks writes the rows. Checks that did not pass are a failure.
func (x *work) concludeChecks() error {
	var open []string
	for _, c := range x.memory.Checks {
		result, count := run.ResultPassed, run.CountPassed
		if !c.Passed {
			result, count = run.ResultNotPassed, run.CountNotPassed
			open = append(open, c.Kind+" "+c.Target)
		}
		x.memory.count(count, 1)
		x.add(map[string]string{
			run.ColCheck:  c.Kind,
			run.ColTarget: c.Target,
			run.ColResult: result,
			run.ColDetail: oneLine(c.Detail),
		})
	}
	if len(open) == 0 {
		return nil
	}
	return fmt.Errorf("%d of %d checks did not pass: %s",
		len(open), len(x.memory.Checks), strings.Join(open[:min(len(open), shownFailures)], ", "))
}
