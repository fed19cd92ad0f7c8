// Package documents is the SSM documents that a stand-in begins with: those of
// AWS that the project uses, and the project's own as they are built.
//
// Those of AWS are imitations. They have the public names, parameters, schemas
// and steps, so far as AWS documents them; their scripts are not AWS's.
package documents

import (
	"embed"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	built "patchline/documents"
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

//go:embed aws/*.json
var amazon embed.FS

// VSSHeader is the first line of the script that makes the snapshots in the
// VSS documents of AWS. The Go agent goes by it, and does them also where
// there is a PowerShell: VSS exists on Windows only.
const VSSHeader = "# fleet-sim document: VssSnapshot"

// IsVSS tells whether a script is the one that VSSHeader is of.
func IsVSS(script string) bool {
	first, _, _ := strings.Cut(script, "\n")
	return strings.TrimSpace(first) == VSSHeader
}

// All gives every document: first AWS's, then the project's, each in the order
// of their names.
func All() []Source {
	var all []Source
	const folder = "aws"
	entries, err := fs.ReadDir(amazon, folder)
	if err != nil {
		panic(err) // the folder is part of the program
	}
	for _, entry := range entries {
		content, err := fs.ReadFile(amazon, path.Join(folder, entry.Name()))
		if err != nil {
			panic(err) // as above
		}
		all = append(all, Source{Name: strings.TrimSuffix(entry.Name(), ".json"), Owner: Amazon, Content: string(content)})
	}
	own := built.Contents()
	for _, name := range slices.Sorted(maps.Keys(own)) {
		all = append(all, Source{Name: name, Owner: Self, Content: own[name]})
	}
	return all
}
