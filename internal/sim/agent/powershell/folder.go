package powershell

import (
	"fmt"
	"os"
	"path/filepath"
)

// hostFolders are where a host's own files are.
type hostFolders struct {
	path  string // the host's own folder: its home, and the socket to it
	fakes string // where host.ps1 and windows.psm1 are
}

func (f hostFolders) make() error {
	if err := os.Mkdir(f.path, 0o700); err != nil {
		return fmt.Errorf("make PowerShell's folder: %w", err)
	}
	return nil
}

func (f hostFolders) socket() string  { return filepath.Join(f.path, "socket") }
func (f hostFolders) program() string { return filepath.Join(f.fakes, "host.ps1") }
func (f hostFolders) modules() string { return filepath.Join(f.fakes, "modules") }

func (f hostFolders) remove() { _ = os.RemoveAll(f.path) }

// jobFolder is the folder of one job: its script, what it leaves behind, and
// the socket to the simulator. Only its owner can look into it.
type jobFolder struct{ path string }

// makeJobFolder makes the folder with the script in it.
func makeJobFolder(root, name, script string) (*jobFolder, error) {
	j := &jobFolder{path: filepath.Join(root, name)}
	for _, folder := range []string{j.path, j.home(), j.temp()} {
		if err := os.Mkdir(folder, 0o700); err != nil {
			return nil, fmt.Errorf("make the job's folder: %w", err)
		}
	}
	// The agent's own name of it (amazon-ssm-agent, RunCommandScriptName).
	if err := os.WriteFile(filepath.Join(j.path, "_script.ps1"), []byte(script), 0o600); err != nil {
		return nil, fmt.Errorf("write the script: %w", err)
	}
	return j, nil
}

func (j *jobFolder) home() string    { return filepath.Join(j.path, "home") }
func (j *jobFolder) temp() string    { return filepath.Join(j.path, "temp") }
func (j *jobFolder) channel() string { return filepath.Join(j.path, "channel") }

func (j *jobFolder) remove() { _ = os.RemoveAll(j.path) }
