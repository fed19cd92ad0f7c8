package run

import (
	"path"
	"regexp"
	"strings"
)

// Script is one that documents download from the store, where it lies under
// its hash: another content has another place.
type Script struct {
	SHA256 string // 64 small hexadecimal digits
	Name   string // such as Install.ps1
}

// scriptPattern is the form of a Script's parts: they make up an S3 key, a
// path on Windows and a line of a document.
var scriptPattern = regexp.MustCompile(`^([0-9a-f]{64})/([A-Za-z0-9][A-Za-z0-9-]{0,62}\.ps1)$`)

// String is its place among the store's scripts.
func (s Script) String() string { return s.SHA256 + "/" + s.Name }

// ParseScript reads what String wrote.
func ParseScript(text string) (Script, bool) {
	match := scriptPattern.FindStringSubmatch(text)
	if match == nil {
		return Script{}, false
	}
	return Script{match[1], match[2]}, true
}

// ScriptsPrefix is what the keys of a store's scripts begin with. prefix is the
// store's.
func ScriptsPrefix(prefix string) string { return path.Join(prefix, "scripts") + "/" }

// Script is the key of a script that documents download. It is the store's, and
// the same for every run.
func (k Keys) Script(s Script) string { return ScriptsPrefix(k.Prefix) + s.String() }

// DownloadHeader begins the lines after a document's first one that name the
// scripts which it downloads: the SHA-256, a slash and the name. A rehearsal
// without a PowerShell goes by them.
const DownloadHeader = "# Patchline script: "

// Downloads gives the scripts that a document's script says it downloads. A
// line that is no such place is left out.
func Downloads(script string) []Script {
	var scripts []Script
	_, rest, _ := strings.Cut(script, "\n")
	for line := range strings.Lines(rest) {
		text, found := strings.CutPrefix(strings.TrimRight(line, "\r\n"), DownloadHeader)
		if !found {
			break
		}
		if s, good := ParseScript(text); good {
			scripts = append(scripts, s)
		}
	}
	return scripts
}
