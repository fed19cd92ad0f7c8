package powershell

import (
	"fmt"
	"os"
	"path/filepath"
)

// jobFolder is the folder of one job: its script, what it leaves behind, and
// the socket to the simulator. Only its owner can look into it.
type jobFolder struct {
	path  string
	fakes string // where windows.psm1 is
}

// makeJobFolder makes the folder with the script in it.
func makeJobFolder(root, name, script string) (*jobFolder, error) {
	j := &jobFolder{path: filepath.Join(root, name), fakes: filepath.Join(root, "fakes")}
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

func (j *jobFolder) home() string     { return filepath.Join(j.path, "home") }
func (j *jobFolder) temp() string     { return filepath.Join(j.path, "temp") }
func (j *jobFolder) channel() string  { return filepath.Join(j.path, "channel") }
func (j *jobFolder) exitFile() string { return filepath.Join(j.path, "exit") }
func (j *jobFolder) launcher() string { return filepath.Join(j.fakes, "launch.ps1") }

func (j *jobFolder) remove() { _ = os.RemoveAll(j.path) }
