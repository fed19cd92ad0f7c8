package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// resultMode lets the build's other users read the file; a result holds no
// secrets.
const resultMode = 0o644

// clearResultFile removes the result of an earlier attempt, so that it can't be
// taken for this one's if this one is killed, and shows before any call that a
// file can be written.
func clearResultFile(path string) error {
	probe, err := createTemp(path)
	if err != nil {
		return err
	}
	if err := errors.Join(probe.Close(), os.Remove(probe.Name())); err != nil {
		return err
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

// writeResultFile puts data at path at once: a reader sees the whole file or
// none.
func writeResultFile(path string, data []byte) error {
	temp, err := createTemp(path)
	if err != nil {
		return fmt.Errorf("write the result to %s: %w", path, err)
	}
	err = fill(temp, data)
	if err == nil {
		err = os.Rename(temp.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("write the result to %s: %w", path, errors.Join(err, os.Remove(temp.Name())))
	}
	return nil
}

// createTemp makes a file beside path, since a rename works within one file
// system only.
func createTemp(path string) (*os.File, error) {
	return os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*.tmp")
}

// fill writes data to the file and closes it.
func fill(file *os.File, data []byte) error {
	_, err := file.Write(data)
	if err == nil {
		err = file.Chmod(resultMode)
	}
	if err == nil {
		err = file.Sync() // Or a crash of the machine could leave an empty file.
	}
	return errors.Join(err, file.Close())
}
