package run

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

const listOwner = "AROAX:i-0123456789abcdef0"

func TestAListsKeyIsReadBackAsItWasBuilt(t *testing.T) {
	at := time.Date(2024, 6, 14, 22, 0, 5, 0, time.UTC)
	for _, prefix := range []string{"", "fleet/prod"} {
		k := Keys{Prefix: prefix, Run: "another"}
		for _, run := range []string{"2024-06", "a", "x-after", "20240614t220005z-x-before", strings.Repeat("a", 63)} {
			for _, kind := range []CSVKind{UpdatesBefore, UpdatesAfter} {
				want := List{At: at, Run: run, Kind: kind}
				if got, ok := k.ParseList(k.List(listOwner, want), listOwner); !ok || got != want {
					t.Errorf("%s: got %v, %v", k.List(listOwner, want), got, ok)
				}
			}
		}
	}
	got := Keys{Prefix: "fleet"}.List(listOwner, List{At: at.In(time.FixedZone("", 7200)), Run: "r", Kind: UpdatesAfter})
	if want := "fleet/lists/AROAX:i-0123456789abcdef0/20240614T220005Z-r-after.csv"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestKeysThatAreNoListsAreRefused(t *testing.T) {
	k := Keys{Prefix: "p"}
	prefix := k.ListsPrefix(listOwner)
	for _, key := range []string{
		"", prefix, prefix + "20240614T220005Z-r-after", prefix + "20240614T220005Z-r-between.csv", prefix + "20241399T220005Z-r-after.csv",
		prefix + "20240614T220005-r-after.csv", prefix + "x/20240614T220005Z-r-after.csv", prefix + "20240614T220005Z--after.csv",
		prefix + "20240614T220005Z-R-after.csv", prefix + "20240614T220005Z-r-after.csv/x", prefix + "20240614T220005Z-r-after.csv\n",
		k.ListsPrefix("i-0123456789abcdef0") + "20240614T220005Z-r-after.csv",
	} {
		if got, ok := k.ParseList(key, listOwner); ok {
			t.Errorf("%q was read as %v", key, got)
		}
	}
}

func TestTheLastTwoListsGoUpToTheRunsOwn(t *testing.T) {
	for name, c := range map[string]struct{ lists, run, want string }{
		"none":                         {"", "c", ""},
		"one":                          {"a/after", "c", "a/after"},
		"its own alone":                {"c/after", "c", "c/after"},
		"its own both":                 {"a/after c/before c/after", "c", "c/before c/after"},
		"its own after and an earlier": {"a/before a/after c/after", "c", "a/after c/after"},
		"its own before and another":   {"a/before a/after c/before", "c", "a/after c/before"},
		"none of its own":              {"a/after b/before b/after", "c", "b/before b/after"},
		"later ones don't count":       {"a/after c/after d/before d/after", "c", "a/after c/after"},
		"its own was sent twice":       {"a/after c/after c/after", "c", "a/after c/after"},
		"another's was sent twice":     {"a/after b/after b/after", "c", "a/after b/after"},
	} {
		t.Run(name, func(t *testing.T) {
			var lists []List
			for n, text := range strings.Fields(c.lists) {
				run, kind, _ := strings.Cut(text, "/")
				lists = append(lists, List{At: time.Unix(int64(n), 0).UTC(), Run: run, Kind: CSVKind(listKind + kind)})
			}
			got := LastLists(lists, c.run)
			if text := strings.Trim(fmt.Sprint(got), "[]"); text != c.want {
				t.Errorf("got %s, want %s", text, c.want)
			}
			if !slices.IsSortedFunc(got, func(a, b List) int { return a.At.Compare(b.At) }) {
				t.Errorf("not in their order: %v", got)
			}
		})
	}
}

func FuzzParseList(f *testing.F) {
	k := Keys{Prefix: "p"}
	f.Add(k.List(listOwner, List{At: time.Unix(0, 0), Run: "r", Kind: UpdatesAfter}))
	f.Add(k.ListsPrefix(listOwner) + "20240231T250000Z-r-after.csv")
	f.Fuzz(func(t *testing.T, key string) {
		if l, ok := k.ParseList(key, listOwner); ok && (k.List(listOwner, l) != key || !ValidID(l.Run)) {
			t.Errorf("%q was read as %v", key, l)
		}
	})
}
