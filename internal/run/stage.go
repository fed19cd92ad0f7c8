package run

import (
	"strings"
	"time"
)

// Stage is one stage of a patch day.
type Stage string

// The stages, in the order of a patch day.
const (
	StageDiscover Stage = "discover"
	StageSnapshot Stage = "snapshot"
	StageStart    Stage = "start"
	StageSend     Stage = "run-doc"
	StageWait     Stage = "wait-marker"
	StageRestore  Stage = "restore"
	StageConfirm  Stage = "confirm"
)

var stages = []Stage{StageDiscover, StageSnapshot, StageStart, StageSend, StageWait, StageRestore, StageConfirm}

// rank is the place of a stage in a patch day; those between start and confirm
// share one.
func (s Stage) rank() int {
	switch s {
	case StageDiscover:
		return 0
	case StageSnapshot:
		return 1
	case StageStart:
		return 2
	case StageConfirm:
		return 4
	default:
		return 3
	}
}

// StageID is a stage, and the document where it is done once for each.
type StageID struct {
	Stage    Stage
	Document string
}

// String gives "stage" or "stage-document".
func (id StageID) String() string {
	if id.Document == "" {
		return string(id.Stage)
	}
	return string(id.Stage) + "-" + id.Document
}

// ParseStageID reads what String wrote.
func ParseStageID(text string) (StageID, bool) {
	for _, stage := range stages {
		rest, found := strings.CutPrefix(text, string(stage))
		if !found {
			continue
		}
		if rest == "" {
			return StageID{Stage: stage}, true
		}
		if document, found := strings.CutPrefix(rest, "-"); found && document != "" {
			return StageID{Stage: stage, Document: document}, true
		}
	}
	return StageID{}, false
}

// Status is how a stage ended for one instance.
type Status string

// The statuses of an instance in a stage.
const (
	OK      Status = "ok"
	Failed  Status = "failed"  // left out of the next stages
	Skipped Status = "skipped" // there was nothing to do for it
)

// InstanceResult is what a stage did to one instance.
type InstanceResult struct {
	ID     string `json:"id"`
	Status Status `json:"status"`
	// Reason is a sentence for the operator; always there for a failure.
	Reason string `json:"reason,omitempty"`
	// Proof is what shows it: snapshot ids, the boot time, and the like.
	Proof map[string]string `json:"proof,omitempty"`
}

// StageResult is one attempt of a stage, written once at its end. An attempt
// that was cut off leaves none.
type StageResult struct {
	Schema     int              `json:"schema"`
	Run        string           `json:"run"`
	Stage      Stage            `json:"stage"`
	Document   string           `json:"document,omitempty"`
	Attempt    int              `json:"attempt"`
	StartedAt  time.Time        `json:"startedAt"`
	FinishedAt time.Time        `json:"finishedAt"`
	Complete   bool             `json:"complete"` // false: ended early, to be gone on with
	Counts     map[Status]int   `json:"counts"`
	Instances  []InstanceResult `json:"instances"`
	// Pending are the instances whose end was not seen, and what they waited
	// for: the same command goes on with them.
	Pending map[string]string `json:"pending,omitempty"`
	Notes   []string          `json:"notes,omitempty"` // decisions to be kept, such as --without-snapshot
}

// ID is the stage with its document.
func (r StageResult) ID() StageID { return StageID{r.Stage, r.Document} }
