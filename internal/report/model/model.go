// Package model is what a report says, in the form of its JSON. Its schema is
// published in docs/schemas/report.schema.json.
package model

import (
	"time"

	"patchline/internal/report/verdict"
	"patchline/internal/run"
)

// Schema names the form of a Report. A reader refuses another one; a field
// that is added doesn't change it.
const Schema = "patchline.report/1"

// Report is one run as its report shows it. All texts are plain.
type Report struct {
	Schema string `json:"schema"`
	Run    string `json:"run"`
	// DiscoveredAt is when the run's manifest was written; BeganAt and EndedAt
	// are the first and the last moment of its recorded stages. All are UTC.
	DiscoveredAt time.Time `json:"discoveredAt"`
	BeganAt      time.Time `json:"beganAt,omitzero"`
	EndedAt      time.Time `json:"endedAt,omitzero"`
	// Selection is the tags that were asked for, as KEY=VALUE.
	Selection []string `json:"selection"`
	Targets   []Target `json:"targets"`
	// Missing says what the run has not come to; empty for a run that has come
	// to its end.
	Missing []string `json:"missing"`
	// Notes are decisions that were recorded, and what the report has noticed.
	Notes        []string        `json:"notes"`
	Totals       []Total         `json:"totals"`
	Stages       []Stage         `json:"stages"`
	Applications []Application   `json:"applications"`
	Failures     []UpdateFailure `json:"failures"`
	Installed    []UpdateCount   `json:"installed"`
	Software     Software        `json:"software"`
	// Instances are in the order of applications, names and ids; those that
	// were left out come last.
	Instances []Instance `json:"instances"`
}

// Target is one account and Region.
type Target struct {
	Account string `json:"account"`
	Region  string `json:"region"`
}

// Total is how many instances have a verdict.
type Total struct {
	Verdict   verdict.Verdict `json:"verdict"`
	Label     string          `json:"label"`
	Instances int             `json:"instances"`
	// Percent is the share of the run's instances, with one decimal place; 0
	// for those that were left out, which are none of them.
	Percent float64 `json:"percent"`
}

// Stage is one stage of the run over all its attempts.
type Stage struct {
	Name       string             `json:"name"` // stage, or stage-document
	Stage      run.Stage          `json:"stage"`
	Document   string             `json:"document,omitempty"`
	Attempts   int                `json:"attempts"`
	StartedAt  time.Time          `json:"startedAt"`
	FinishedAt time.Time          `json:"finishedAt"`
	Complete   bool               `json:"complete"` // of the last attempt
	Counts     map[run.Status]int `json:"counts"`   // by the last word on each instance
	Pending    int                `json:"pending"`
}

// Application is the instances of one application.
type Application struct {
	Name      string                  `json:"name"`
	Owners    []string                `json:"owners"`
	Instances int                     `json:"instances"`
	Verdicts  map[verdict.Verdict]int `json:"verdicts"`
	// Page is where its first instance is, relative to index.html.
	Page string `json:"page,omitempty"`
}

// UpdateFailure is one error that updates ended with.
type UpdateFailure struct {
	HResult   string   `json:"hresult"`
	Name      string   `json:"name"`
	Do        string   `json:"do"`
	Instances int      `json:"instances"`
	Updates   []string `json:"updates"` // some of them, by KB or title
}

// UpdateCount is how many instances have installed an update.
type UpdateCount struct {
	KB        string `json:"kb"`
	Title     string `json:"title"`
	Instances int    `json:"instances"`
}

// Software is the programs of all instances.
type Software struct {
	Programs []Program `json:"programs"`
	// Distinct is how many programs there are; the list has the most frequent.
	Distinct int `json:"distinct"`
	// ComparedWith is the run that Changes are since; "" for none.
	ComparedWith string   `json:"comparedWith,omitempty"`
	Changes      []Change `json:"changes"`
	// ChangesDistinct is as Distinct.
	ChangesDistinct int `json:"changesDistinct"`
}

// Program is one version of a program.
type Program struct {
	Name      string `json:"name"`
	Version   string `json:"version"`
	Publisher string `json:"publisher"`
	Instances int    `json:"instances"`
}

// Change is what has become of a program since another run: From is empty for
// one that came, To for one that went.
type Change struct {
	Name      string `json:"name"`
	From      string `json:"from"`
	To        string `json:"to"`
	Instances int    `json:"instances"`
}
