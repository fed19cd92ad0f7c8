// Package documents is the SSM documents that a stand-in begins with: those of
// AWS that the project uses, and interim ones in place of the project's own
// until the real ones are uploaded.
//
// All of them are imitations. Those of AWS have the public names, parameters,
// schemas and steps, so far as AWS documents them; their scripts are not
// AWS's. The script of an interim one says which document it stands for, and
// then throws: a real Windows never takes it for the real one, while the Go
// agent goes by the first line.
package documents

import (
	"embed"
	"io/fs"
	"path"
	"strings"
)

// The owners of documents, as ListDocuments filters them.
const (
	Amazon = "Amazon"
	Self   = "Self"
)

// Source is one document as CreateDocument would take it.
type Source struct {
	Name    string
	Owner   string // Amazon or Self
	Content string // JSON
}

//go:embed aws/*.json patchline/*.json
var files embed.FS

// VSSHeader is the first line of the script that makes the snapshots in the
// VSS documents of AWS. The Go agent goes by it, and does them also where
// there is a PowerShell: VSS exists on Windows only.
const VSSHeader = "# fleet-sim document: VssSnapshot"

// Throw is how the second line of an interim document's script begins, the one
// that fails on a real Windows.
const Throw = "throw 'imitated by fleet-sim"

// IsVSS tells whether a script is the one that VSSHeader is of.
func IsVSS(script string) bool {
	first, _, _ := strings.Cut(script, "\n")
	return strings.TrimSpace(first) == VSSHeader
}

// All gives every document: first AWS's, then the project's, each in the order
// of their names.
func All() []Source {
	var all []Source
	for _, folder := range []struct{ name, owner string }{{"aws", Amazon}, {"patchline", Self}} {
		entries, err := fs.ReadDir(files, folder.name)
		if err != nil {
			panic(err) // the folders are part of the program
		}
		for _, entry := range entries {
			content, err := fs.ReadFile(files, path.Join(folder.name, entry.Name()))
			if err != nil {
				panic(err) // as above
			}
			name := strings.TrimSuffix(entry.Name(), ".json")
			all = append(all, Source{Name: name, Owner: folder.owner, Content: string(content)})
		}
	}
	return all
}
