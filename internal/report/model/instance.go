package model

import (
	"patchline/internal/report/verdict"
	"patchline/internal/run"
)

// Instance is one instance of the run.
type Instance struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Account     string `json:"account"`
	Region      string `json:"region"`
	Owner       string `json:"owner"`
	Application string `json:"application"`
	Domain      string `json:"domain"`
	State       string `json:"state"` // power at discovery
	System      string `json:"system"`

	Verdict   verdict.Verdict    `json:"verdict"`
	Sentence  string             `json:"sentence"`
	Do        string             `json:"do,omitempty"`
	Reasons   []string           `json:"reasons,omitempty"` // why, as the stages and the marker say
	Witnesses *verdict.Witnesses `json:"witnesses,omitempty"`

	Counts Counts  `json:"counts"`
	Reboot Reboot  `json:"reboot"`
	Stages []Stand `json:"stages"`
	// Snapshots are the ids of those that were taken before anything else.
	Snapshots []string `json:"snapshots,omitempty"`
	Installed []Update `json:"installed,omitempty"`
	Failed    []Update `json:"failed,omitempty"`
	// Notes are contradictions in what the instance has written, and what a list
	// of its stands for where that is unusual.
	Notes []string `json:"notes,omitempty"`
}

// Counts are an instance's updates and programs by what was said of them.
type Counts struct {
	Before        int `json:"before"`
	After         int `json:"after"`
	Installed     int `json:"installed"`
	Failed        int `json:"failed"`
	Skipped       int `json:"skipped"`
	NotAttempted  int `json:"notAttempted"`
	Found         int `json:"found"` // by a run that only looks
	Present       int `json:"present"`
	PendingReboot int `json:"pendingReboot"`
	RolledBack    int `json:"rolledBack"`
	Programs      int `json:"programs"`
}

// Reboot is how the instance's power was brought back.
type Reboot struct {
	Status run.Status `json:"status,omitempty"` // "": restore has no word on it
	Before string     `json:"before,omitempty"` // Windows' boot times, RFC 3339
	After  string     `json:"after,omitempty"`
	Reason string     `json:"reason,omitempty"`
	// Pending tells that the last marker says that Windows wants a reboot.
	Pending bool `json:"pending"`
}

// Stand is the last word of one stage on an instance.
type Stand struct {
	Stage  string     `json:"stage"`
	Status run.Status `json:"status"` // Pending for one whose end was not seen
	Reason string     `json:"reason,omitempty"`
}

// Pending is the status of an instance whose end a stage has not seen.
const Pending run.Status = "pending"

// Update is one update with what became of it.
type Update struct {
	Title   string `json:"title"`
	KB      string `json:"kb,omitempty"` // KB and digits
	Result  string `json:"result,omitempty"`
	HResult string `json:"hresult,omitempty"`
	Name    string `json:"name,omitempty"` // of the HRESULT
	Do      string `json:"do,omitempty"`
	Date    string `json:"date,omitempty"`
	Note    string `json:"note,omitempty"`
}
