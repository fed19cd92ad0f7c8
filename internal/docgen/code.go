package docgen

import (
	"regexp"
	"strings"

	"patchline/internal/docgen/script"
)

// forbidden is what no script has outside of its comments.
var forbidden = []struct {
	pattern *regexp.Regexp
	text    bool // looked for in texts, too
	why     string
}{
	{regexp.MustCompile(`\{\{`), true, "{{ begins a parameter of Systems Manager: write { {"},
	{regexp.MustCompile(`(?i)\b(?:Restart|Stop)-Computer\b`), true, "a document never reboots the instance"},
	{regexp.MustCompile(`(?i)\b(?:Win32Shutdown\w*|ExitWindowsEx|InitiateSystemShutdown\w*)\b|\.Reboot\(`), true, "a document never reboots the instance"},
	{regexp.MustCompile(`(?i)\bexit\s*\(?\s*3010\b`), true, "exit code 3010 has the SSM agent reboot the instance"},
	{regexp.MustCompile(`(?i)(?:^|[^\w$.-])exit[ \t]+(?:\$|[2-9]|1[0-9]|-)`), false, "end with exit 0 or exit 1: another code may be 3010, which reboots the instance"},
	{regexp.MustCompile(`(?i)\bEnvironment\]::Exit\b|\bSetShouldExit\b`), true, "end with exit 0 or exit 1"},
	{regexp.MustCompile("`[ \t]*(?:\n|$)"), false, "a back-tick at a line's end: use splatting"},
	{regexp.MustCompile(`--%`), false, "--% changes how the rest of the line is read: put arguments in quotes"},
	{regexp.MustCompile(`(?i)\$PSScriptRoot\b|\$PSCommandPath\b`), true, "a document has no folder: $PSScriptRoot is for the lines . (Join-Path $PSScriptRoot '…/<part>.ps1') alone"},
}

// shutdown is the program that reboots. Called with /a, it calls a restart off
// that an installer has begun.
var (
	shutdown = regexp.MustCompile(`(?i)\bshutdown\b`)
	program  = regexp.MustCompile(`(?i)\bshutdown\.exe\b`)
	abort    = regexp.MustCompile(`(?i)(?:^|[\s'"])/a\b`)
	reboots  = regexp.MustCompile(`(?i)(?:^|[\s'"])[/-](?:[rsghplo]|hybrid|fw)\b`)
)

// callsShutdown tells whether a line calls the program for anything but /a.
// code is the line without its texts: a message may speak of a shutdown.
func callsShutdown(line, code string) bool {
	if !shutdown.MatchString(line) {
		return false
	}
	called := program.MatchString(line) || shutdown.MatchString(code)
	return reboots.MatchString(line) || called && !abort.MatchString(line)
}

// checkCode notes what a script must not have.
func (b *builder) checkCode(s source) {
	uncommented := script.Blank(s.text, s.spans, script.Comment)
	code := script.Blank(s.text, s.spans, script.Comment, script.Text)
	uncommented = dotSource.ReplaceAllStringFunc(uncommented, func(line string) string { return strings.Repeat(" ", len(line)) })
	for _, rule := range forbidden {
		where := code
		if rule.text {
			where = uncommented
		}
		for _, match := range rule.pattern.FindAllStringIndex(where, -1) {
			// The match may begin with the blank or the line end before it.
			at := match[0] + len(where[match[0]:match[1]]) - len(strings.TrimLeft(where[match[0]:match[1]], " \t\n"))
			b.problems.add(s.file, script.Line(s.text, at), "%s", rule.why)
		}
	}
	codeLines := strings.Split(code, "\n")
	for number, line := range strings.Split(uncommented, "\n") {
		if callsShutdown(line, codeLines[number]) {
			b.problems.add(s.file, number+1, "a document never reboots the instance: shutdown.exe is for /a alone, on one line with it")
		}
	}
}
