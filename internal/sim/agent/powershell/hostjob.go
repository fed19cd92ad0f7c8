package powershell

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os/exec"

	"patchline/internal/sim/agent"
)

// run has the host do one job, to its end or until ctx ends: then the host is
// killed, with all that the script has started. fresh tells whether the host
// can take another job.
func (h *host) run(ctx context.Context, folder *jobFolder, env map[string]string) (p agent.Progress, fresh bool) {
	mark := "\x00" + rand.Text()
	stdout, stderr := h.stdout.begin(mark), h.stderr.begin(mark)
	defer context.AfterFunc(ctx, h.kill)()
	answer, lost := h.ask(order{Folder: folder.path, Environment: env, Mark: mark})
	if lost == nil {
		lost = h.await(stdout, stderr)
	}
	if lost == nil {
		p = agent.Progress{Done: true, ExitCode: int(answer.ExitCode), Stdout: h.stdout.text(), Stderr: h.stderr.text()}
		return p, !h.isGone() && !answer.Spent && alone(h.cmd.Process.Pid)
	}
	// It has crashed, or the script has ended it, or it was killed.
	h.end()
	code, err := exitCode(h.waited, lost)
	p = agent.Progress{Done: true, ExitCode: code, Stdout: h.stdout.text(), Stderr: h.stderr.text()}
	if err != nil {
		reason := failed("run PowerShell: %v", errors.Join(ctx.Err(), err))
		p.ExitCode, p.Stderr = reason.ExitCode, p.Stderr+reason.Stderr
	}
	return p, false
}

// await waits for the end of the job's part of each stream.
func (h *host) await(captures ...*capture) error {
	for _, c := range captures {
		select {
		case <-c.ended:
		case <-h.ended:
			return errors.New("the process ended before its output did")
		}
	}
	return nil
}

// exitCode is that of a process that its script has ended ([Environment]::Exit):
// eight bits of it on Linux. waited is what Wait gave, and lost is what became of
// the conversation; an error means that there is no exit code.
func exitCode(waited, lost error) (int, error) {
	var exited *exec.ExitError
	switch {
	case waited == nil || errors.Is(waited, exec.ErrWaitDelay):
		return 0, nil
	case errors.As(waited, &exited) && exited.Exited():
		return exited.ExitCode(), nil
	default:
		return 0, fmt.Errorf("the process did not end by itself: %w (%w)", waited, lost)
	}
}
