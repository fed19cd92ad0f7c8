package powershell

import (
	"context"
	"fmt"
	"os/exec"
	"time"

	"patchline/internal/sim/agent"
)

// pipesClose is how long output is waited for once the process has ended: a
// program that it started may hold the pipes open.
const pipesClose = 5 * time.Second

// runProcess runs a job's script to its end, or until ctx ends: then the
// process and all that it started are killed. The result is a finished step;
// an error means that PowerShell could not run it.
func runProcess(ctx context.Context, powershell string, folder *jobFolder, env []string) (agent.Progress, error) {
	var stdout, stderr output
	cmd := exec.CommandContext(ctx, powershell, "-NoProfile", "-NonInteractive", "-ExecutionPolicy", "Unrestricted", "-File", folder.launcher())
	cmd.Dir = folder.path
	cmd.Env = env
	cmd.Stdout, cmd.Stderr = &stdout, &stderr // and no standard input
	cmd.WaitDelay = pipesClose
	inOwnGroup(cmd)
	cmd.Cancel = func() error { return killGroup(cmd) }
	if err := cmd.Start(); err != nil {
		return agent.Progress{}, fmt.Errorf("start PowerShell: %w", err)
	}
	waited := cmd.Wait()
	// Whatever the script left running is its instance's, which does not go on
	// outside of jobs.
	_ = killGroup(cmd)
	code, err := exitCode(folder.exitFile(), waited)
	if err != nil {
		return agent.Progress{}, fmt.Errorf("run PowerShell: %w", err)
	}
	return agent.Progress{Done: true, ExitCode: code, Stdout: stdout.String(), Stderr: stderr.String()}, nil
}
