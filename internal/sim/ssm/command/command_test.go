package command

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestShare(t *testing.T) {
	for _, test := range []struct {
		text        string
		total, want int
	}{{"5", 100, 5}, {"10%", 50, 5}, {"10%", 59, 5}, {"100%", 7, 7}, {"1%", 10, 0}, {"0", 10, 0}, {"x", 10, 0}} {
		if got := share(test.text, test.total); got != test.want {
			t.Errorf("%s of %d: got %d, want %d", test.text, test.total, got, test.want)
		}
	}
}

func TestOutputFitsIntoItsBytes(t *testing.T) {
	long, half := strings.Repeat("ä", 4000), strings.Repeat("é", 700)
	for name, test := range map[string]struct {
		step Step
		want []string // in this order
	}{
		"nothing":               {Step{}, []string{""}},
		"output alone":          {Step{Stdout: "out"}, []string{"out"}},
		"both":                  {Step{Stdout: "out", Stderr: "err"}, []string{"out\n----------ERROR-------\nerr"}},
		"long output":           {Step{Stdout: long, Stderr: "err"}, []string{"ää", "\n---Output truncated---\n----------ERROR-------\nerr"}},
		"long errors":           {Step{Stdout: "out", Stderr: long}, []string{"out\n----------ERROR-------\n", "ää", "\n---Error truncated----"}},
		"both long":             {Step{Stdout: long, Stderr: long}, []string{"ää", "\n---Output truncated---\n----------ERROR-------\n", "ää", "\n---Error truncated----"}},
		"a long and half a one": {Step{Stdout: long, Stderr: half}, []string{"ää", "\n---Output truncated---", "éé"}},
		"what the agent notes":  {Step{Stdout: "out", Note: "failed"}, []string{"failed"}},
	} {
		got := test.step.Output()
		if len(got) > maxOutput || !utf8.ValidString(got) {
			t.Errorf("%s: %d bytes, valid %v", name, len(got), utf8.ValidString(got))
		}
		rest := got
		for _, part := range test.want {
			i := strings.Index(rest, part)
			if i < 0 {
				t.Errorf("%s: %q is not in %q", name, part, rest)
				break
			}
			rest = rest[i+len(part):]
		}
	}
}

func TestStatusWords(t *testing.T) {
	known := map[string]bool{ // CommandInvocationStatus of the model
		"Pending": true, "InProgress": true, "Delayed": true, "Success": true, "Cancelled": true, "TimedOut": true, "Failed": true, "Cancelling": true,
	}
	for d, want := range map[Detail]string{
		Pending: "Pending", InProgress: "InProgress", Delayed: "Delayed", Cancelling: "Cancelling", Success: "Success", Failed: "Failed",
		ExecutionTimedOut: "TimedOut", DeliveryTimedOut: "TimedOut", Undeliverable: "Failed", InvalidPlatform: "Failed",
		Terminated: "Failed", Cancelled: "Cancelled", Incomplete: "Failed", NoInstancesInTag: "Success",
	} {
		if got := d.Status(); got != want || !known[got] {
			t.Errorf("%s: got %s, want %s", d, got, want)
		}
	}
}

func TestCompareVersions(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want int
	}{{"3.3.2746.0", "3.3.2746.0", 0}, {"3.10.0.0", "3.9.9.9", 1}, {"3.3.999.0", "3.3.2746.0", -1}, {"", "3.0", -1}, {"3.3.x", "3.3.0", 0}} {
		if got := CompareVersions(test.a, test.b); got != test.want {
			t.Errorf("%q and %q: got %d, want %d", test.a, test.b, got, test.want)
		}
	}
}
