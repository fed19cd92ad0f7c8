package windows

import (
	"slices"
	"testing"
	"time"
)

func TestABootCompletesWhatWaitsForIt(t *testing.T) {
	m := machine(t, "2019", MonthsBehind)
	newest, old, installed := find(t, m, "5066586"), find(t, m, "5065428"), find(t, m, "5062557")
	m.Install(newest.ID, night)
	m.Pending.FileRename = true
	m.BusyUntil = night.Add(24 * time.Hour)
	if want := (RebootSources{ComponentBasedServicing: true, WindowsUpdate: true, FileRename: true}); m.Pending != want {
		t.Fatalf("before the boot: %+v", m.Pending)
	}
	if installed.Status != Installed {
		t.Errorf("what it supersedes was %s before the boot", installed.Status)
	}
	if slices.Contains(m.Applicable(), old) {
		t.Error("an older update of the chain was offered while the newest waits")
	}

	boot := night.Add(2 * time.Hour)
	m.FinishBoot(boot, false, "")
	if newest.Status != Installed || !newest.At.Equal(boot) {
		t.Errorf("the update is %s at %s", newest.Status, newest.At)
	}
	for _, u := range []*Update{old, installed} {
		if u.Status != Superseded || !u.At.Equal(boot) {
			t.Errorf("KB%s is %s at %s", u.def.KB, u.Status, u.At)
		}
	}
	if m.Pending != (RebootSources{}) || len(m.PendingUpdates()) != 0 {
		t.Errorf("still pending: %+v", m.Pending)
	}
	if m.InstallerBusy(boot) {
		t.Error("another installation goes on after the boot")
	}
}

func TestABootRollsBack(t *testing.T) {
	for name, c := range map[string]struct {
		itself   bool // the update rolls back by itself
		rollBack bool
		kb       string
		undone   bool
	}{
		"nothing on a healthy machine":         {false, false, "", false},
		"an update that does so by itself":     {true, false, "", true},
		"all, where the fault names none":      {false, true, "", true},
		"the one that the fault names":         {false, true, "5066782", true},
		"no other than the one that is named":  {false, true, "5066743", false},
		"nothing that only a void fault names": {false, false, "5066782", false},
	} {
		t.Run(name, func(t *testing.T) {
			m := machine(t, "2022", MonthBehind)
			u, before := find(t, m, "5066782"), find(t, m, "5065432")
			u.RollsBack = c.itself
			m.Install(u.ID, night)
			lines := len(m.History)
			boot := night.Add(time.Hour)
			m.FinishBoot(boot, c.rollBack, c.kb)
			if m.Pending.Any() {
				t.Errorf("pending after the boot: %+v", m.Pending)
			}
			if !c.undone {
				if u.Status != Installed || len(m.History) != lines {
					t.Errorf("status %s, history %+v", u.Status, m.History[lines:])
				}
				return
			}
			if u.Status != Missing || before.Status != Installed {
				t.Errorf("the update is %s, the one before it %s", u.Status, before.Status)
			}
			want := HistoryEntry{UpdateID: u.ID, Title: u.def.Title, At: boot, ResultCode: ResultFailed, HResult: 0x800F0922}
			if got := m.History[lines:]; !slices.Equal(got, []HistoryEntry{want}) {
				t.Errorf("the history got %+v, want %+v", got, want)
			}
			if !slices.Contains(m.Applicable(), u) {
				t.Error("a search does not offer it again")
			}
		})
	}
}

func TestABootStartsServices(t *testing.T) {
	m := &Machine{Services: []Service{
		{Name: "automatic", StartType: Automatic},
		{Name: "manual", StartType: Manual, Running: true},
		{Name: "disabled", StartType: Disabled, Running: true},
		{Name: "broken", StartType: Automatic, Running: true, FailsToStart: true},
	}}
	m.FinishBoot(night, false, "")
	for name, want := range map[string]bool{"automatic": true, "manual": false, "disabled": false, "broken": false} {
		if got := m.Service(name).Running; got != want {
			t.Errorf("%s runs: %t, want %t", name, got, want)
		}
	}
}
