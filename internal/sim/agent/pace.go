package agent

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"patchline/internal/run"
)

// pace is how patient DocVerifyApplication is.
type pace struct {
	check, script time.Duration // how long one may take
	retries       int           // after the first round
	pause         time.Duration // before each
}

// readPace reads the numbers among the parameters; the defaults and bounds are
// the document's.
func readPace(job *Job) (pace, error) {
	var numbers [4]int
	for n, bound := range []struct {
		parameter          string
		fallback, low, top int
	}{
		{run.ParamCheckSeconds, 10, 1, 120}, // one that begins at the deadline ends before the time-out
		{run.ParamScriptSeconds, 300, 1, 1200},
		{run.ParamRetries, 9, 0, 99},
		{run.ParamRetrySeconds, 20, 1, 300},
	} {
		text, given := job.parameter(bound.parameter), job.Parameters[bound.parameter] != nil
		number, err := strconv.Atoi(text)
		switch {
		case !given:
			numbers[n] = bound.fallback
		case err != nil || strings.HasPrefix(text, "+") || number < bound.low || number > bound.top:
			return pace{}, fmt.Errorf("parameter %s: '%s' is not a whole number from %d to %d",
				bound.parameter, text, bound.low, bound.top)
		default:
			numbers[n] = number
		}
	}
	return pace{
		check:   time.Duration(numbers[0]) * time.Second,
		script:  time.Duration(numbers[1]) * time.Second,
		retries: numbers[2],
		pause:   time.Duration(numbers[3]) * time.Second,
	}, nil
}
