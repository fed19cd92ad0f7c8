package agent

import (
	"fmt"
	"strings"
	"time"

	"patchline/internal/run"
)

// fetchScript downloads the script that is to be run. What is wrong with it is
// the check's result, and no failure of the others.
func (x *work) fetchScript() (bool, error) {
	for n := range x.memory.Checks {
		c := &x.memory.Checks[n]
		if c.Kind != checkScript {
			continue
		}
		body, err := x.storeScript(run.Script{SHA256: c.SHA256, Name: c.Target})
		if err != nil {
			if more, _ := x.retried(err); more {
				return true, nil
			}
			c.Final, c.Detail = true, err.Error()
			continue
		}
		c.Source = strings.TrimPrefix(string(body), "\ufeff")
	}
	return false, nil
}

// tryScript does what the Go agent understands of the script, at once: its waits
// count for the time-out, and take no simulated time.
func (x *work) tryScript(c *Check, patience time.Duration) {
	job := *x.job
	job.Cursor = 1
	r := &running{w: x.w, i: x.i, job: &job, lineEnd: "\n"}
	lines := strings.Split(c.Source, "\n")
	for waited := time.Duration(0); ; {
		r.lines(lines, powerShellLanguage)
		if r.ended || r.wait == 0 {
			break
		}
		if waited += r.wait; waited >= patience {
			c.Detail = fmt.Sprintf("no end in %d s", seconds(patience))
			return
		}
		r.wait = 0
	}
	if r.thrown != "" {
		c.Detail = "exception: " + r.thrown
		return
	}
	c.Passed = r.exitCode == 0
	c.Detail = fmt.Sprintf("exit code %d", r.exitCode)
	if last := lastLine(r.stdout.String()); last != "" {
		c.Detail += ": " + last
	}
}

// lastLine is the last line that isn't blank.
func lastLine(text string) string {
	last := ""
	for line := range strings.Lines(text) {
		if strings.TrimSpace(line) != "" {
			last = strings.TrimSuffix(line, "\n")
		}
	}
	return last
}
