// Package faults is the plan of what goes wrong in a rehearsal: which
// instance or share of the fleet, at which call or moment, and how.
package faults

import "time"

// Rule is one line of the plan. Empty selectors select everything.
type Rule struct {
	Kind Kind
	// Operation is "service:Action", with * for any, such as "ec2:CreateSnapshots"
	// or "s3:*"; for the faults of calls.
	Operation string
	// Document selects SSM documents by name, for the faults of commands.
	Document string

	Instances []string          // ids
	Tags      map[string]string // all must match
	Share     float64           // of the instances (or of the calls, for a call fault), 0 to 1; 0 counts as 1

	// Times is how often it strikes: each instance for the faults of
	// instances, altogether for the faults of calls. 0: always.
	Times int
	// Skip lets that many calls pass first.
	Skip int
	// After and For bound the moments, from the start of the simulation.
	After, For time.Duration

	Code    string // for Error
	Status  int    // HTTP, for Error; 0: 400
	Message string
	Delay   time.Duration
	Percent int
	KB      string // digits, as in windows.Definition
	HResult uint32
}
