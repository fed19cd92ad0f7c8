package world

import "time"

// heartbeat is how often the SSM agent reports (facts: every 5 minutes).
const heartbeat = 5 * time.Minute

// connectionLostAfter is how old the last heartbeat must be for PingStatus
// ConnectionLost: one missed beat and a minute's grace (UNCONFIRMED).
const connectionLostAfter = heartbeat + time.Minute

// Agent is the SSM agent on an instance.
type Agent struct {
	Installed bool   // registered with Systems Manager: it has a record
	Version   string // such as 3.3.2299.0
	OSUp      bool   // the operating system runs
	Lost      bool   // the service is dead and stays so until something repairs it
	// UpSince is when it came up, the first heartbeat; zero if it never did.
	UpSince time.Time
	// DownAt is when it last went down.
	DownAt time.Time
}

// AgentUp tells whether the agent takes commands now.
func (i *Instance) AgentUp() bool {
	a := i.Agent
	return i.Up() && a.Installed && !a.Lost && a.UpSince.After(a.DownAt)
}

// LastPing is the last heartbeat that Systems Manager got, and false where
// the agent never reported.
func (i *Instance) LastPing(now time.Time) (time.Time, bool) {
	a := i.Agent
	if !a.Installed || a.UpSince.IsZero() {
		return time.Time{}, false
	}
	until := now
	if !i.AgentUp() {
		until = a.DownAt
	}
	return a.UpSince.Add(max(until.Sub(a.UpSince), 0).Truncate(heartbeat)), true
}

// PingStatus is Online or ConnectionLost. An agent that died stays Online
// until its next heartbeat is overdue.
func (i *Instance) PingStatus(now time.Time) string {
	last, found := i.LastPing(now)
	if found && now.Sub(last) <= connectionLostAfter {
		return "Online"
	}
	return "ConnectionLost"
}

// agentDown notes that the agent is gone.
func (i *Instance) agentDown(now time.Time) {
	if i.Agent.UpSince.After(i.Agent.DownAt) {
		i.Agent.DownAt = now
	}
}
