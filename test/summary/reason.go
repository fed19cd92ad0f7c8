package main

import (
	"regexp"
	"strings"
)

// logged matches the first line of a message that a test logged, which the
// test framework indents and marks with the place: "    tour_test.go:23: …".
var logged = regexp.MustCompile(`^\s+\S+\.go:\d+: (.*)`)

// noteIn finds a message that begins with "note: ": it is shown though its test
// has passed, as what the test ran on is.
func noteIn(line string) (string, bool) {
	m := logged.FindStringSubmatch(strings.TrimRight(line, "\n"))
	if m == nil {
		return "", false
	}
	return strings.CutPrefix(m[1], "note: ")
}

// continued is how the test framework indents the other lines of a message.
const continued = "        "

// skipReason finds why a test was skipped in what it printed: its last message,
// put on one line.
func skipReason(printed []string) string {
	reason := ""
	for _, line := range printed {
		line = strings.TrimRight(line, "\n")
		if m := logged.FindStringSubmatch(line); m != nil {
			reason = m[1]
		} else if reason != "" && strings.HasPrefix(line, continued) {
			reason += " " + strings.TrimSpace(line)
		}
	}
	if reason == "" {
		return "no reason given"
	}
	return reason
}
