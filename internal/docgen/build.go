package docgen

import (
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Built is what the sources come to.
type Built struct {
	// Files are the contents of the dist folder, by their paths below it.
	Files map[string][]byte
	// Documents are in the order of their names.
	Documents []*Document
	// Readme is README.md with the table of parameters as it is now.
	Readme []byte
}

// builder reads the sources once.
type builder struct {
	tree     fs.FS
	problems problems
	shared   map[string]Parameter
	parts    map[string]source // by path
	used     map[string]bool   // parts that something takes in
	named    map[string]bool   // parameters of shared that a document has
}

// Build builds every document of a documents' folder. The error is a
// *SourceError that tells everything that is wrong, with file and line; then
// nothing is built.
func Build(tree fs.FS) (*Built, error) {
	b := &builder{tree: tree, parts: map[string]source{}, used: map[string]bool{}, named: map[string]bool{}}
	entries, err := fs.ReadDir(tree, ".")
	if err != nil {
		return nil, err
	}
	if data, found := b.read(parametersFile); found {
		b.shared = b.readShared(data)
	}
	b.readModule()
	built := &Built{Files: map[string][]byte{}}
	for _, entry := range entries {
		if entry.IsDir() && entry.Name() != moduleFolder && entry.Name() != distFolder && b.isDocument(entry.Name()) {
			b.build(built, entry.Name())
		}
	}
	if readme, found := b.read(readmeFile); found {
		built.Readme = b.fillReadme(readme, built.Documents)
	}
	if len(b.problems.found) == 0 {
		// Of a document with problems it is not known what it takes in.
		b.checkUnused()
	}
	if len(built.Documents) == 0 && len(b.problems.found) == 0 {
		b.problems.add(".", 0, "there is no document: a folder with %s and %s", metadataFile, scriptFile)
	}
	if err := b.problems.err(); err != nil {
		return nil, err
	}
	return built, nil
}

// isDocument tells whether a folder has one of the files of a document.
func (b *builder) isDocument(folder string) bool {
	for _, name := range []string{metadataFile, scriptFile} {
		if _, err := fs.Stat(b.tree, path.Join(folder, name)); err == nil {
			return true
		}
	}
	return false
}

// readModule reads the parts of the module.
func (b *builder) readModule() {
	for _, file := range b.powerShellIn(moduleFolder) {
		if part, good := b.script(file); good {
			b.parts[file] = part
		}
	}
}

// checkUnused notes parts that nothing takes in, and parameters that no
// document has.
func (b *builder) checkUnused() {
	for _, part := range sorted(b.parts) {
		if !b.used[part] {
			b.problems.add(part, 0, "no document takes it in")
		}
	}
	for _, name := range sorted(b.shared) {
		if !b.named[name] {
			b.problems.add(parametersFile, b.shared[name].line, "no document has the parameter %s", name)
		}
	}
}

// powerShellIn lists the scripts right in a folder, which need not be there.
func (b *builder) powerShellIn(folder string) []string {
	entries, err := fs.ReadDir(b.tree, folder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		b.problems.add(folder, 0, "%v", err)
	}
	var files []string
	for _, entry := range entries {
		if !entry.IsDir() && strings.EqualFold(path.Ext(entry.Name()), ".ps1") {
			files = append(files, path.Join(folder, entry.Name()))
		}
	}
	slices.Sort(files)
	return files
}
