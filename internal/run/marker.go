package run

import "time"

// Outcome is how a document ended on an instance; it is part of the marker's key.
type Outcome string

// The outcomes of a document.
const (
	Success Outcome = "success"
	Failure Outcome = "failure"
)

// Marker is what a document writes last, also when it fails. Its writer is an
// instance: treat every field as hostile.
type Marker struct {
	Schema     int       `json:"schema"`
	Run        string    `json:"run"`
	Document   string    `json:"document"`
	Attempt    int       `json:"attempt"`
	Instance   string    `json:"instance"`
	Outcome    Outcome   `json:"outcome"`
	Error      string    `json:"error,omitempty"`
	HResult    string    `json:"hresult,omitempty"` // 0x and 8 hexadecimal digits
	StartedAt  time.Time `json:"startedAt"`
	FinishedAt time.Time `json:"finishedAt"`
	Seconds    float64   `json:"seconds"`
	// AgentVersion is the SSM agent's; OSVersion Win32_OperatingSystem's.
	AgentVersion string `json:"agentVersion"`
	OSVersion    string `json:"osVersion"`
	// BootTime is Win32_OperatingSystem.LastBootUpTime.
	BootTime      time.Time `json:"bootTime"`
	RebootPending bool      `json:"rebootPending"`
	// Counts are the document's own numbers, such as "installed" and "failed".
	Counts map[string]int `json:"counts,omitempty"`
	// Compared are the two lists that DocCompare has compared, as List.String
	// names them.
	Compared []string `json:"compared,omitempty"`
}

// CSVKind is what a CSV lists.
type CSVKind string

// The CSVs of a patch day.
const (
	UpdatesBefore    CSVKind = "updates-before"
	UpdatesAfter     CSVKind = "updates-after"
	UpdateResults    CSVKind = "update-results" // one row an attempted update
	UpdatesInstalled CSVKind = "updates-installed"
	UpdatesFailed    CSVKind = "updates-failed"
	Software         CSVKind = "software"
	Confirmed        CSVKind = "updates-confirmed" // one row an installed update: present or rolled back
	Checks           CSVKind = "checks"            // one row an application check
)
