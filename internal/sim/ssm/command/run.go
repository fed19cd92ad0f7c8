package command

import (
	"slices"

	"patchline/internal/sim/agent"
	"patchline/internal/sim/faults"
	"patchline/internal/sim/ssm/document"
	"patchline/internal/sim/world"
)

// start is the moment that an agent takes up an invocation.
func (e *Engine) start(i *Invocation) {
	instance, n := e.instance(i), e.nodeOf(i)
	i.Waits = false
	i.Run = &Run{Steps: slices.Clone(i.Steps)}
	_, i.Run.Silent = e.world.Faults.Strikes(faults.CommandNeverReports, instance.FaultTarget(i.command.Document), e.world.Now())
	n.running = append(n.running, i)
	i.set(InProgress)
	e.nextStep(i)
}

// nextStep begins the step at hand, or passes over it and those after it that
// don't run either.
func (e *Engine) nextStep(i *Invocation) {
	c, r := i.command, i.Run
	for r.Index < len(c.content.Steps) {
		verdict, note := e.verdict(i)
		if verdict == document.Execute {
			e.begin(i)
			return
		}
		s := &r.Steps[r.Index]
		s.Started, s.Finished, s.Note = e.world.Now(), e.world.Now(), note
		s.Detail, s.Code = Success, 0
		switch {
		case r.Cancelled:
			s.Detail, s.Code = Cancelled, 1
		case verdict == document.Fail:
			s.Detail, s.Code = Failed, 1
		}
		r.Index++
	}
	e.finish(i)
}

// verdict tells whether the step at hand runs.
func (e *Engine) verdict(i *Invocation) (document.Verdict, string) {
	c, r := i.command, i.Run
	if r.Cancelled {
		return document.Skip, ""
	}
	if skip, note := skippedByControlFlow(c, r); skip {
		return document.Skip, note
	}
	return c.content.Decide(&c.content.Steps[r.Index], PlatformOf(e.instance(i)), c.Parameters)
}

// begin makes the job of the step at hand and runs it. After a reboot it is the
// same step again.
func (e *Engine) begin(i *Invocation) {
	r := i.Run
	s := &r.Steps[r.Index]
	s.Detail = InProgress
	if s.Started.IsZero() {
		s.Started = e.world.Now()
	}
	job := e.newJob(i)
	job.Started = e.world.Now()
	if again := r.Job; again != nil {
		job.Restarts, job.Memory = again.Restarts+1, again.Memory
	}
	r.Turn++
	r.Job = job
	e.report(i)
	e.invocationEvent(i, evTimeout, document.ExecutionTimeout(job.Inputs))
	e.advance(i)
}

// newJob makes the job of the step at hand, as it is before it begins. Inputs
// and parameters are shared by all jobs of the command.
func (e *Engine) newJob(i *Invocation) *agent.Job {
	c, n := i.command, i.Run.Index
	step := &c.content.Steps[n]
	return &agent.Job{
		CommandID: c.ID, Place: c.Place, InstanceID: i.InstanceID,
		Document: c.Document, Step: step.Name, Action: step.Action,
		Inputs: c.inputs[n], Parameters: c.values,
		Environment: environment(c, e.instance(i)),
	}
}

// advance lets the runner do what is due.
func (e *Engine) advance(i *Invocation) {
	r := i.Run
	runner, found := e.runners[r.Job.Action]
	if !found {
		r.Err += "fleet-sim: there is no runner for " + r.Job.Action + ": it is not simulated"
		e.stepDone(i, 1)
		return
	}
	turn := r.Turn
	progress := runner.Step(e.world, e.instance(i), r.Job)
	if r.Turn == turn { // or the runner has stopped the instance under itself
		e.take(i, progress)
	}
}

// take notes a step's progress.
func (e *Engine) take(i *Invocation, p agent.Progress) {
	r := i.Run
	r.Out += p.Stdout
	r.Err += p.Stderr
	r.Outside = p.Outside && !p.Done
	switch {
	case p.Done:
		e.stepDone(i, p.ExitCode)
	case !p.Outside:
		e.invocationEvent(i, evStep, max(p.Wait, shortestWait))
	}
}

// Finish takes the progress of a job that runs outside of the simulation. It
// takes the world's lock itself: call it outside of Do. The report of a job
// that was stopped meanwhile is dropped.
func (e *Engine) Finish(job agent.Job, p agent.Progress) {
	e.world.Do(func() {
		c := e.Book(job.Place).Command(job.CommandID)
		if c == nil {
			return
		}
		i := c.InvocationOn(job.InstanceID)
		if i == nil || i.Run == nil || i.Run.Job == nil || !i.Run.Outside {
			return
		}
		now := i.Run.Job
		if now.Step != job.Step || now.Restarts != job.Restarts || !now.Started.Equal(job.Started) {
			return
		}
		p.Outside = !p.Done
		e.take(i, p)
	})
}

// environment is what the agent gives a script (executers of the agent's
// source), and the parameters of interpolationType ENV_VAR where it knows them.
func environment(c *Command, i *world.Instance) map[string]string {
	env := map[string]string{
		"AWS_SSM_INSTANCE_ID":      i.ID,
		"AWS_SSM_REGION_NAME":      i.Region,
		"AWS_SSM_PLATFORM_NAME":    PlatformName(i),
		"AWS_SSM_PLATFORM_VERSION": PlatformVersion(i),
		"SSM_COMMAND_ID":           c.ID,
	}
	if knowsEnvVars(i.Agent.Version) {
		for name, values := range c.values {
			if c.content.Parameter(name).EnvVar {
				env["SSM_"+name] = values[0]
			}
		}
	}
	return env
}
