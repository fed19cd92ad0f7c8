package run

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"time"
)

// List is a list of the updates that are present on an instance, kept beyond its
// run: what was installed between two of them shows also where a run has one alone.
type List struct {
	At   time.Time // when its document began, to the second
	Run  string
	Kind CSVKind // UpdatesBefore or UpdatesAfter
}

const (
	// listMoment sorts lists by their time where they are sorted by their names.
	listMoment = "20060102T150405Z"
	// listKind is what a list's kind begins with; before or after follows.
	listKind = "updates-"
)

// MaxLists bounds how many keys of an instance's lists are looked at: a year and
// more of them has 26, and what an instance puts there is its own doing.
const MaxLists = 10_000

// ComparedLists is how many lists DocCompare needs.
const ComparedLists = 2

var listName = regexp.MustCompile(`^([0-9]{8}T[0-9]{6}Z)-([a-z0-9][a-z0-9-]{0,62})-(before|after)\.csv$`)

// Name is the last part of the list's key.
func (l List) Name() string {
	return l.At.UTC().Format(listMoment) + "-" + l.Run + "-" + strings.TrimPrefix(string(l.Kind), listKind) + ".csv"
}

// String names the list in a marker: the run, and before or after.
func (l List) String() string { return l.Run + "/" + strings.TrimPrefix(string(l.Kind), listKind) }

// ListsPrefix is what the lists of an instance begin with. Like the history they
// are outside the run's folder.
func (k Keys) ListsPrefix(identity string) string {
	return path.Join(k.Prefix, "lists", identity) + "/"
}

// List is the key of a list.
func (k Keys) List(identity string, l List) string { return k.ListsPrefix(identity) + l.Name() }

// ParseList reads a key that List built. An instance wrote it: what does not fit
// is refused.
func (k Keys) ParseList(key, identity string) (List, bool) {
	name, found := strings.CutPrefix(key, k.ListsPrefix(identity))
	parts := listName.FindStringSubmatch(name)
	if !found || parts == nil {
		return List{}, false
	}
	at, err := time.Parse(listMoment, parts[1])
	return List{At: at, Run: parts[2], Kind: CSVKind(listKind + parts[3])}, err == nil
}

// LastLists gives the last two lists, the older one first, of those that go up to
// the last one of a run; where the run has none, of all. A document that was sent
// twice has left two lists of the same: the later one counts. lists are in the
// order of their names.
func LastLists(lists []List, run string) []List {
	upTo := len(lists)
	for i, l := range slices.Backward(lists) {
		if l.Run == run {
			upTo = i + 1
			break
		}
	}
	var last []List
	for _, l := range slices.Backward(lists[:upTo]) {
		if !slices.ContainsFunc(last, func(o List) bool { return o.Run == l.Run && o.Kind == l.Kind }) {
			last = slices.Insert(last, 0, l)
		}
		if len(last) == ComparedLists {
			break
		}
	}
	return last
}
