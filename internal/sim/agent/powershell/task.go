package powershell

import (
	"context"
	"fmt"
	"path/filepath"

	"patchline/internal/sim/agent"
)

// task is a job that has begun.
type task struct {
	key       jobKey
	name      string // of its folder
	script    string
	computer  string // Windows' name
	tools     string // awsTools
	simulator simulator
	cancel    context.CancelFunc
}

// run waits for a free place, runs the job and reports its end.
func (r *Runner) run(ctx context.Context, t *task) {
	defer t.cancel()
	p, ok, err := r.pool.run(ctx, func(h *host) (agent.Progress, bool, error) { return r.perform(ctx, h, t) })
	if err != nil {
		p = failed("%v", err)
	}
	if ok && r.forget(t) {
		r.options.Report(t.simulator.job, p)
	}
}

// forget takes a job off the list, before it is reported: the report may begin
// it again. It is false when Stop was faster.
func (r *Runner) forget(t *task) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.running[t.key] != t {
		return false
	}
	delete(r.running, t.key)
	return true
}

// perform runs the script of a job to its end. fresh tells whether the host can
// take another one.
func (r *Runner) perform(ctx context.Context, h *host, t *task) (p agent.Progress, fresh bool, err error) {
	folder, err := makeJobFolder(r.root, t.name, t.script)
	if err != nil {
		return p, true, err
	}
	defer folder.remove()
	socket, err := listen(ctx, folder.channel(), t.simulator.answer)
	if err != nil {
		return p, true, err
	}
	defer socket.close()
	env := folder.environment(t.computer, filepath.Join(h.folders.modules(), t.tools), t.simulator.job.Environment)
	p, fresh = h.run(ctx, folder, env)
	return p, fresh, nil
}

// failed is a step that ends with exit code 1 and a line on standard error.
func failed(format string, args ...any) agent.Progress {
	return agent.Progress{Done: true, ExitCode: 1, Stderr: "fleet-sim: " + fmt.Sprintf(format, args...) + "\n"}
}
