package option

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// ParseExistingFile checks that a file is there and can be read, and returns its
// path as given.
func ParseExistingFile(text string) (string, error) {
	const do = "give the path of a file that can be read"
	if text == "" {
		return "", &InvalidError{What: "the path is empty", Do: do}
	}
	info, err := os.Stat(text)
	if err != nil {
		return "", invalid(text, "can't be used: "+cause(err), do)
	}
	// Anything else may block when it is opened (a named pipe) or is not a file.
	if !info.Mode().IsRegular() {
		return "", invalid(text, "is not a regular file", do)
	}
	file, err := os.Open(text)
	if err != nil {
		return "", invalid(text, "can't be read: "+cause(err), do)
	}
	return text, file.Close()
}

// ParseNewFile checks the path of a file that is to be written: its directory
// exists, and nothing but a regular file is replaced.
func ParseNewFile(text string) (string, error) {
	const do = "give a path in a directory that exists"
	if text == "" {
		return "", &InvalidError{What: "the path is empty", Do: do}
	}
	parent, err := os.Stat(filepath.Dir(text))
	if err != nil {
		return "", invalid(text, "can't be written: its directory: "+cause(err), do)
	}
	if !parent.IsDir() {
		return "", invalid(text, "can't be written: what should be its directory is a file", do)
	}
	info, err := os.Stat(text)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return text, nil
	case err != nil:
		return "", invalid(text, "can't be written: "+cause(err), do)
	case !info.Mode().IsRegular():
		return "", invalid(text, "can't be written: something that is not a regular file has this name", do)
	}
	return text, nil
}

// cause is the system's reason without the operation and the path, which the
// message has already.
func cause(err error) string {
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		return path.Err.Error()
	}
	return err.Error()
}
