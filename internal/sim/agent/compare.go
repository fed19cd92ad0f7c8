package agent

import (
	"fmt"

	"patchline/internal/run"
)

// comparison is DocCompare: what is on the list after and not on the list
// before is what was installed.
var comparison = program{csv: run.UpdatesInstalled, phases: []phase{{
	takes: takes("compare", uploadTakes), // two downloads
	do: once(func(x *work) error {
		before, err := x.list(run.UpdatesBefore)
		if err != nil {
			return err
		}
		after, err := x.list(run.UpdatesAfter)
		if err != nil {
			return err
		}
		for _, row := range added(before, after) {
			x.add(map[string]string{
				run.ColUpdate:   row[bothLists.Column(run.ColUpdate)],
				run.ColKB:       row[bothLists.Column(run.ColKB)],
				run.ColDate:     row[bothLists.Column(run.ColInstalledOn)],
				run.ColUpdateID: row[bothLists.Column(run.ColUpdateID)],
			})
		}
		x.memory.count(run.CountInstalled, len(x.memory.Rows))
		return nil
	}),
}}}

// bothLists has the columns of either list.
const bothLists = run.UpdatesAfter

// list reads one of this run's two lists.
func (x *work) list(kind run.CSVKind) ([][]string, error) {
	rows, err := x.read(kind)
	if isNotFound(err) {
		return nil, fmt.Errorf("there is nothing to compare: this run has no list %s of %s", kind, x.i.ID)
	}
	return rows, err
}

// added gives the rows of after that before lacks: by UpdateID, or by article
// where one of the two has no more than that.
func added(before, after [][]string) [][]string {
	id, kb := bothLists.Column(run.ColUpdateID), bothLists.Column(run.ColKB)
	ids, articles, bare := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, row := range before {
		ids[row[id]] = true
		articles[row[kb]] = true
		if row[id] == "" {
			bare[row[kb]] = true
		}
	}
	var rows [][]string
	for _, row := range after {
		there := ids[row[id]] || bare[row[kb]]
		if row[id] == "" {
			there = articles[row[kb]]
		}
		if !there {
			rows = append(rows, row)
		}
	}
	return rows
}
