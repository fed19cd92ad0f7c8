package agent

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// powerShellLanguage is the part of PowerShell that the Go agent knows: enough
// to rehearse exit codes, output, waits, services and restarts without a
// PowerShell. Each line stands by itself; a literal is a text in quotes with
// nothing to expand.
var powerShellLanguage = language{
	read:    readPowerShell,
	beyond:  "fleet-sim: no PowerShell at hand (--powershell): this line is beyond the Go agent: %s",
	starts:  powerShellTakes,
	lineEnd: windowsLineEnd,
}

// RestartDelay is how long Windows goes on after Restart-Computer -Force.
const RestartDelay = 5 * time.Second

// maxSleep bounds a script's waits: longer than any step may take.
const maxSleep = maxTimeout

const literal = `('(?:[^']|'')*'|"[^"$` + "`" + `]*")`

// powerShellForms are the lines that are known, without regard to case.
var powerShellForms = []struct {
	pattern *regexp.Regexp
	read    func(parts []string) (line, bool)
}{
	{form(`exit(?:\s+(-?[0-9]{1,10}))?`), readExit},
	{form(`(?:write-output|write-host)\s+` + literal), readPrint},
	{form(literal), readPrint},
	{form(`(?:(?:write-output|write-host)\s+)?\(\s*` + literal + `\s*\*\s*([0-9]{1,7})\s*\)`), readRepeat},
	{form(literal + `\s*\*\s*([0-9]{1,7})`), readRepeat},
	{form(`start-sleep\s+(?:-seconds\s+)?([0-9]{1,6})`), readSleep},
	{form(`throw\s+` + literal), readThrow},
	{form(`write-error\s+` + literal), readError},
	{form(`\[(?:system\.)?console\]::error\.writeline\(\s*` + literal + `\s*\)`), readError},
	{form(`restart-computer(?:\s+-force)?`), readRestart},
	{form(`(restart|stop|start)-service\s+(?:-name\s+)?(\w[\w.$-]*|` + literal + `)(?:\s+-force)?`), readService},
	{form(`\(get-ciminstance\s+(?:-classname\s+)?(?:win32_operatingsystem|'win32_operatingsystem')\)\.lastbootuptime\.touniversaltime\(\)\.tostring\('o'\)`), readBootTime},
}

func form(pattern string) *regexp.Regexp { return regexp.MustCompile(`^(?i:` + pattern + `)\s*;?$`) }

func readPowerShell(text string) (line, bool) {
	for _, known := range powerShellForms {
		if parts := known.pattern.FindStringSubmatch(text); parts != nil {
			return known.read(parts[1:])
		}
	}
	return nil, false
}

// plain is the text of a literal.
func plain(quoted string) string {
	inner := quoted[1 : len(quoted)-1]
	if quoted[0] == '\'' {
		return strings.ReplaceAll(inner, "''", "'")
	}
	return inner
}

func readExit(parts []string) (line, bool) {
	if parts[0] == "" {
		return func(r *running) { r.end(0) }, true
	}
	code, err := strconv.ParseInt(parts[0], 10, 32)
	return func(r *running) { r.end(int(code)) }, err == nil
}

func readPrint(parts []string) (line, bool) {
	return func(r *running) { r.print(plain(parts[0])) }, true
}

func readRepeat(parts []string) (line, bool) {
	text := plain(parts[0])
	times, err := strconv.Atoi(parts[1])
	if err != nil || times*len(text) > maxOutput {
		return nil, false
	}
	return func(r *running) { r.print(strings.Repeat(text, times)) }, true
}

func readSleep(parts []string) (line, bool) {
	seconds, err := strconv.Atoi(parts[0])
	return func(r *running) { r.wait = time.Duration(seconds) * time.Second }, err == nil && seconds <= maxSleep
}

func readThrow(parts []string) (line, bool) {
	return func(r *running) { r.fail(plain(parts[0])) }, true
}

func readError(parts []string) (line, bool) {
	return func(r *running) { r.stderr.WriteString(plain(parts[0]) + r.lineEnd) }, true
}

func readRestart([]string) (line, bool) {
	return func(r *running) { r.w.Reboot(r.i, RestartDelay) }, true
}

func readBootTime([]string) (line, bool) {
	const roundTrip = "2006-01-02T15:04:05.0000000Z" // .NET's format "o" of a UTC moment
	return func(r *running) { r.print(r.i.Windows.BootTime.UTC().Format(roundTrip)) }, true
}
