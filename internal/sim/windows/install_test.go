package windows

import (
	"testing"
	"time"
)

func TestInstallingOneUpdate(t *testing.T) {
	succeeded := InstallResult{ResultCode: ResultSucceeded}
	reboot := InstallResult{ResultCode: ResultSucceeded, RebootRequired: true}
	failed := func(hresult uint32) InstallResult { return InstallResult{ResultCode: ResultFailed, HResult: hresult} }

	for name, c := range map[string]struct {
		release, kb string
		before      func(m *Machine, u *Update)
		want        InstallResult
		status      Status
		written     bool // to the history
	}{
		"that needs no reboot is installed at once": {"2022", "890830", nil, succeeded, Installed, true},
		"that needs a reboot waits for it":          {"2022", "5066782", nil, reboot, PendingReboot, true},
		"a second time is not applicable": {"2022", "5066782",
			func(m *Machine, u *Update) { m.Install(u.ID, night) }, failed(0x80240017), PendingReboot, false},
		"that fails ends with its HRESULT": {"2022", "5066782",
			func(_ *Machine, u *Update) { u.HResult = 0x800F0922 }, failed(0x800F0922), Missing, true},
		"whose EULA is not accepted is declined": {"2022", "",
			nil, failed(0x80240023), Missing, true},
		"whose EULA is accepted installs": {"2022", "",
			func(m *Machine, u *Update) { m.AcceptEULA(u.ID) }, succeeded, Installed, true},
		"that asks for input finds nobody": {"2022", "4481252", nil, failed(0x80240020), Missing, true},
		"while a mandatory reboot is pending is not allowed": {"2022", "5066782",
			func(m *Machine, _ *Update) { m.Pending.BeforeInstallation = true }, failed(0x80240016), Missing, false},
		"while another reboot is pending goes on": {"2022", "5066782",
			func(m *Machine, _ *Update) { m.Pending.WindowsUpdate = true }, reboot, PendingReboot, true},
	} {
		t.Run(name, func(t *testing.T) {
			m := machine(t, c.release, Everything)
			u := update(t, m, c.kb)
			if c.before != nil {
				c.before(m, u)
			}
			lines := len(m.History)
			if got := m.Install(u.ID, night); got != c.want {
				t.Errorf("result %+v, want %+v", got, c.want)
			}
			if u.Status != c.status {
				t.Errorf("status %s, want %s", u.Status, c.status)
			}
			if !c.written {
				if len(m.History) != lines {
					t.Errorf("the history got %+v", m.History[lines:])
				}
				return
			}
			want := HistoryEntry{UpdateID: u.ID, Title: u.def.Title, At: night, ResultCode: c.want.ResultCode, HResult: c.want.HResult}
			if got := m.History[len(m.History)-1]; got != want || len(m.History) != lines+1 {
				t.Errorf("the history got %+v, want %+v", m.History[lines:], want)
			}
		})
	}
}

// update finds an update by KB, or the one with a EULA, which has none.
func update(t *testing.T, m *Machine, kb string) *Update {
	t.Helper()
	if kb != "" {
		return find(t, m, kb)
	}
	for i := range m.Updates {
		if m.Updates[i].def.EULA {
			return &m.Updates[i]
		}
	}
	t.Fatal("the machine has no update with a EULA")
	return nil
}

func TestUnknownUpdatesAreRefused(t *testing.T) {
	m := machine(t, "2022", MonthBehind)
	want := InstallResult{ResultCode: ResultFailed, HResult: 0x80240003}
	if got := m.Install("nothing", night); got != want {
		t.Errorf("Install: %+v", got)
	}
	if got := m.Fail("nothing", 0x80070643, night); got != want {
		t.Errorf("Fail: %+v", got)
	}
	m.AcceptEULA("nothing")
}

func TestAFaultMakesAnUpdateFailWhateverItIs(t *testing.T) {
	m := machine(t, "2022", MonthBehind)
	u := find(t, m, "5066782")
	if got := m.Fail(u.ID, 0x80070070, night); got.HResult != 0x80070070 || got.ResultCode != ResultFailed {
		t.Errorf("result %+v", got)
	}
	if last := m.History[len(m.History)-1]; last.HResult != 0x80070070 || last.UpdateID != u.ID {
		t.Errorf("history %+v", last)
	}
	if u.Status != Missing || m.Pending.Any() {
		t.Errorf("status %s, pending %+v", u.Status, m.Pending)
	}
}

func TestACollectionIsRefusedAsAWhole(t *testing.T) {
	m := machine(t, "2016", MonthBehind)
	stack, cumulative := find(t, m, "5066584").ID, find(t, m, "5066836").ID
	for name, c := range map[string]struct {
		ids  []string
		want uint32
	}{
		"when it is empty":                          {nil, 0x80240024},
		"when an exclusive update has company":      {[]string{cumulative, stack}, 0x80240019},
		"when it names what is not there":           {[]string{cumulative, "nothing"}, 0x80240003},
		"not when the exclusive update comes alone": {[]string{stack}, 0},
		"not otherwise":                             {[]string{cumulative}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			if got := m.CheckTogether(c.ids); got != c.want {
				t.Errorf("0x%08X, want 0x%08X", got, c.want)
			}
		})
	}
	m.Pending.BeforeInstallation = true
	if got := m.CheckTogether([]string{cumulative}); got != 0x80240016 {
		t.Errorf("with a mandatory reboot pending: 0x%08X", got)
	}
}

func TestAnExclusiveUpdateThatRebootsKeepsOthersOut(t *testing.T) {
	m := machine(t, "2022", MonthBehind)
	u := find(t, m, "5066782")
	exclusive := *u.def
	exclusive.Exclusive = true
	u.def = &exclusive
	m.Install(u.ID, night)
	if got := m.Install(find(t, m, "890830").ID, night); got.HResult != 0x80240016 {
		t.Errorf("result %+v", got)
	}
	m.FinishBoot(night.Add(time.Hour), false, "")
	if got := m.Install(find(t, m, "890830").ID, night); got.ResultCode != ResultSucceeded {
		t.Errorf("after the boot: %+v", got)
	}
}
