package agent

import (
	"fmt"
	"strings"
	"time"

	"patchline/internal/sim/world"
)

// windowsLineEnd ends a line of PowerShell's output on Windows.
const windowsLineEnd = "\r\n"

// maxOutput bounds what a script may write in all.
const maxOutput = 4 << 20

// line is what one line of a script does.
type line func(*running)

// language reads one line of a script; false: it is beyond the Go agent.
type language struct {
	read    func(string) (line, bool)
	beyond  string // what is said of a line that can't be read
	starts  span
	lineEnd string
}

// running is a script at one of its lines.
type running struct {
	w   *world.World
	i   *world.Instance
	job *Job

	stdout, stderr strings.Builder
	wait           time.Duration // before the next line
	ended          bool
	thrown         string // what an error says that nothing has caught
	exitCode       int
	lineEnd        string
}

// runScript does a script line by line until it waits or ends. Job.Cursor is
// the number of the line that comes next, from 1.
func runScript(w *world.World, i *world.Instance, job *Job, script string, l language) Progress {
	if job.Cursor == 0 {
		job.Cursor = 1
		return Progress{Wait: draw(w, i, job, "start", l.starts)}
	}
	r := &running{w: w, i: i, job: job, lineEnd: l.lineEnd}
	r.lines(strings.Split(script, "\n"), l)
	p := Progress{Stdout: r.stdout.String(), Stderr: r.stderr.String(), Wait: r.wait, ExitCode: r.exitCode}
	p.Done = r.ended || r.wait == 0
	return p
}

// lines does lines from Job.Cursor on, until one waits or ends the script.
func (r *running) lines(lines []string, l language) {
	for !r.ended && r.wait == 0 && r.job.Cursor <= len(lines) {
		text := strings.TrimSpace(lines[r.job.Cursor-1])
		r.job.Cursor++
		if text == "" || strings.HasPrefix(text, "#") {
			continue
		}
		do, known := l.read(text)
		if !known {
			r.fail(fmt.Sprintf(l.beyond, text))
			break
		}
		do(r)
		if r.stdout.Len()+r.stderr.Len() > maxOutput {
			r.fail(fmt.Sprintf("fleet-sim: the Go agent stops scripts that write more than %d bytes", maxOutput))
		}
	}
}

func (r *running) print(text string) { r.stdout.WriteString(text + r.lineEnd) }

// fail ends the script as an error that nothing catches does.
func (r *running) fail(text string) {
	r.stderr.WriteString(text + r.lineEnd)
	r.thrown = text
	r.end(1)
}

func (r *running) end(exitCode int) { r.ended, r.exitCode, r.wait = true, exitCode, 0 }
