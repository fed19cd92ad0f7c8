package world_test

import (
	"testing"
	"testing/synctest"
	"time"

	"patchline/internal/sim/world"
)

func TestPingsOfAnAgent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		at := func(minutes int) time.Time { return start.Add(time.Duration(minutes) * time.Minute) }
		up := world.Agent{Installed: true, OSUp: true, UpSince: start}
		down := up
		down.OSUp, down.DownAt = false, at(7)
		lost := up
		lost.Lost, lost.DownAt = true, at(7)
		back := down
		back.OSUp, back.UpSince = true, at(9)
		never := world.Agent{Installed: true, OSUp: true}
		for name, test := range map[string]struct {
			agent  world.Agent
			state  world.State
			now    int // minutes
			last   int // -1: never
			status string
		}{
			"up, at its first beat":             {up, world.Running, 0, 0, "Online"},
			"up, before its second":             {up, world.Running, 4, 0, "Online"},
			"up, after its third":               {up, world.Running, 12, 10, "Online"},
			"down, its last beat is young":      {down, world.Running, 8, 5, "Online"},
			"down, its next beat is due":        {down, world.Running, 11, 5, "Online"},
			"down, its next beat is overdue":    {down, world.Running, 12, 5, "ConnectionLost"},
			"down for a day":                    {down, world.Stopped, 1440, 5, "ConnectionLost"},
			"lost, while the system runs":       {lost, world.Running, 12, 5, "ConnectionLost"},
			"back again":                        {back, world.Running, 10, 9, "Online"},
			"installed, and it never came up":   {never, world.Running, 10, -1, "ConnectionLost"},
			"not installed":                     {world.Agent{OSUp: true, UpSince: start}, world.Running, 10, -1, "ConnectionLost"},
			"its instance is no longer running": {up, world.Stopping, 1, 0, "Online"},
		} {
			i := &world.Instance{State: test.state, Agent: test.agent}
			last, found := i.LastPing(at(test.now))
			if found != (test.last >= 0) || found && !last.Equal(at(test.last)) {
				t.Errorf("%s: the last ping is %v (%v)", name, last.Sub(start), found)
			}
			if got := i.PingStatus(at(test.now)); got != test.status {
				t.Errorf("%s: %s, want %s", name, got, test.status)
			}
		}
	})
}

func TestALostAgentComesBackWhenRepaired(t *testing.T) {
	inWorld(t, func(_ *testing.T, h *history) {
		h.do(h.LoseAgent)
		h.Do(func() { h.Reboot(h.instance, 0) })
		h.watch(10 * time.Minute)
		h.want("down", "running, os false, agent false", "running, os true, agent false")
		h.events = nil
		h.do(h.RepairAgent)
		h.watch(time.Minute)
		h.want("agent up", "running, os true, agent true")
	})
}

func TestAnAgentRestartsWithoutWindows(t *testing.T) {
	inWorld(t, func(t *testing.T, h *history) {
		h.do(h.RestartAgent)
		if h.instance.AgentUp() || !h.instance.Agent.OSUp {
			t.Errorf("at once: %s", h.shows())
		}
		h.watch(time.Minute)
		h.want("agent up", "running, os true, agent true")
	})
}
