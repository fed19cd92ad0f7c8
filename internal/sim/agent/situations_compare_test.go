package agent

import (
	"slices"
	"strings"

	"patchline/internal/run"
)

// ofMay makes a job one of an earlier run.
func ofMay(_ *fixture, j *Job) { j.with(run.ParamRun, "2024-05").with(run.ParamAttempt, "2") }

// noLists are keys among the instance's lists that are none.
var noLists = []string{
	"", "20241399T000000Z-2024-05-after.csv", "20990101T000000Z-2024-05-after.csv\n", "99990101T000000Z-UPPER-after.csv",
	"20990101T000000Z-2024-05-between.csv", "x/20990101T000000Z-2024-05-after.csv", "zz",
}

// compareSituations are those of DocCompare whose lists are not both this run's.
func compareSituations() map[string]Situation {
	earlier := []situationJob{{run.DocUpdatesBefore, ofMay}, {run.DocUpdatesAfter, ofMay}}
	then := func(jobs ...situationJob) Situation {
		return Situation{missing: []string{"net", "critical"}, jobs: slices.Concat(earlier, jobs)}
	}
	after, compare := situationJob{document: run.DocUpdatesAfter}, situationJob{document: run.DocCompare}
	return map[string]Situation{
		"comparing the list after with an earlier run's": then(situationJob{document: run.DocInstall}, after, compare),
		"comparing the list before with an earlier run's": then(situationJob{document: run.DocInstall},
			situationJob{document: run.DocUpdatesBefore}, compare),
		"comparing an earlier run's two lists": then(compare),
		"comparing a list after that was sent twice": then(situationJob{document: run.DocInstall}, after,
			situationJob{run.DocUpdatesAfter, func(_ *fixture, j *Job) { j.with(run.ParamAttempt, "3") }}, compare),
		"comparing past keys that are no lists": then(situationJob{document: run.DocInstall}, after,
			situationJob{run.DocCompare, func(f *fixture, _ *Job) {
				for _, name := range noLists {
					f.store.objects["fleet/lists/"+IdentityOf(f.instance)+"/"+name] = "planted\r\n"
				}
			}}),
		"comparing one list": {jobs: []situationJob{after, compare}},
		"comparing with a list that is no CSV": then(after, situationJob{run.DocCompare, func(f *fixture, _ *Job) {
			for _, key := range f.store.keys("-2024-05-after.csv") {
				f.store.objects[key] = "Name\r\nx\r\n"
			}
		}}),
		"the lists can't be listed": then(after, situationJob{run.DocCompare, refusing("LIST")}),
		"the lists can't be read":   then(after, situationJob{run.DocCompare, refusing("GET")}),
		"the lists can't be kept":   {jobs: []situationJob{{run.DocUpdatesBefore, refusing("PUT")}, {document: run.DocUpdatesAfter}}},
	}
}

// refusing refuses calls for lists.
func refusing(method string) func(*fixture, *Job) {
	return func(f *fixture, _ *Job) {
		f.store.refuse = func(called, key string) string {
			if called == method && strings.HasPrefix(key, "fleet/lists/") {
				return "AccessDenied"
			}
			return ""
		}
	}
}
