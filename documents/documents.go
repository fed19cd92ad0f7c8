// Package documents is the built SSM documents of the project, for programs
// that bring them along: the stand-in has them from its beginning. docgen makes
// the files; README.md tells how.
package documents

import (
	"embed"
	"io/fs"
	"path"
	"strings"

	"patchline/internal/run"
)

//go:embed dist/*.json dist/scripts
var dist embed.FS

// Contents gives every document's text, JSON of schema 2.2, by its name.
func Contents() map[string]string {
	contents := map[string]string{}
	for _, file := range glob("dist/*.json") {
		contents[strings.TrimSuffix(path.Base(file), ".json")] = string(read(file))
	}
	return contents
}

// Script is one that documents download.
type Script struct {
	run.Script
	Body []byte
}

// Scripts gives the scripts that documents download. Whoever installs the
// documents lays each of them into the store, under run.Keys.Script.
func Scripts() []Script {
	var scripts []Script
	for _, file := range glob("dist/scripts/*/*") {
		place, _ := run.ParseScript(strings.TrimPrefix(file, "dist/scripts/"))
		scripts = append(scripts, Script{place, read(file)})
	}
	return scripts
}

// The files are part of the program: that one can't be read can't happen.

func glob(pattern string) []string {
	files, err := fs.Glob(dist, pattern)
	if err != nil {
		panic(err)
	}
	return files
}

func read(file string) []byte {
	data, err := dist.ReadFile(file)
	if err != nil {
		panic(err)
	}
	return data
}
