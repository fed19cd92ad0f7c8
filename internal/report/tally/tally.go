// Package tally sums the instances of a report up.
package tally

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"patchline/internal/report/model"
	"patchline/internal/report/verdict"
)

// Tally counts instances as they are added, one after the other.
type Tally struct {
	instances    int
	verdicts     map[verdict.Verdict]int
	applications map[string]*model.Application
	failures     map[string]*failure
	installed    top[update]
	programs     top[program]
	changes      top[change]
}

type (
	update  struct{ kb, title string }
	program struct{ name, version, publisher string }
	change  struct{ name, from, to string }
)

// failure is one error over all instances.
type failure struct {
	name, do  string
	instances int
	updates   top[string]
}

// New is a tally of nothing.
func New() *Tally {
	return &Tally{verdicts: map[verdict.Verdict]int{}, applications: map[string]*model.Application{}, failures: map[string]*failure{}}
}

// How many the report lists of each; the CSVs have all.
const (
	mostFailures = 50
	mostUpdates  = 200
	mostPrograms = 500
	mostChanges  = 500
	mostExamples = 5 // updates named with a failure
	mostOwners   = 5 // named with an application
)

// Add counts an instance; page is where it is shown, "" for nowhere.
func (t *Tally) Add(i *model.Instance, page string) {
	t.instances++
	t.verdicts[i.Verdict]++
	if i.Verdict == verdict.LeftOut {
		return
	}
	t.addApplication(i, page)
	t.addFailures(i)
	for _, u := range i.Installed {
		t.installed.add(update{u.KB, u.Title})
	}
}

func (t *Tally) addApplication(i *model.Instance, page string) {
	a := t.applications[i.Application]
	if a == nil {
		a = &model.Application{Name: i.Application, Owners: []string{}, Verdicts: map[verdict.Verdict]int{}, Page: page}
		t.applications[i.Application] = a
	}
	a.Instances++
	a.Verdicts[i.Verdict]++
	if i.Owner != "" && !slices.Contains(a.Owners, i.Owner) && len(a.Owners) < mostOwners {
		a.Owners = append(a.Owners, i.Owner)
	}
}

// addFailures counts each error once an instance.
func (t *Tally) addFailures(i *model.Instance) {
	seen := map[string]bool{}
	for _, u := range i.Failed {
		if u.HResult == "" {
			continue
		}
		f := t.failures[u.HResult]
		if f == nil {
			if len(t.failures) >= mostKept {
				continue
			}
			f = &failure{name: u.Name, do: u.Do}
			t.failures[u.HResult] = f
		}
		f.updates.add(cmp.Or(u.KB, u.Title))
		if !seen[u.HResult] {
			seen[u.HResult] = true
			f.instances++
		}
	}
}

// AddProgram counts a program of an instance.
func (t *Tally) AddProgram(name, version, publisher string) {
	t.programs.add(program{name, version, publisher})
}

// AddChange counts what became of a program on an instance.
func (t *Tally) AddChange(name, from, to string) { t.changes.add(change{name, from, to}) }

// Fill puts the sums into a report.
func (t *Tally) Fill(r *model.Report) {
	r.Totals = []model.Total{}
	for _, v := range verdict.All {
		r.Totals = append(r.Totals, model.Total{Verdict: v, Label: v.Label(), Instances: t.verdicts[v], Percent: t.percent(v)})
	}
	r.Applications = []model.Application{}
	for _, a := range t.applications {
		slices.Sort(a.Owners)
		r.Applications = append(r.Applications, *a)
	}
	slices.SortFunc(r.Applications, func(a, b model.Application) int { return strings.Compare(a.Name, b.Name) })
	r.Failures = t.fillFailures()
	r.Installed = []model.UpdateCount{}
	for _, u := range t.installed.most(mostUpdates, func(a, b update) int { return cmp.Or(cmp.Compare(a.kb, b.kb), cmp.Compare(a.title, b.title)) }) {
		r.Installed = append(r.Installed, model.UpdateCount{KB: u.key.kb, Title: u.key.title, Instances: u.count})
	}
	t.fillSoftware(&r.Software)
	if t.installed.over || t.programs.over || t.changes.over {
		r.Notes = append(r.Notes, fmt.Sprintf("There are more than %d different updates, programs or changes: the counts leave some out, the CSVs do not.", mostKept))
	}
}

// percent is a share of the run's instances. Those that were left out are none
// of them.
func (t *Tally) percent(v verdict.Verdict) float64 {
	all := t.instances - t.verdicts[verdict.LeftOut]
	if all == 0 || v == verdict.LeftOut {
		return 0
	}
	return math.Round(float64(t.verdicts[v])/float64(all)*1000) / 10
}

func (t *Tally) fillFailures() []model.UpdateFailure {
	all := []model.UpdateFailure{}
	for code, f := range t.failures {
		entry := model.UpdateFailure{HResult: code, Name: f.name, Do: f.do, Instances: f.instances, Updates: []string{}}
		for _, u := range f.updates.most(mostExamples, strings.Compare) {
			entry.Updates = append(entry.Updates, u.key)
		}
		all = append(all, entry)
	}
	slices.SortFunc(all, func(a, b model.UpdateFailure) int {
		return cmp.Or(cmp.Compare(b.Instances, a.Instances), cmp.Compare(a.HResult, b.HResult))
	})
	return all[:min(len(all), mostFailures)]
}

func (t *Tally) fillSoftware(s *model.Software) {
	s.Programs, s.Changes = []model.Program{}, []model.Change{}
	s.Distinct, s.ChangesDistinct = len(t.programs.counts), len(t.changes.counts)
	for _, p := range t.programs.most(mostPrograms, func(a, b program) int {
		return cmp.Or(cmp.Compare(a.name, b.name), cmp.Compare(a.version, b.version), cmp.Compare(a.publisher, b.publisher))
	}) {
		s.Programs = append(s.Programs, model.Program{Name: p.key.name, Version: p.key.version, Publisher: p.key.publisher, Instances: p.count})
	}
	for _, c := range t.changes.most(mostChanges, func(a, b change) int {
		return cmp.Or(cmp.Compare(a.name, b.name), cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to))
	}) {
		s.Changes = append(s.Changes, model.Change{Name: c.key.name, From: c.key.from, To: c.key.to, Instances: c.count})
	}
}
