package command

import (
	"encoding/json"
	"time"

	"patchline/internal/sim/agent"
)

// savedJob is what of a job can't be made anew from its command: a script has
// up to 64 KB, and thousands of jobs share one.
type savedJob struct {
	Started  time.Time
	Restarts int
	Cursor   int
	Memory   *agent.Memory
}

type plainRun Run

type savedRun struct {
	*plainRun
	Job *savedJob
}

// MarshalJSON writes a run with the short form of its job.
func (r *Run) MarshalJSON() ([]byte, error) {
	s := savedRun{plainRun: (*plainRun)(r)}
	if j := r.Job; j != nil {
		s.Job = &savedJob{j.Started, j.Restarts, j.Cursor, j.Memory}
	}
	return json.Marshal(s)
}

// UnmarshalJSON reads a run; the rest of its job is restore's to make.
func (r *Run) UnmarshalJSON(data []byte) error {
	s := savedRun{plainRun: (*plainRun)(r)}
	if err := json.Unmarshal(data, &s); err != nil {
		return err
	}
	if j := s.Job; j != nil {
		r.Job = &agent.Job{Started: j.Started, Restarts: j.Restarts, Cursor: j.Cursor, Memory: j.Memory}
	}
	return nil
}

// restoreJob completes the job of a run. One that ran outside is begun again,
// unless its agent is gone with it.
func (e *Engine) restoreJob(i *Invocation) {
	r, instance := i.Run, e.instance(i)
	if r.Job == nil || instance == nil {
		return
	}
	kept := r.Job
	r.Job = e.newJob(i)
	r.Job.Started, r.Job.Restarts, r.Job.Cursor, r.Job.Memory = kept.Started, kept.Restarts, kept.Cursor, kept.Memory
	if r.Outside && instance.AgentUp() {
		r.Job.Cursor = 0
		e.invocationEvent(i, evStep, 0)
	}
}

// atStep tells whether a run can go on: a step of so many is at hand with its
// job, or there is nothing to go on with.
func (r *Run) atStep(steps int) bool {
	if r.Job == nil {
		return r.Index >= 0 && r.Index <= steps && (r.Over || r.CutOff) && !r.Outside
	}
	return r.Index >= 0 && r.Index < steps
}
