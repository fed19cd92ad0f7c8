package world_test

import (
	"strings"
	"testing"
	"time"

	"patchline/internal/sim/windows"
	"patchline/internal/sim/world"
)

func (h *history) volume(id string) *world.Volume { return h.Site(place).Volumes.Get(id) }

func TestAVolumesStatesFollowEachOther(t *testing.T) {
	inWorld(t, func(t *testing.T, h *history) {
		v := &world.Volume{Place: place, SizeGiB: 1, Type: "gp3"}
		for _, step := range []struct {
			do          func()
			first, then string
		}{
			{func() { h.BeginVolume(v) }, "creating ", "available "},
			{func() { h.AttachVolume(v, h.instance, "xvdg") }, "in-use attaching", "in-use attached"},
			{func() { h.DetachVolume(v) }, "in-use detaching", "available "},
			{func() { h.DeleteVolume(v) }, "deleting ", "gone"},
		} {
			h.Do(step.do)
			if got := v.State + " " + v.AttachmentState; got != step.first {
				t.Errorf("at first %q, want %q", got, step.first)
			}
			time.Sleep(15 * time.Second)
			h.Do(func() {
				got := "gone"
				if h.volume(v.ID) != nil {
					got = v.State + " " + v.AttachmentState
				}
				if got != step.then {
					t.Errorf("then %q, want %q", got, step.then)
				}
			})
		}
		if len(h.instance.Attachments) != 2 {
			t.Errorf("the instance has %+v", h.instance.Attachments)
		}
	})
}

func TestADetachVoidsTheAttachUnderWay(t *testing.T) {
	inWorld(t, func(t *testing.T, h *history) {
		v := &world.Volume{Place: place}
		h.Do(func() { h.BeginVolume(v) })
		time.Sleep(15 * time.Second)
		h.Do(func() {
			h.AttachVolume(v, h.instance, "xvdg")
			h.DetachVolume(v)
		})
		for range 15 {
			time.Sleep(time.Second)
			h.Do(func() {
				if v.AttachmentState == world.VolumeAttached {
					t.Error("it is attached while it detaches")
				}
			})
		}
		if v.State != world.VolumeAvailable || v.AttachmentState != "" || v.InstanceID != "" {
			t.Errorf("it is %+v", v)
		}
	})
}

func TestASystemGoesWhereItsVolumeGoes(t *testing.T) {
	inWorld(t, func(t *testing.T, h *history) {
		root := h.volume("vol-root")
		h.instance.Windows.ComputerName = "before"
		h.do(h.Stop)
		time.Sleep(3 * time.Minute)
		h.Do(func() { h.DetachVolume(root) })
		time.Sleep(15 * time.Second)
		h.Do(func() {
			if root.Disk == nil || root.Disk.Windows.ComputerName != "before" {
				t.Fatalf("the volume holds %+v", root.Disk)
			}
			h.instance.Windows.ComputerName = "after"
			h.AttachVolume(root, h.instance, "/dev/sda1")
			if h.instance.Windows.ComputerName != "before" || root.Disk != nil || h.instance.NoSystem {
				t.Errorf("the instance has %q, the volume %v", h.instance.Windows.ComputerName, root.Disk)
			}
		})
	})
}

func TestASwapOfRootsKeepsTheOldOne(t *testing.T) {
	inWorld(t, func(t *testing.T, h *history) {
		old := h.volume("vol-root")
		v := &world.Volume{Place: place, Disk: &world.Disk{Windows: &windows.Machine{ComputerName: "restored"}, AgentInstalled: true, AgentVersion: "3.3.0.0"}}
		h.Do(func() { h.BeginVolume(v) })
		time.Sleep(15 * time.Second)
		h.Do(func() {
			h.Halt(h.instance)
			if got := h.SwapRoot(h.instance, v); got != old || old.State != world.VolumeAvailable || old.Disk == nil {
				t.Errorf("the old one is %+v", got)
			}
			h.Boot(h.instance)
		})
		h.watch(10 * time.Minute)
		h.want("down", "running, os true, agent false", "agent up", "running, os true, agent true")
		root := h.instance.RootVolume()
		if root.VolumeID != v.ID || !root.DeleteOnTermination || h.instance.Windows.ComputerName != "restored" || h.instance.Agent.Version != "3.3.0.0" {
			t.Errorf("it has %+v, %+v", root, h.instance.Windows)
		}
	})
}

func TestADiskOfAnotherPlatformDoesNotBoot(t *testing.T) {
	for name, disk := range map[string]*world.Disk{"no system": nil, "a Linux": {AgentInstalled: true}} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(t *testing.T, h *history) {
				v := &world.Volume{Place: place, Disk: disk}
				h.Do(func() {
					h.BeginVolume(v)
					h.Halt(h.instance)
					h.SwapRoot(h.instance, v)
					h.Boot(h.instance)
				})
				h.watch(10 * time.Minute)
				h.want("down")
				if !h.instance.Impaired || !h.instance.IsWindows() {
					t.Errorf("impaired %v, Windows %v", h.instance.Impaired, h.instance.IsWindows())
				}
			})
		})
	}
}

func TestDisksAreSavedAndLinked(t *testing.T) {
	inWorld(t, func(t *testing.T, h *history) {
		h.Catalogue["u"] = &windows.Definition{ID: "u", Title: "An update"}
		h.instance.Windows.Updates = []windows.Update{{ID: "u", Status: windows.Missing}}
		if err := h.instance.Windows.Link(h.Catalogue); err != nil {
			t.Fatal(err)
		}
		var data []byte
		h.Do(func() {
			s := h.BeginSnapshot(h.volume("vol-root"), h.instance, "", nil)
			h.volume("vol-data").Disk = s.Disk
			var err error
			if data, err = h.Save(); err != nil {
				t.Fatal(err)
			}
		})
		again := newWorld()
		if err := again.Restore(data); err != nil {
			t.Fatal(err)
		}
		again.Do(func() {
			for s := range again.Site(place).Snapshots.All() {
				if got := s.Disk.Windows.Updates[0].Definition(); got == nil || got.Title != "An update" {
					t.Errorf("the snapshot's update is %v", got)
				}
			}
			if again.Site(place).Volumes.Get("vol-data").Disk.Windows.Updates[0].Definition() == nil {
				t.Error("the volume's update has lost its definition")
			}
		})
	})
}

func TestADiskWithAnUnknownUpdateIsRefused(t *testing.T) {
	const disk = `[{"ID": "x-1", "Disk": {"Windows": {"Updates": [{"ID": "nope"}]}}}]`
	for name, data := range map[string]string{
		"volume x-1":   `{"Sites": {"1/r": {"Instances": [], "Volumes": ` + disk + `, "Snapshots": []}}}`,
		"snapshot x-1": `{"Sites": {"1/r": {"Instances": [], "Volumes": [], "Snapshots": ` + disk + `}}}`,
	} {
		if err := newWorld().Restore([]byte(data)); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("got %v, want %s", err, name)
		}
	}
}
