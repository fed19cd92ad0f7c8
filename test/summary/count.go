package main

import (
	"errors"
	"fmt"
	"strings"
)

// close writes the summary. goTest is how `go test` itself ended: it can fail
// where no event says so, as on a go.mod that can't be read.
func (t *tally) close(goTest error) error {
	failed, skipped, passed := t.count()
	for _, who := range failed {
		fmt.Fprintf(t.out, "failed: %s\n", who)
	}
	failures := len(failed)
	switch {
	case goTest != nil && failures == 0:
		fmt.Fprintf(t.out, "failed: go test: %v\n", goTest)
		failures = 1
	case failures+len(skipped)+passed == 0:
		fmt.Fprintln(t.out, "failed: no test ran")
		failures = 1
	}
	for _, who := range skipped {
		fmt.Fprintf(t.out, "skipped: %s: %s\n", who.name, t.reason[who])
	}
	for _, note := range t.notes {
		fmt.Fprintf(t.out, "note: %s\n", note)
	}
	fmt.Fprintf(t.out, "%d passed, %d failed, %d skipped\n", passed, failures, len(skipped))
	if failures > 0 {
		return errors.New("tests failed")
	}
	return nil
}

// count sorts the tests by outcome. A test with subtests counts through them,
// and by itself only if it was skipped or failed while all of them passed.
func (t *tally) count() (failed, skipped []test, passed int) {
	hasSubtests := map[test]bool{}
	failedBelow := map[test]bool{}
	for _, who := range t.ended {
		for parent, ok := who.parent(); ok; parent, ok = parent.parent() {
			hasSubtests[parent] = true
			failedBelow[parent] = failedBelow[parent] || t.outcome[who] == "fail"
		}
	}
	for _, who := range t.ended {
		switch t.outcome[who] {
		case "fail":
			if !failedBelow[who] {
				failed = append(failed, who)
			}
		case "skip":
			skipped = append(skipped, who)
		case "pass":
			if !hasSubtests[who] {
				passed++
			}
		}
	}
	return failed, skipped, passed
}

// parent is the test that who is a subtest of, if it is one.
func (t test) parent() (test, bool) {
	i := strings.LastIndexByte(t.name, '/')
	if i < 0 {
		return test{}, false
	}
	return test{t.pkg, t.name[:i]}, true
}
