package world_test

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"patchline/internal/sim/faults"
	"patchline/internal/sim/windows"
	"patchline/internal/sim/world"
)

func TestTheProgressOfASnapshot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		whole := world.Snapshot{Started: time.Now(), Takes: 100 * time.Second, StopsAt: 100}
		stuck, fails, failsAtOnce := whole, whole, whole
		stuck.StopsAt = 60
		fails.StopsAt, fails.Fails = 60, true
		failsAtOnce.StopsAt, failsAtOnce.Fails = 0, true
		for name, test := range map[string]struct {
			snapshot world.Snapshot
			after    time.Duration
			want     string
		}{
			"at its start":           {whole, 0, "pending 0"},
			"half-way":               {whole, 50 * time.Second, "pending 50"},
			"nearly there":           {whole, 99999 * time.Millisecond, "pending 99"},
			"at its end":             {whole, 100 * time.Second, "completed 100"},
			"long after":             {whole, 24 * time.Hour, "completed 100"},
			"stuck, before":          {stuck, 59 * time.Second, "pending 59"},
			"stuck, for ever":        {stuck, 24 * time.Hour, "pending 60"},
			"fails, before":          {fails, 59 * time.Second, "pending 59"},
			"fails, there":           {fails, 60 * time.Second, "error 60"},
			"fails, long after":      {fails, 24 * time.Hour, "error 60"},
			"fails, at once":         {failsAtOnce, 0, "error 0"},
			"one that takes no time": {world.Snapshot{StopsAt: 100}, 0, "completed 100"},
		} {
			state, percent := test.snapshot.Progress(time.Now().Add(test.after))
			if got := fmt.Sprint(state, " ", percent); got != test.want {
				t.Errorf("%s: got %s, want %s", name, got, test.want)
			}
		}
	})
}

func TestALargerVolumeTakesLonger(t *testing.T) {
	inWorld(t, func(t *testing.T, h *history) {
		h.Do(func() {
			small := h.BeginSnapshot(h.Site(place).Volumes.Get("vol-data"), nil, "", nil)
			if small.Takes < 2*time.Minute || small.Takes > 6*time.Minute {
				t.Errorf("30 GiB take %v", small.Takes)
			}
			large := h.BeginSnapshot(&world.Volume{Place: place, ID: "vol-x", SizeGiB: 1030}, nil, "", nil)
			if large.Takes < 1000*time.Second {
				t.Errorf("1,030 GiB take %v", large.Takes)
			}
		})
	})
}

func TestASetOfSnapshotsIsStruckOnceAndFailsTogether(t *testing.T) {
	inWorld(t, func(t *testing.T, h *history) {
		h.Do(func() {
			volumes := h.Site(place).Volumes
			of := []*world.Volume{volumes.Get("vol-root"), volumes.Get("vol-data")}
			none := func(*world.Volume) world.Tags { return nil }
			first := h.BeginSnapshots(h.instance, of, "", none)
			if !first[0].Fails || !first[1].Fails || first[0].Takes != first[1].Takes || first[1].StopsAt != 30 {
				t.Errorf("struck: %+v, %+v", first[0], first[1])
			}
			second := h.BeginSnapshots(h.instance, of, "", none)
			if second[0].Fails || second[1].Fails {
				t.Error("the rule has struck twice")
			}
			if !second[0].OfRoot || second[1].OfRoot || second[1].InstanceID != id || !second[0].Started.Equal(second[1].Started) {
				t.Errorf("made as %+v, %+v", second[0], second[1])
			}
		})
	}, faults.Rule{Kind: faults.SnapshotError, Percent: 30, Times: 1})
}

func TestPendingSnapshotsOfAVolume(t *testing.T) {
	inWorld(t, func(t *testing.T, h *history) {
		v := h.Site(place).Volumes.Get("vol-data")
		pending := func() (n int) {
			h.Do(func() { n = h.PendingSnapshots(v) })
			return n
		}
		var first *world.Snapshot
		h.Do(func() {
			first = h.BeginSnapshot(v, h.instance, "", nil)
			h.BeginSnapshot(v, h.instance, "", nil)
			h.BeginSnapshot(h.Site(place).Volumes.Get("vol-root"), h.instance, "", nil)
		})
		if got := pending(); got != 2 {
			t.Errorf("two are begun, %d pending", got)
		}
		h.Do(func() { h.Site(place).Snapshots.Delete(first.ID) })
		if got := pending(); got != 1 {
			t.Errorf("one is deleted, %d pending", got)
		}
		time.Sleep(10 * time.Minute)
		if got := pending(); got != 0 {
			t.Errorf("all are done, %d pending", got)
		}
		h.Do(func() { h.BeginSnapshot(v, h.instance, "", nil) })
		if len(v.Pending) != 1 {
			t.Errorf("it remembers %v", v.Pending)
		}
	})
}

func TestASnapshotOfARootHoldsTheSystemOfItsMoment(t *testing.T) {
	inWorld(t, func(t *testing.T, h *history) {
		h.Do(func() {
			h.instance.Windows.Services = []windows.Service{{Name: "W32Time", Running: true}}
			volumes := h.Site(place).Volumes
			root := h.BeginSnapshot(volumes.Get("vol-root"), h.instance, "", nil)
			data := h.BeginSnapshot(volumes.Get("vol-data"), h.instance, "", nil)
			h.instance.Windows.Services[0].Running = false
			h.instance.Agent.Version = "3.3.9.0"
			if data.Disk != nil {
				t.Error("a data volume holds a system")
			}
			if !root.Disk.Windows.Services[0].Running || root.Disk.AgentVersion != "3.3.1.0" {
				t.Errorf("it holds %+v", root.Disk)
			}
			if !h.OnceRootOf(root, id) || h.OnceRootOf(root, "i-0b") || h.OnceRootOf(data, id) {
				t.Error("it is taken for a snapshot of another volume")
			}
			// The volume may be gone, and then its snapshot has to know.
			volumes.Delete("vol-root")
			if !h.OnceRootOf(root, id) {
				t.Error("without its volume it is no root's")
			}
		})
	})
}
