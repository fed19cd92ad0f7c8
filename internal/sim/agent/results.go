package agent

import "patchline/internal/run"

// mergeResults puts this attempt's results in the place of those that earlier
// attempts of the run have left for the same updates, and keeps the others:
// a second run over the first must not forget what the first installed. What
// was attempted gives way to another attempt only.
func mergeResults(earlier, now [][]string) [][]string {
	id, result := run.UpdateResults.Column(run.ColUpdateID), run.UpdateResults.Column(run.ColResult)
	newer := make(map[string][]string, len(now))
	for _, row := range now {
		newer[row[id]] = row
	}
	var merged [][]string
	for _, row := range earlier {
		by, again := newer[row[id]]
		switch {
		case !again:
			merged = append(merged, row)
		case attempted(row[result]) && !attempted(by[result]):
			merged = append(merged, row)
			delete(newer, row[id])
		}
	}
	for _, row := range now {
		if _, kept := newer[row[id]]; kept {
			merged = append(merged, row)
		}
	}
	return merged
}
