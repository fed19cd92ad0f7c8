//go:build unix

package powershell

import (
	"os/exec"
	"syscall"
)

// inOwnGroup makes the process the first of a group of its own, so that what
// it starts can be killed with it.
func inOwnGroup(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// killGroup kills every process of the group.
func killGroup(cmd *exec.Cmd) error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
