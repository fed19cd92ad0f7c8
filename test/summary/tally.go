package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// event is one line of `go test -json`, as `go doc test2json` and `go help
// buildjson` define it; only the fields that are used here.
type event struct {
	Action  string // "run", "output", "pass", "fail", "skip", "build-output", …
	Package string
	Test    string // empty for an event of the package as a whole
	Output  string
}

// test names a test or subtest. An empty name stands for the package itself:
// it did not build, or its process died outside any test.
type test struct{ pkg, name string }

func (t test) String() string {
	if t.name == "" {
		return t.pkg
	}
	return t.name + " (" + t.pkg + ")"
}

// tally turns events into the output that a person reads, and counts.
type tally struct {
	out     io.Writer
	running map[test][]string // what each test that has not ended has printed
	ended   []test            // in order
	outcome map[test]string   // "pass", "fail" or "skip" of each ended test
	reason  map[test]string   // why a test was skipped
	notes   []string          // what tests want to be shown, once each
}

func newTally(out io.Writer) *tally {
	return &tally{
		out:     out,
		running: map[test][]string{},
		outcome: map[test]string{},
		reason:  map[test]string{},
	}
}

// add takes in the next event.
func (t *tally) add(e event) {
	who := test{e.Package, e.Test}
	switch e.Action {
	case "build-output":
		fmt.Fprint(t.out, e.Output)
	case "run":
		t.running[who] = nil
	case "output":
		if e.Test != "" {
			t.running[who] = append(t.running[who], e.Output)
			if note, found := noteIn(e.Output); found && !slices.Contains(t.notes, note) {
				t.notes = append(t.notes, note)
			}
		} else if e.Output != "PASS\n" { // The line "ok" that follows says it too.
			fmt.Fprint(t.out, e.Output)
		}
	case "pass", "skip", "fail":
		if e.Test != "" {
			t.end(who, e.Action)
		} else if e.Action == "fail" {
			t.packageFailed(e.Package)
		}
	}
}

// end notes the outcome of a test, and shows what a failed one printed.
func (t *tally) end(who test, outcome string) {
	printed := t.running[who]
	delete(t.running, who)
	t.ended = append(t.ended, who)
	t.outcome[who] = outcome
	switch outcome {
	case "skip":
		t.reason[who] = skipReason(printed)
	case "fail":
		fmt.Fprint(t.out, strings.Join(printed, ""))
	}
}

// packageFailed blames the tests that the package's end has cut off, and the
// package itself when none of its tests has failed.
func (t *tally) packageFailed(pkg string) {
	for who := range t.running {
		if who.pkg == pkg {
			t.end(who, "fail")
		}
	}
	for _, who := range t.ended {
		if who.pkg == pkg && t.outcome[who] == "fail" {
			return
		}
	}
	t.end(test{pkg: pkg}, "fail")
}
