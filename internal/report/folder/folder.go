// Package folder is the folder that a report is written into, and what is
// uploaded from it.
package folder

import (
	"bufio"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

// Folder is a folder of files that belong together. It is for one goroutine.
type Folder struct {
	path  string
	names map[string]bool
}

// In takes a folder, which must be there.
func In(path string) *Folder { return &Folder{path, map[string]bool{}} }

// Names are the files that were written, in order, with slashes.
func (f *Folder) Names() []string { return slices.Sorted(maps.Keys(f.names)) }

// Path is where a file of the folder is.
func (f *Folder) Path(name string) string { return filepath.Join(f.path, filepath.FromSlash(name)) }

// File is a file that is being written. What goes wrong is told by Close.
type File struct {
	*bufio.Writer
	file *os.File
}

// bufferSize makes a write of many small ones: a merged CSV takes 300 MB.
const bufferSize = 64 << 10

// Create begins a file, in place of one that is there.
func (f *Folder) Create(name string) (*File, error) {
	path := f.Path(name)
	if err := os.MkdirAll(filepath.Dir(path), dirMode); err != nil {
		return nil, fmt.Errorf("writing the report: %w", err)
	}
	// One that is there may be a link to somewhere else.
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("writing the report: %w", err)
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, fileMode)
	if err != nil {
		return nil, fmt.Errorf("writing the report: %w", err)
	}
	f.names[name] = true
	return &File{bufio.NewWriterSize(file, bufferSize), file}, nil
}

// Close ends a file.
func (f *File) Close() error {
	if err := errors.Join(f.Flush(), f.file.Close()); err != nil {
		return fmt.Errorf("writing the report: %w", err)
	}
	return nil
}

// Write writes a whole file.
func (f *Folder) Write(name string, body []byte) error {
	file, err := f.Create(name)
	if err != nil {
		return err
	}
	_, err = file.Write(body)
	return errors.Join(err, file.Close())
}

// Append adds to a file, whose beginning is written if it is not there yet. It
// leaves nothing open: a history has a file for each kind, account and Region.
func (f *Folder) Append(name string, beginning, body []byte) error {
	path := f.Path(name)
	if !f.names[name] {
		f.names[name] = true
		if err := os.MkdirAll(filepath.Dir(path), dirMode); err != nil {
			return fmt.Errorf("writing the history: %w", err)
		}
		body = append(slices.Clip(beginning), body...)
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND|os.O_CREATE, fileMode)
	if err != nil {
		return fmt.Errorf("writing the history: %w", err)
	}
	_, err = file.Write(body)
	if err = errors.Join(err, file.Close()); err != nil {
		return fmt.Errorf("writing the history: %w", err)
	}
	return nil
}

// A report says which instances lack which updates: it is its owner's, and
// that of a group such as the web server's, and nobody else's.
const (
	dirMode  = 0o750
	fileMode = 0o640
)
