package run

import "strings"

// DocumentHeader is what the first line of a document's script says before the
// document's name. A rehearsal goes by that line, and never by the name that
// the document has in Systems Manager: a document that says something else
// does something else.
const DocumentHeader = "# Patchline document: "

// ScriptDocument gives the document that a script says it is, and false where
// it says none. The name is what stands there: it may be none of the patch
// day's.
func ScriptDocument(script string) (string, bool) {
	first, _, _ := strings.Cut(strings.TrimPrefix(script, byteOrderMark), "\n")
	name, found := strings.CutPrefix(first, DocumentHeader)
	if name = strings.TrimSpace(name); !found || name == "" {
		return "", false
	}
	return name, true
}
