package world_test

import (
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"patchline/internal/sim/faults"
	"patchline/internal/sim/windows"
	"patchline/internal/sim/world"
)

const id = "i-0a"

// inWorld runs a test in virtual time in a world with one running instance.
func inWorld(t *testing.T, test func(t *testing.T, h *history), rules ...faults.Rule) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		h := &history{World: newWorld(rules...), t: t}
		h.Do(func() {
			h.OnDown(func(*world.Instance) { h.note("down") })
			h.OnAgentUp(func(*world.Instance) { h.note("agent up") })
			h.instance = &world.Instance{
				Place: place, ID: id, State: world.Running, RootDevice: "/dev/sda1", LaunchTime: h.Now().Add(-time.Hour),
				Attachments: []world.Attachment{{Device: "/dev/sda1", VolumeID: "vol-root", DeleteOnTermination: true}, {Device: "xvdf", VolumeID: "vol-data"}},
				Agent:       world.Agent{Installed: true, Version: "3.3.1.0", OSUp: true, UpSince: h.Now().Add(-time.Hour)},
				Windows:     &windows.Machine{},
			}
			h.Site(place).Instances.Add(h.instance)
			for n, a := range h.instance.Attachments {
				h.Site(place).Volumes.Add(&world.Volume{
					Place: place, ID: a.VolumeID, SizeGiB: 30, Type: "gp3", State: world.VolumeInUse, InstanceID: id,
					Device: a.Device, AttachmentState: world.VolumeAttached, RootOf: []string{id}[n:],
				})
			}
		})
		test(t, h)
	})
}

// history is a world and what happened in it.
type history struct {
	*world.World
	t        *testing.T
	instance *world.Instance
	events   []string
}

func (h *history) note(what string) { h.events = append(h.events, what) }

// watch lets time pass second by second, and notes what the instance shows.
func (h *history) watch(d time.Duration) {
	h.t.Helper()
	before := h.shows()
	for range int(d.Seconds()) {
		time.Sleep(time.Second)
		h.Do(func() {})
		if now := h.shows(); now != before {
			h.note(now)
			before = now
		}
	}
}

func (h *history) shows() string {
	return fmt.Sprintf("%s, os %v, agent %v", h.instance.State, h.instance.Agent.OSUp, h.instance.AgentUp())
}

func (h *history) want(want ...string) {
	h.t.Helper()
	if !slices.Equal(h.events, want) {
		h.t.Errorf("got  %q\nwant %q", h.events, want)
	}
}

// do does something to the instance under the lock.
func (h *history) do(f func(*world.Instance)) { h.Do(func() { f(h.instance) }) }

func TestStopAndStartGoThroughTheirStates(t *testing.T) {
	inWorld(t, func(t *testing.T, h *history) {
		h.do(h.Stop)
		h.watch(3 * time.Minute)
		h.want("down", "stopped, os false, agent false")
		if h.instance.StateReasonCode != "Client.UserInitiatedShutdown" || h.instance.StateBefore != world.Stopping {
			t.Errorf("the reason is %q, the state before %s", h.instance.StateReasonCode, h.instance.StateBefore)
		}
		h.events = nil
		var started time.Time
		h.Do(func() { started = h.Now(); h.Start(h.instance) })
		if h.instance.LaunchTime != started || h.instance.State != world.Pending || h.instance.StateReasonCode != "" {
			t.Errorf("started as %s at %v, reason %q", h.instance.State, h.instance.LaunchTime, h.instance.StateReasonCode)
		}
		h.watch(10 * time.Minute)
		h.want("running, os false, agent false", "running, os true, agent false", "agent up", "running, os true, agent true")
		if !h.instance.Windows.BootTime.After(started) {
			t.Errorf("its boot time is %v", h.instance.Windows.BootTime)
		}
	})
}

func TestARebootIsQueuedAndKeepsTheState(t *testing.T) {
	inWorld(t, func(t *testing.T, h *history) {
		launched := h.instance.LaunchTime
		h.do(h.QueuedReboot)
		h.watch(10 * time.Minute)
		h.want("down", "running, os false, agent false", "running, os true, agent false", "agent up", "running, os true, agent true")
		if h.instance.LaunchTime != launched {
			t.Error("a reboot has moved the launch time")
		}
	})
}

func TestANewChangeOfPowerVoidsTheLast(t *testing.T) {
	inWorld(t, func(_ *testing.T, h *history) {
		h.do(h.QueuedReboot)
		h.do(h.Stop)
		h.watch(5 * time.Minute)
		h.want("down", "stopped, os false, agent false")
		h.events = nil
		h.do(h.Start)
		h.do(h.Stop)
		h.watch(10 * time.Minute)
		h.want("down", "stopped, os false, agent false")
	})
}

func TestARestartFromInsideWaitsItsDelay(t *testing.T) {
	inWorld(t, func(_ *testing.T, h *history) {
		h.Do(func() { h.Reboot(h.instance, time.Minute) })
		h.watch(59 * time.Second)
		h.want()
		h.watch(time.Second)
		h.want("down", "running, os false, agent false")
	})
}

func TestUpdatesMakeABootLonger(t *testing.T) {
	boot := func(updates int) (takes time.Duration) {
		inWorld(t, func(t *testing.T, h *history) {
			for n := range updates {
				update := windows.Update{ID: fmt.Sprint("u", n), Status: windows.PendingReboot}
				h.Catalogue[update.ID] = &windows.Definition{ID: update.ID}
				h.instance.Windows.Updates = append(h.instance.Windows.Updates, update)
			}
			if err := h.instance.Windows.Link(h.Catalogue); err != nil {
				t.Fatal(err)
			}
			h.Do(func() { h.Reboot(h.instance, 0) })
			for !h.instance.AgentUp() || takes == 0 {
				takes += time.Second
				h.watch(time.Second)
			}
			for _, u := range h.instance.Windows.Updates {
				if u.Status != windows.Installed {
					t.Errorf("after the boot %s is %s", u.ID, u.Status)
				}
			}
		})
		return takes
	}
	if plain, long := boot(0), boot(5); long < plain+100*time.Second {
		t.Errorf("a boot takes %v, and %v with five updates", plain, long)
	}
}

func TestFaultsOfPower(t *testing.T) {
	for name, test := range map[string]struct {
		rule faults.Rule
		do   func(h *history, i *world.Instance)
		want []string
	}{
		"a stop that is stuck for ever": {faults.Rule{Kind: faults.StopStuck}, func(h *history, i *world.Instance) { h.Stop(i) }, []string{"down"}},
		"a stop that is slow":           {faults.Rule{Kind: faults.StopStuck, Delay: 9 * time.Minute}, func(h *history, i *world.Instance) { h.Stop(i) }, []string{"down", "stopped, os false, agent false"}},
		"a stop that is forced":         {faults.Rule{Kind: faults.StopStuck}, func(h *history, i *world.Instance) { h.ForceStop(i) }, []string{"down", "stopped, os false, agent false"}},
		"a Windows that does not boot":  {faults.Rule{Kind: faults.NoBoot}, func(h *history, i *world.Instance) { h.Reboot(i, 0) }, []string{"down", "running, os false, agent false"}},
		"an agent that stays away":      {faults.Rule{Kind: faults.AgentLostAfterReboot}, func(h *history, i *world.Instance) { h.Reboot(i, 0) }, []string{"down", "running, os false, agent false", "running, os true, agent false"}},
		"a termination":                 {faults.Rule{Kind: "none"}, func(h *history, i *world.Instance) { h.Terminate(i) }, []string{"down"}},
		"a stop of another instance":    {faults.Rule{Kind: faults.StopStuck, Instances: []string{"i-0b"}}, func(h *history, i *world.Instance) { h.Stop(i) }, []string{"down", "stopped, os false, agent false"}},
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(_ *testing.T, h *history) {
				h.do(func(i *world.Instance) { test.do(h, i) })
				h.watch(10 * time.Minute)
				h.want(test.want...)
			}, test.rule)
		})
	}
}

func TestAnUpdateRollsBackAtBoot(t *testing.T) {
	inWorld(t, func(t *testing.T, h *history) {
		h.Catalogue["u"] = &windows.Definition{ID: "u", KB: "5000001"}
		h.instance.Windows.Updates = []windows.Update{{ID: "u", Status: windows.PendingReboot}}
		if err := h.instance.Windows.Link(h.Catalogue); err != nil {
			t.Fatal(err)
		}
		h.Do(func() { h.Reboot(h.instance, 0) })
		h.watch(10 * time.Minute)
		if got := h.instance.Windows.Updates[0].Status; got != windows.Missing {
			t.Errorf("the update is %s", got)
		}
	}, faults.Rule{Kind: faults.RollbackAtBoot, KB: "5000001"})
}

func TestTheStatusChecks(t *testing.T) {
	inWorld(t, func(t *testing.T, h *history) {
		checks := func() (got string) {
			h.Do(func() {
				instance, system := h.StatusChecks(h.instance)
				got = instance + " " + system
			})
			return got
		}
		for _, step := range []struct {
			name string
			do   func()
			want string
		}{
			{"when up", func() {}, "ok ok"},
			{"during a reboot", func() { h.Reboot(h.instance, 0); h.watch(20 * time.Second) }, "initializing ok"},
			{"after it", func() { h.watch(10 * time.Minute) }, "ok ok"},
			{"after a boot that failed", func() { h.instance.NoSystem = true; h.Reboot(h.instance, 0); h.watch(10 * time.Minute) }, "impaired ok"},
			{"after one that did not", func() { h.instance.NoSystem = false; h.Reboot(h.instance, 0); h.watch(10 * time.Minute) }, "ok ok"},
			{"just after a start", func() { h.Stop(h.instance); h.watch(3 * time.Minute); h.Start(h.instance); h.watch(time.Minute) }, "initializing initializing"},
		} {
			step.do()
			if got := checks(); got != step.want {
				t.Errorf("%s: got %s, want %s", step.name, got, step.want)
			}
		}
	})
}

func TestAStateIsSeenLate(t *testing.T) {
	inWorld(t, func(t *testing.T, h *history) {
		if got := h.instance.StateSeen(h.Now(), time.Hour); got != world.Running {
			t.Errorf("one that never changed is seen as %s", got)
		}
		h.do(h.Stop)
		now := h.instance.StateAt
		for lag, want := range map[time.Duration]world.State{0: world.Stopping, 10 * time.Second: world.Running} {
			if got := h.instance.StateSeen(now, lag); got != want {
				t.Errorf("with a lag of %v it is seen as %s", lag, got)
			}
		}
		if got := h.instance.StateSeen(now.Add(10*time.Second), 10*time.Second); got != world.Stopping {
			t.Errorf("10 s later it is seen as %s", got)
		}
	})
}

func TestTheCodesOfStates(t *testing.T) {
	for state, code := range map[world.State]int{
		world.Pending: 0, world.Running: 16, world.ShuttingDown: 32, world.Terminated: 48, world.Stopping: 64, world.Stopped: 80,
	} {
		if state.Code() != code {
			t.Errorf("%s has the code %d, want %d", state, state.Code(), code)
		}
	}
}
