package agent

import (
	"fmt"
	"time"

	"patchline/internal/sim/windows"
)

// agentService is the SSM agent's service.
const agentService = "AmazonSSMAgent"

// agentReturn is the script of DocUpdateAgent: it waits until the agent is back
// from the update that the step before it has begun.
var agentReturn = program{phases: []phase{{
	takes: func(x *work) time.Duration {
		if x.memory.Tries == 0 {
			return draw(x.w, x.i, x.job, "check", checkTakes)
		}
		return agentPoll
	},
	do: (*work).awaitAgent,
}}}

func (x *work) awaitAgent() (more bool, err error) {
	x.memory.Tries++
	state := serviceState(x.m, agentService, x.w.Now())
	switch {
	case state == windows.StatusRunning:
		return false, nil
	case !x.w.Now().Before(x.deadline()):
		return false, fmt.Errorf("the SSM agent is not back from its update: its service is %s", state)
	}
	return true, nil
}
