package powershell

import (
	"context"
	"math"
	"time"
)

// now is the simulated moment.
func now(_ context.Context, s *simulator, _ request) (any, error) {
	return s.world.Clock().Now(), nil
}

// wait answers a simulated time later. The job's end ends it.
func wait(ctx context.Context, s *simulator, r request) (any, error) {
	if r.Milliseconds < 0 || r.Milliseconds > math.MaxInt32 { // as Start-Sleep has it
		return nil, refuse("OutOfRange", "%d milliseconds are no time to wait for", r.Milliseconds)
	}
	defer s.idle(r)()
	if s.world.Clock().Sleep(ctx, time.Duration(r.Milliseconds)*time.Millisecond) != nil {
		return nil, refuse("JobIsOver", "the job is over")
	}
	return true, nil
}

// hang answers when the job is over: what never ends by itself ends with it.
func hang(ctx context.Context, s *simulator, r request) (any, error) {
	defer s.idle(r)()
	<-ctx.Done()
	return nil, refuse("JobIsOver", "the job is over")
}

// idle lets the clock run at its speed while a script only waits.
func (s *simulator) idle(r request) (over func()) {
	if !r.Alone {
		return func() {}
	}
	s.world.Clock().Idle()
	return s.world.Clock().Busy
}
