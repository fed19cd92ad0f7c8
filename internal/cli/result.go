package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"
)

// ResultSchema names the form of a Result. A reader refuses another one; a field
// that is added doesn't change it.
const ResultSchema = "patchline.result/1"

// Result is the one JSON object on standard output and in the file of --result,
// whatever the end was.
type Result struct {
	Schema string `json:"schema"`
	// Stage is the name of the binary.
	Stage string `json:"stage"`
	// Run is the run's id, missing if the command has none or it is no good.
	Run string `json:"run,omitempty"`
	// Version is the version of the binary.
	Version string `json:"version"`
	// DryRun tells that nothing was changed.
	DryRun bool `json:"dryRun,omitempty"`
	// StartedAt and FinishedAt are in UTC.
	StartedAt  time.Time `json:"startedAt"`
	FinishedAt time.Time `json:"finishedAt"`
	// ExitCode is what the process exits with.
	ExitCode Code `json:"exitCode"`
	// Outcomes counts the instances; all are zero if the command never came so
	// far.
	Outcomes Counts `json:"outcomes"`
	// RunOutcomes counts those of the run over all its stages so far; missing
	// if the command is no stage of one or never came so far.
	RunOutcomes *RunCounts `json:"runOutcomes,omitempty"`
	// Error is the text of the error, if there was one.
	Error string `json:"error,omitempty"`
	// Problems are the parts of the error with CodeUsage.
	Problems []Problem `json:"problems,omitempty"`
	// Stack is where the program panicked, if it did.
	Stack string `json:"stack,omitempty"`
	// Details are the stage's own.
	Details any `json:"details,omitempty"`
}

// setError fills in what the result says of err.
func (r *Result) setError(err error) {
	if err == nil {
		return
	}
	r.Error = redact(err.Error())
	if usage, ok := errors.AsType[*UsageError](err); ok {
		r.Problems = slices.Clone(usage.Problems)
		for i := range r.Problems {
			r.Problems[i].What = redact(r.Problems[i].What)
		}
	}
	if panicked, ok := errors.AsType[*panicError](err); ok {
		r.Stack = panicked.stack
	}
}

// encode writes the result as indented JSON with a newline at the end. It fails
// only on details that can't be encoded, a fault of the stage.
func (r *Result) encode() ([]byte, error) {
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false) // Names hold & and <; this is not a web page.
	if err := encoder.Encode(r); err != nil {
		return nil, fmt.Errorf("encode the result of %s: %w", r.Stage, err)
	}
	return buffer.Bytes(), nil
}

// encodeAnyway leaves the details out if they can't be encoded.
func (r *Result) encodeAnyway() []byte {
	data, err := r.encode()
	if err != nil {
		r.Details = nil
		data, _ = r.encode()
	}
	return data
}
