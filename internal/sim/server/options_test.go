package server

import (
	"fmt"
	"testing"
)

func TestSpeeds(t *testing.T) {
	for text, want := range map[string]float64{
		"1": 1, "60": 60, "0.01": 0.01, "1e3": 1000, "100000": 100000, "2.5": 2.5,
		"": 0, "0": 0, "0.001": 0, "-1": 0, "100001": 0, "NaN": 0, "Inf": 0, "-Inf": 0, "1e999": 0, "fast": 0, "60x": 0,
	} {
		got, err := parseSpeed(text)
		if got != want || (err == nil) != (want > 0) {
			t.Errorf("%q: %v, %v; want %v", text, got, err, want)
		}
	}
}

func TestAddresses(t *testing.T) {
	for text, good := range map[string]bool{
		"127.0.0.1:8599": true, "localhost:0": true, "[::1]:65535": true, "0.0.0.0:80": true,
		"": false, "8599": false, ":8599": false, "127.0.0.1": false, "127.0.0.1:": false,
		"127.0.0.1:65536": false, "127.0.0.1:-1": false, "127.0.0.1:http": false, "::1:80": false,
	} {
		if got, err := parseListen(text); (err == nil) != good || good && got != text {
			t.Errorf("%q: %q, %v; want good=%t", text, got, err, good)
		}
	}
}

func TestASeedIsAnyWholeNumber(t *testing.T) {
	for text, good := range map[string]bool{
		"0": true, "7": true, "-7": true, "9223372036854775807": true,
		"": false, "9223372036854775808": false, "1.5": false, "seven": false,
	} {
		var o Options
		if _, err := o.parseSeed(text); (err == nil) != good || o.seedGiven != good {
			t.Errorf("%q: %v, taken as given: %t; want good=%t", text, err, o.seedGiven, good)
		}
	}
}

func TestAFleetHasOneSource(t *testing.T) {
	for name, c := range map[string]struct {
		o    Options
		want string
	}{
		"none":                 {Options{}, "[]"},
		"a file":               {Options{Fleet: "a"}, "[]"},
		"one that is made":     {Options{Generate: 3}, "[]"},
		"a manifest":           {Options{Manifest: "a"}, "[]"},
		"a file and a number":  {Options{Fleet: "a", Generate: 3}, "[generate]"},
		"a file and manifest":  {Options{Fleet: "a", Manifest: "b"}, "[manifest]"},
		"a number, a manifest": {Options{Generate: 3, Manifest: "b"}, "[manifest]"},
	} {
		t.Run(name, func(t *testing.T) {
			flags := []string{}
			for _, problem := range c.o.check() {
				flags = append(flags, problem.Flag)
			}
			if got := fmt.Sprint(flags); got != c.want {
				t.Errorf("the problems are of %s, want %s", got, c.want)
			}
		})
	}
}
