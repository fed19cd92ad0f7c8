package agent

import (
	"cmp"
	"regexp"
	"strconv"
	"strings"
	"time"

	"patchline/internal/sim/world"
)

// shellLanguage is the part of sh that the Go agent knows: echo, exit and
// sleep, with a plain word or a literal for a text.
var shellLanguage = language{
	read:    readShell,
	beyond:  "fleet-sim: there is no shell behind a simulated Linux: this line is beyond the Go agent: %s",
	starts:  span{100 * time.Millisecond, time.Second},
	lineEnd: "\n",
}

// maxExitStatus is the largest that a process on Linux can end with.
const maxExitStatus = 255

var (
	shellExit  = regexp.MustCompile(`^exit(?:\s+([0-9]{1,3}))?$`)
	shellSleep = regexp.MustCompile(`^sleep\s+([0-9]{1,6})$`)
	// The text has no backslash and no hyphen at its start, which echo may read.
	shellEcho = regexp.MustCompile(`^echo(?:\s+('(?:[^'\\-][^'\\]*)?'|"(?:[^"$` + "`" + `\\-][^"$` + "`" + `\\]*)?"|[\w./:,=@+][\w./:,=@+ -]*))?$`)
)

// shell is aws:runShellScript.
func shell(w *world.World, i *world.Instance, job *Job) Progress {
	if i.Windows != nil {
		return failed("fleet-sim: aws:runShellScript does not run on Windows")
	}
	script, err := job.script()
	if err != nil {
		return failed("fleet-sim: %v", err)
	}
	return runScript(w, i, job, script, shellLanguage)
}

func readShell(text string) (line, bool) {
	if parts := shellExit.FindStringSubmatch(text); parts != nil {
		code, err := strconv.Atoi(cmp.Or(parts[1], "0"))
		return func(r *running) { r.end(code) }, err == nil && code <= maxExitStatus
	}
	if parts := shellSleep.FindStringSubmatch(text); parts != nil {
		return readSleep(parts[1:])
	}
	if parts := shellEcho.FindStringSubmatch(text); parts != nil {
		text := strings.Join(strings.Fields(parts[1]), " ") // as sh joins words
		if strings.HasPrefix(text, "'") || strings.HasPrefix(text, `"`) {
			text = plain(parts[1])
		}
		return func(r *running) { r.print(text) }, true
	}
	return nil, false
}
