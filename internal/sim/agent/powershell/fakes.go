package powershell

import (
	"embed"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// files are host.ps1, which runs scripts, and windows.psm1 with its parts, which
// replaces Windows.
//
//go:embed fakes
var files embed.FS

// writeFakes makes a folder for the process's lifetime and writes the files
// into fakes below it.
func writeFakes() (root string, err error) {
	root, err = os.MkdirTemp("", "fleet-sim-")
	if err != nil {
		return "", fmt.Errorf("make a folder for PowerShell's scripts: %w", err)
	}
	if err := copyFakes(root); err != nil {
		_ = os.RemoveAll(root)
		return "", err
	}
	return root, nil
}

func copyFakes(root string) error {
	fakes, err := fs.Sub(files, "fakes")
	if err != nil {
		return err
	}
	if err := os.CopyFS(filepath.Join(root, "fakes"), fakes); err != nil {
		return fmt.Errorf("write the functions that replace Windows: %w", err)
	}
	return nil
}

func removeFakes(root string) error {
	if err := os.RemoveAll(root); err != nil {
		return fmt.Errorf("remove PowerShell's scripts: %w", err)
	}
	return nil
}
