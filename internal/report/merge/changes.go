package merge

import (
	"cmp"
	"slices"

	"patchline/internal/report/model"
	"patchline/internal/run"
)

// Changes says what has become of an instance's programs between two lists of
// Software. A program that is there in one version before and after has
// changed its version; of one with several versions each comes or goes. They are
// in order.
func Changes(before, after [][]string) []model.Change {
	was, is := versions(before), versions(after)
	var all []model.Change
	for name, then := range was {
		now := is[name]
		gone, come := without(then, now), without(now, then)
		if len(gone) == 1 && len(come) == 1 {
			all = append(all, model.Change{Name: name, From: gone[0], To: come[0]})
			continue
		}
		all = append(all, changes(name, gone, come)...)
	}
	for name, now := range is {
		if _, there := was[name]; !there {
			all = append(all, changes(name, nil, now)...)
		}
	}
	slices.SortFunc(all, func(a, b model.Change) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
	})
	return all
}

func changes(name string, gone, come []string) []model.Change {
	var all []model.Change
	for _, version := range gone {
		all = append(all, model.Change{Name: name, From: version})
	}
	for _, version := range come {
		all = append(all, model.Change{Name: name, To: version})
	}
	return all
}

// unversioned stands for the version of a program that names none.
const unversioned = "(no version)"

func versions(rows [][]string) map[string][]string {
	name, version := run.Software.Column(run.ColName), run.Software.Column(run.ColVersion)
	all := map[string][]string{}
	for _, row := range rows {
		v := row[version]
		if v == "" {
			v = unversioned
		}
		if !slices.Contains(all[row[name]], v) {
			all[row[name]] = append(all[row[name]], v)
		}
	}
	return all
}

func without(all, some []string) []string {
	return slices.DeleteFunc(slices.Clone(all), func(v string) bool { return slices.Contains(some, v) })
}
