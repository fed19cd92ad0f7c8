// Package powershell runs the real script of an aws:runPowerShellScript step in
// PowerShell, with Windows replaced by functions that look at and change the
// instance's simulated state.
//
// PowerShell takes a second or two to start, so that a process is kept for each
// core and takes one job after the other, each in a fresh runspace: variables,
// functions, modules, the current folder, the environment, the culture and
// $LASTEXITCODE are a new process's. Only what .NET keeps for a whole process
// stays, such as types of Add-Type. A process is not used again once a script
// has left a program or a runspace running in it, or on systems where that can't
// be told (all but Linux). A script that is stopped is killed with its process.
//
// What the job takes is the script's real time, as fast as this computer is: while
// a script works, the simulated clock runs in real time, whatever --speed says.
// Installing an update takes no time. Get-Date shows the simulated moment, and
// Start-Sleep waits a simulated time, at --speed.
//
// A process can't be kept over a restart of the stand-in: a job that was under
// way begins again from its first line, as it does after exit code 3010. What
// its script has done until then to the instance and to S3 stays done.
//
// The script runs with the rights of who runs the stand-in. Its cmdlets for
// Windows and S3 are replaced; files, network and programs are this computer's.
package powershell

import (
	"context"
	"runtime"
	"strconv"
	"sync"

	"patchline/internal/run"
	"patchline/internal/sim/agent"
	"patchline/internal/sim/world"
)

// Options are what a Runner needs. All but AtOnce must be given.
type Options struct {
	// Path is the PowerShell, as Find gives it: pwsh or pwsh-lite.
	Path string
	// Store is where the S3 cmdlets write.
	Store Store
	// Report takes a job's end: the job as it began, and one Progress that is
	// Done. It is called from a goroutine of the Runner's own, without the
	// world's lock. It must bear the report of a job that Stop ends meanwhile.
	Report func(job agent.Job, p agent.Progress)
	// AtOnce bounds the processes, and with them the jobs at once; 0: one for
	// each core. Further jobs wait.
	AtOnce int
}

// Runner runs steps of action aws:runPowerShellScript on Windows instances.
type Runner struct {
	options Options
	root    string // folder of the jobs' folders
	pool    *pool
	jobs    sync.WaitGroup

	mu      sync.Mutex
	running map[jobKey]*task
	begun   int // numbers the folders
	closed  bool
}

// jobKey tells jobs apart: one that a saved state has brought back is another
// object with the same key.
type jobKey struct{ command, instance, step string }

func keyOf(job *agent.Job) jobKey { return jobKey{job.CommandID, job.InstanceID, job.Step} }

// New makes a Runner and a folder for its files; Close removes that. When ctx
// ends, so does every job.
func New(ctx context.Context, o Options) (*Runner, error) {
	if o.AtOnce <= 0 {
		o.AtOnce = runtime.NumCPU()
	}
	root, err := writeFakes()
	if err != nil {
		return nil, err
	}
	r := &Runner{options: o, root: root, pool: newPool(o.Path, root, o.AtOnce), running: map[jobKey]*task{}}
	context.AfterFunc(ctx, r.stopAll)
	return r, nil
}

// Step begins a job, once, and leaves it to Report. A step that can't begin
// fails at once.
func (r *Runner) Step(w *world.World, i *world.Instance, job *agent.Job) agent.Progress {
	text, err := script(job.Inputs)
	switch {
	case err != nil:
		return failed("%v", err)
	case i.Windows == nil:
		return failed("there is no Windows PowerShell on a simulated %s", i.PlatformDetails)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	outside := agent.Progress{Outside: true}
	if r.running[keyOf(job)] != nil || r.closed {
		return outside
	}
	r.begun++
	ctx, cancel := context.WithCancel(context.Background())
	document, _ := run.ScriptDocument(text)
	t := &task{
		key: keyOf(job), name: strconv.Itoa(r.begun), script: text, cancel: cancel,
		computer: i.Windows.ComputerName, tools: awsTools(i.Windows.Version),
		simulator: simulator{
			world: w, job: *job, document: document, store: r.options.Store,
			stopped: func() bool { return ctx.Err() != nil },
		},
	}
	r.running[t.key] = t
	w.Clock().Busy()
	r.jobs.Go(func() {
		defer w.Clock().Idle()
		r.run(ctx, t)
	})
	return outside
}

// Stop kills a job's process. What its script has done until then stays done.
func (r *Runner) Stop(job *agent.Job) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if t := r.running[keyOf(job)]; t != nil {
		delete(r.running, t.key)
		t.cancel()
	}
}

// Close stops every job, waits until no process is left, and removes the
// Runner's files. Don't call it under the world's lock.
func (r *Runner) Close() error {
	r.stopAll()
	r.jobs.Wait()
	r.pool.close()
	return removeFakes(r.root)
}

func (r *Runner) stopAll() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.closed = true
	for key, t := range r.running {
		delete(r.running, key)
		t.cancel()
	}
}
