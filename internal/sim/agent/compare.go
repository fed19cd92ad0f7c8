package agent

import (
	"time"

	"patchline/internal/run"
)

// comparison is DocCompare: what is on the later list and not on the earlier one
// is what was installed.
var comparison = program{csv: run.UpdatesInstalled, phases: []phase{{takes: comparing, do: (*work).compare}}}

// comparing is two downloads, or four and a listing.
func comparing(x *work) time.Duration {
	if x.memory.Tries == 0 {
		return draw(x.w, x.i, x.job, "compare", uploadTakes)
	}
	return backOff(x)
}

func (x *work) compare() (bool, error) {
	before, after, err := x.lists()
	if err != nil {
		return x.retried(err)
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
	return false, nil
}

// bothLists has the columns of either list.
const bothLists = run.UpdatesAfter

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
