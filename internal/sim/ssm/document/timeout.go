package document

import (
	"strconv"
	"time"
)

// The execution time-out of a step, in seconds: its range and what the agent
// takes silently for a value outside of it or for none (agent source,
// pluginutil; user guide: at most 48 hours).
const (
	shortestTimeout = 5
	longestTimeout  = 172800
	defaultTimeout  = 3600
)

// ExecutionTimeout reads timeoutSeconds from a step's inputs with the
// parameters put in.
func ExecutionTimeout(inputs map[string]any) time.Duration {
	var seconds float64
	switch value := inputs["timeoutSeconds"].(type) {
	case float64:
		seconds = value
	case string:
		seconds, _ = strconv.ParseFloat(value, 64) // 0, out of range, where it is no number
	}
	if !(seconds >= shortestTimeout && seconds <= longestTimeout) {
		seconds = defaultTimeout
	}
	return time.Duration(int(seconds)) * time.Second
}
