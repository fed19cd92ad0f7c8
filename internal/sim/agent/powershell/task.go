package powershell

import (
	"context"
	"fmt"

	"patchline/internal/sim/agent"
)

// task is a job that has begun.
type task struct {
	key       jobKey
	name      string // of its folder
	script    string
	computer  string // Windows' name
	simulator simulator
	cancel    context.CancelFunc
}

// run waits for a free slot, runs the job and reports its end.
func (r *Runner) run(ctx context.Context, t *task) {
	defer t.cancel()
	select {
	case r.slots <- struct{}{}:
	case <-ctx.Done():
		return
	}
	p, err := r.perform(ctx, t)
	<-r.slots
	if err != nil {
		p = failed("%v", err)
	}
	if r.forget(t) {
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

// perform runs the script of a job to its end.
func (r *Runner) perform(ctx context.Context, t *task) (agent.Progress, error) {
	folder, err := makeJobFolder(r.root, t.name, t.script)
	if err != nil {
		return agent.Progress{}, err
	}
	defer folder.remove()
	socket, err := listen(ctx, folder.channel(), t.simulator.answer)
	if err != nil {
		return agent.Progress{}, err
	}
	defer socket.close()
	env := folder.environment(t.simulator.job.Environment, t.computer)
	return runProcess(ctx, r.options.Path, folder, env)
}

// failed is a step that ends with exit code 1 and a line on standard error.
func failed(format string, args ...any) agent.Progress {
	return agent.Progress{Done: true, ExitCode: 1, Stderr: "fleet-sim: " + fmt.Sprintf(format, args...) + "\n"}
}
