package docgen

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"patchline/internal/cli"
)

// Details are docgen's own part of the result.
type Details struct {
	// Documents are the names of those that were built.
	Documents []string `json:"documents"`
	// Changed and Removed are the files that were written and removed; of
	// --check, those that would be.
	Changed []string `json:"changed"`
	Removed []string `json:"removed"`
}

// Run builds the documents, and writes or compares. The error is a *SourceError
// where the sources have problems; with Check it also tells of files that are
// not as they would be built.
func Run(o Options) (cli.Outcome, error) {
	log := o.Log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	built, err := Build(os.DirFS(o.Documents))
	if err != nil {
		return cli.Outcome{}, err
	}
	if o.Out != "" {
		return o.fill(built)
	}
	files := map[string][]byte{readmeFile: built.Readme}
	for name, data := range built.Files {
		files[path.Join(distFolder, name)] = data
	}
	details := Details{Changed: []string{}, Removed: []string{}}
	for _, d := range built.Documents {
		details.Documents = append(details.Documents, d.Name)
		log.Info("built", "document", d.Name, "bytes", len(built.Files[d.Name+".json"]), "parametersUpTo", d.parametersSize())
	}
	for _, name := range sorted(files) {
		have, err := os.ReadFile(o.path(name))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return cli.Outcome{}, err
		}
		if err != nil || !bytes.Equal(have, files[name]) {
			details.Changed = append(details.Changed, name)
		}
	}
	if details.Removed, err = o.stale(files); err != nil {
		return cli.Outcome{}, err
	}
	outcome := cli.Outcome{Details: details}
	if o.Check {
		return outcome, details.differs()
	}
	return outcome, o.write(files, details)
}

func (o Options) path(name string) string {
	return filepath.Join(o.Documents, filepath.FromSlash(name))
}

// stale lists what is in dist and is not built any more. What docgen never
// makes is let be.
func (o Options) stale(files map[string][]byte) ([]string, error) {
	stale := []string{}
	root := os.DirFS(o.Documents)
	for _, pattern := range []string{"*.json", schema12Folder + "/*.json", scriptsFolder + "/*/*"} {
		found, err := fs.Glob(root, path.Join(distFolder, pattern))
		if err != nil {
			return nil, err
		}
		for _, name := range found {
			if files[name] == nil {
				stale = append(stale, name)
			}
		}
	}
	slices.Sort(stale)
	return stale, nil
}

// differs is nil where everything is as it would be built.
func (d Details) differs() error {
	var lines []string
	for _, name := range d.Changed {
		lines = append(lines, name+": is not as the sources give it")
	}
	for _, name := range d.Removed {
		lines = append(lines, name+": belongs to nothing any more")
	}
	if len(lines) == 0 {
		return nil
	}
	return fmt.Errorf("%s\n%d files are not current: run docgen and commit what it writes", strings.Join(lines, "\n"), len(lines))
}

// write makes the changes.
func (o Options) write(files map[string][]byte, d Details) error {
	for _, name := range d.Changed {
		if err := writeFile(o.path(name), files[name]); err != nil {
			return err
		}
	}
	for _, name := range d.Removed {
		if err := os.Remove(o.path(name)); err != nil {
			return err
		}
		// A script's folder is gone with it; one that has more stays.
		_ = os.Remove(path.Dir(o.path(name)))
	}
	return nil
}

// fill writes documents of schema 1.2 with their values.
func (o Options) fill(built *Built) (cli.Outcome, error) {
	files, err := built.Fill(o.Names, o.Parameters)
	if err != nil {
		return cli.Outcome{}, err
	}
	details := Details{Changed: sorted(files), Removed: []string{}}
	for _, name := range details.Changed {
		details.Documents = append(details.Documents, strings.TrimSuffix(name, ".json"))
		if err := writeFile(filepath.Join(o.Out, name), files[name]); err != nil {
			return cli.Outcome{}, err
		}
	}
	return cli.Outcome{Details: details}, nil
}

func writeFile(name string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	return os.WriteFile(name, data, 0o644)
}
