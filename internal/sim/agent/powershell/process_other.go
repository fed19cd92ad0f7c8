//go:build !unix

package powershell

import "os/exec"

// inOwnGroup does nothing: there are no process groups of this kind.
func inOwnGroup(*exec.Cmd) {}

// killGroup kills the process alone; what it started goes on.
func killGroup(cmd *exec.Cmd) error { return cmd.Process.Kill() }
