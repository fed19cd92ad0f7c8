package faults

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// rows gives the cells of the table under a heading of docs/rehearsal-faults.md.
func rows(t *testing.T, heading string) [][]string {
	t.Helper()
	text, err := os.ReadFile("../../../docs/rehearsal-faults.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, found := strings.Cut(string(text), "## "+heading+"\n")
	if !found {
		t.Fatalf("the reference has no heading %q", heading)
	}
	section, _, _ = strings.Cut(section, "\n## ")
	var all [][]string
	for line := range strings.Lines(section) {
		if strings.HasPrefix(line, "| `") {
			all = append(all, strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|"))
		}
	}
	return all
}

// words gives what stands in back-quotes.
func words(cell string) []string {
	var all []string
	for _, m := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(cell, -1) {
		all = append(all, m[1])
	}
	return all
}

func TestTheReferenceHasEveryFaultWithItsKeys(t *testing.T) {
	table := rows(t, "Faults")
	if len(table) != len(Usages()) {
		t.Errorf("the table has %d faults, and there are %d", len(table), len(Usages()))
	}
	for i, u := range Usages() {
		if i >= len(table) {
			break
		}
		row := table[i]
		if kind := words(row[0])[0]; kind != string(u.Kind) {
			t.Errorf("row %d is %s, and the fault %s", i+1, kind, u.Kind)
		}
		if needs := words(row[2]); !slices.Equal(needs, u.Needs) {
			t.Errorf("%s needs %v in the table, and %v", u.Kind, needs, u.Needs)
		}
		if takes := words(row[3]); !slices.Equal(takes, u.Takes) {
			t.Errorf("%s takes %v in the table, and %v", u.Kind, takes, u.Takes)
		}
	}
}

func TestTheReferenceHasEveryKey(t *testing.T) {
	var documented []string
	for _, row := range rows(t, "Keys") {
		documented = append(documented, words(row[0])[0])
	}
	slices.Sort(documented)
	want := slices.DeleteFunc(everyKey(), func(key string) bool { return key == keyFault })
	if !slices.Equal(documented, want) {
		t.Errorf("the table has %v, and there are %v", documented, want)
	}
}

func TestCallFaultsAreThoseThatTakeSkip(t *testing.T) {
	for _, u := range Usages() {
		if got := slices.Contains(u.Takes, keySkip); got != u.Kind.ofCalls() {
			t.Errorf("%s: takes skip %t, is of calls %t", u.Kind, got, u.Kind.ofCalls())
		}
	}
}
