package html

import (
	"fmt"
	"strings"

	"patchline/internal/report/merge"
	"patchline/internal/report/model"
	"patchline/internal/run"
)

// shown is an instance with what only its section shows.
type shown struct {
	*model.Instance
	Updates []present
	Changes []model.Change
}

// present is an update of the lists before and after.
type present struct {
	Title, KB, When string
	Mark            string // new, gone or ""
}

// Section draws an instance.
func Section(i *model.Instance, l *merge.Lists, changes []model.Change) ([]byte, error) {
	return draw("section", shown{i, compare(l), changes})
}

// compare puts the lists before and after into one, by the updates' ids. Without
// a list after, what was there before is shown as it is.
func compare(l *merge.Lists) []present {
	before, after := l.Rows[run.UpdatesBefore], l.Rows[run.UpdatesAfter]
	if !l.Has(run.UpdatesAfter) {
		return each(before, nil, "")
	}
	was, is := ids(before), ids(after)
	if !l.Has(run.UpdatesBefore) {
		was = is // nothing can be called new
	}
	return append(each(after, was, "new"), each(before, is, "gone")...)
}

// each lists updates; those that the others don't have get the mark.
func each(rows [][]string, others map[string]bool, mark string) []present {
	// Both lists have the same columns.
	kind := run.UpdatesAfter
	title, kb, when := kind.Column(run.ColUpdate), kind.Column(run.ColKB), kind.Column(run.ColInstalledOn)
	var all []present
	for _, row := range rows {
		p := present{Title: row[title], KB: row[kb], When: strings.TrimSuffix(row[when], "T00:00:00Z")}
		if !others[id(row)] {
			p.Mark = mark
		} else if mark == "gone" {
			continue // it is in the list after
		}
		all = append(all, p)
	}
	return all
}

func ids(rows [][]string) map[string]bool {
	all := make(map[string]bool, len(rows))
	for _, row := range rows {
		all[id(row)] = true
	}
	return all
}

// id is what an update is known by in both lists: Windows' history has ids, and
// hot fixes have a KB only.
func id(row []string) string {
	kind := run.UpdatesAfter
	return strings.ToLower(firstOf(row[kind.Column(run.ColUpdateID)], row[kind.Column(run.ColKB)], row[kind.Column(run.ColUpdate)]))
}

// Power says how the instance was brought back.
func (s shown) Power() string {
	r := s.Reboot
	switch {
	case r.Status == "":
		return "not recorded"
	case r.Status == run.OK && r.After != "":
		return fmt.Sprintf("booted %s, before that %s", r.After, firstOf(r.Before, "unknown"))
	case r.Status == run.OK && s.State == run.StateStopped:
		return "stopped again"
	case r.Reason != "":
		return fmt.Sprintf("%s: %s", r.Status, r.Reason)
	default:
		return string(r.Status)
	}
}
