package agent

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// A step's time-out in seconds: what it may be, and what it is when it gives
// none or one out of range (facts: the agent takes 3600 then, silently).
const (
	minTimeout     = 5
	maxTimeout     = 172800
	defaultTimeout = 3600
)

// script is the step's script: the lines of runCommand, joined as the agent
// joins them.
func (j *Job) script() (string, error) {
	switch lines := j.Inputs["runCommand"].(type) {
	case string:
		return lines, nil
	case []string:
		return strings.Join(lines, "\n"), nil
	case []any:
		script := make([]string, len(lines))
		for n, line := range lines {
			text, isText := line.(string)
			if !isText {
				return "", fmt.Errorf("line %d of the step's runCommand is no text: %v", n+1, line)
			}
			script[n] = text
		}
		return strings.Join(script, "\n"), nil
	default:
		return "", fmt.Errorf("the step's runCommand is neither a text nor a list of texts: %v", lines)
	}
}

// opening is the script's first line and the comments that follow it: enough to
// tell a document by, and cheaper than all of a script, which each phase of each
// instance would put together anew.
func (j *Job) opening() string {
	lines, isList := j.Inputs["runCommand"].([]any)
	if !isList {
		script, _ := j.script()
		return script
	}
	var comments strings.Builder
	for n, line := range lines {
		text, _ := line.(string)
		if n > 0 && !strings.HasPrefix(text, "#") {
			break
		}
		comments.WriteString(text + "\n")
	}
	return comments.String()
}

// input is an input of the step that is one text; empty where there is none, or
// something else.
func (j *Job) input(name string) string {
	text, _ := j.Inputs[name].(string)
	return text
}

// parameter is a run-time parameter's first value.
func (j *Job) parameter(name string) string {
	if values := j.Parameters[name]; len(values) > 0 {
		return values[0]
	}
	return ""
}

// timeout is the step's timeoutSeconds.
func (j *Job) timeout() time.Duration {
	var seconds float64 // stays 0, which is out of range, where the text is no number
	switch given := j.Inputs["timeoutSeconds"].(type) {
	case string:
		seconds, _ = strconv.ParseFloat(given, 64)
	case float64:
		seconds = given
	}
	if !(seconds >= minTimeout && seconds <= maxTimeout) { // also for NaN
		seconds = defaultTimeout
	}
	return time.Duration(seconds) * time.Second
}
