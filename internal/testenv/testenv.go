// Package testenv says what a test needs beyond Go.
//
// On a developer's machine a test whose need is not met is skipped, and the
// reason is shown. With CI=true it fails instead: CI installs everything, so a
// missing tool there means that a test has silently stopped testing.
package testenv

import (
	"os"
	"os/exec"
	"testing"
)

// Need skips the test (with CI=true: fails it) unless ok. what names the
// missing thing as a noun phrase, such as "a case-sensitive file system".
func Need(t testing.TB, what string, ok bool) {
	t.Helper()
	if !ok {
		missing(t, what+" is not available")
	}
}

// NeedCommand returns the path of the command name, as found on PATH. Without
// it the test is skipped (with CI=true: fails). hint says how to get the
// command, such as "pip install awscli".
func NeedCommand(t testing.TB, name, hint string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		missing(t, name+" is not installed ("+hint+")")
	}
	return path
}

// missing ends the test. reason is what `make test` shows beside its name.
func missing(t testing.TB, reason string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatalf("%s: with CI=true that is a failure, not a skip", reason)
	}
	t.Skip(reason)
}
