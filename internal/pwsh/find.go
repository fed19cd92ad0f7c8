// Package pwsh finds a PowerShell on this machine.
package pwsh

import (
	"errors"
	"fmt"
	"os/exec"
)

// names are what `--powershell auto` looks for on PATH, in this order.
var names = []string{"pwsh", "pwsh-lite"}

// Find turns a setting of --powershell into the path of a PowerShell. "auto"
// takes the first of pwsh and pwsh-lite on PATH; where neither is there the
// path is empty, as it always is for "off". Anything else is the path or name
// of a program, which must be there and be executable.
func Find(setting string) (string, error) {
	switch setting {
	case "off":
		return "", nil
	case "auto":
		for _, name := range names {
			if path, err := exec.LookPath(name); err == nil {
				return path, nil
			}
		}
		return "", nil
	case "":
		return "", errors.New("--powershell is empty: want auto, off or the path of a PowerShell")
	}
	path, err := exec.LookPath(setting)
	if err != nil {
		return "", fmt.Errorf("--powershell %s: want auto, off or the path of an executable PowerShell: %w", setting, err)
	}
	return path, nil
}
