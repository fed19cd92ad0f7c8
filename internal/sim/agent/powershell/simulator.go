package powershell

import (
	"context"

	"patchline/internal/sim/agent"
	"patchline/internal/sim/windows"
	"patchline/internal/sim/world"
)

// simulator answers the requests of one job's script on behalf of its instance.
type simulator struct {
	world    *world.World
	job      agent.Job // a copy of the job as it began
	document string    // what the script says it is (run.ScriptDocument); may be empty
	store    Store
	// stopped tells under the world's lock whether the job was stopped: from
	// then on its script changes nothing more.
	stopped func() bool
}

// machine is the instance's Windows, for use under the world's lock.
type machine struct {
	*windows.Machine
	instance *world.Instance
}

// with does something under the world's lock, at the present.
func (s *simulator) with(do func(*machine) (any, error)) (result any, err error) {
	s.world.Do(func() {
		if s.stopped() {
			err = refuse("JobIsOver", "the job was stopped")
			return
		}
		i := s.world.Site(s.job.Place).Instances.Get(s.job.InstanceID)
		if i == nil || i.Windows == nil {
			err = refuse("NoInstance", "there is no Windows instance %s", s.job.InstanceID)
			return
		}
		result, err = do(&machine{Machine: i.Windows, instance: i})
	})
	return result, err
}

// looking answers with a part of the state.
func looking(part func(*simulator, *machine) any) do {
	return func(_ context.Context, s *simulator, _ request) (any, error) {
		return s.with(func(m *machine) (any, error) { return part(s, m), nil })
	}
}

// changing answers with what came of a change.
func changing(change func(*simulator, *machine, request) (any, error)) do {
	return func(_ context.Context, s *simulator, r request) (any, error) {
		return s.with(func(m *machine) (any, error) { return change(s, m, r) })
	}
}
