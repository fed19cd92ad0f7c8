package windows

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestEveryBuiltInUpdateIsWhole(t *testing.T) {
	l := BuiltIn()
	guid := regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	for id, def := range l.Catalogue {
		if id != def.ID || !guid.MatchString(id) {
			t.Errorf("%s: id %q", def.Title, id)
		}
		if def.KB != "" && !strings.Contains(def.Title, "KB"+def.KB) {
			t.Errorf("%s: KB %q is not in the title", def.Title, def.KB)
		}
		if ClassificationID(def.Classification) == "" {
			t.Errorf("%s: classification %q", def.Title, def.Classification)
		}
		if def.Published.IsZero() || def.InstallTime <= 0 || def.SizeMB <= 0 || len(def.Products) == 0 || def.Revision <= 0 {
			t.Errorf("%s lacks something: %+v", def.Title, def)
		}
		for _, older := range def.Supersedes {
			if old := l.Catalogue[older]; old == nil || !old.Published.Before(def.Published) {
				t.Errorf("%s supersedes %v", def.Title, old)
			}
		}
	}
}

func TestTheCatalogueHasEveryKindOfUpdate(t *testing.T) {
	for name, is := range map[string]func(*Definition) bool{
		"a security update":                      func(d *Definition) bool { return d.Classification == SecurityUpdates },
		"a critical update":                      func(d *Definition) bool { return d.Classification == CriticalUpdates },
		"a definition update":                    func(d *Definition) bool { return d.Classification == DefinitionUpdates },
		"a driver":                               func(d *Definition) bool { return d.Classification == Drivers },
		"a preview":                              func(d *Definition) bool { return d.BrowseOnly && strings.Contains(d.Title, "Preview") },
		"one with a EULA":                        func(d *Definition) bool { return d.EULA },
		"one with user input":                    func(d *Definition) bool { return d.UserInput },
		"one that installs alone":                func(d *Definition) bool { return d.Exclusive },
		"one that reboots outside of servicing":  func(d *Definition) bool { return d.Reboots && !d.ComponentBased },
		"one that servicing does without reboot": func(d *Definition) bool { return !d.Reboots && d.ComponentBased },
		"one without a KB":                       func(d *Definition) bool { return d.KB == "" },
		"one without a severity":                 func(d *Definition) bool { return d.Severity == "" },
	} {
		t.Run(name, func(t *testing.T) {
			for _, def := range BuiltIn().Catalogue {
				if is(def) {
					return
				}
			}
			t.Error("there is none")
		})
	}
}

func TestAReleaseIsFoundByItsNameAndByACaption(t *testing.T) {
	l := BuiltIn()
	for name, want := range map[string]string{
		"2022":                                   "10.0.20348",
		"Microsoft Windows Server 2016 Standard": "10.0.14393",
		"Microsoft Windows Server 2025 Datacenter":      "10.0.26100",
		"Windows Server 2019":                           "10.0.17763",
		"Microsoft Windows Server 2012 R2 Standard":     "",
		"Microsoft Windows 11 Enterprise multi-session": "",
		"":                     "",
		"Windows Server 20220": "",
		"Microsoft Windows Server 2022 Datacenter Azure 2022x": "10.0.20348",
	} {
		got := ""
		if r := l.Release(name); r != nil {
			got = r.Version
		}
		if got != want {
			t.Errorf("%q: got version %q, want %q", name, got, want)
		}
	}
}

func TestAKBIsFoundInItsNewestVersion(t *testing.T) {
	updates := BuiltIn().Release("2022").Updates
	for kb, want := range map[string]string{
		"KB2267602": "Version 1.439.212.0", "kb890830": "v5.136", "5066782": "2025-10 Cumulative Update",
	} {
		if def := FindKB(updates, kb); def == nil || !strings.Contains(def.Title, want) {
			t.Errorf("%s: got %v, want %s", kb, def, want)
		}
	}
	for _, kb := range []string{"", "KB", "KB0", "5066586"} {
		if def := FindKB(updates, kb); def != nil {
			t.Errorf("%q: got %s", kb, def.Title)
		}
	}
}

func TestEveryMachineIsWhole(t *testing.T) {
	l := BuiltIn()
	for _, release := range l.Releases {
		for _, role := range l.Roles {
			for _, profile := range Profiles() {
				m := l.Machine(&release, &role, profile)
				name := release.Name + " " + role.Name + " " + string(profile)
				if err := m.Link(l.Catalogue); err != nil {
					t.Errorf("%s: %v", name, err)
				}
				if !slices.IsSortedFunc(m.History, func(a, b HistoryEntry) int { return a.At.Compare(b.At) }) {
					t.Errorf("%s: the history is not in the order of time", name)
				}
				if m.Pending.Any() || m.Service("AmazonSSMAgent") == nil || len(m.Software) == 0 || len(m.History) == 0 {
					t.Errorf("%s: %+v", name, m)
				}
			}
		}
	}
}

func TestNothingHappenedSinceTheBoot(t *testing.T) {
	m := machine(t, "2022", MonthBehind)
	boot := day("2025-09-10") // before September's updates count as installed
	m.Booted(boot)
	if !m.BootTime.Equal(boot) {
		t.Errorf("booted %s", m.BootTime)
	}
	if u := find(t, m, "5065432"); u.Status != Installed || !u.At.Equal(boot) {
		t.Errorf("September's is %s at %s", u.Status, u.At)
	}
	if u := find(t, m, "5062572"); u.Status != Superseded || u.At.After(boot) {
		t.Errorf("July's is %s at %s", u.Status, u.At)
	}
	for _, h := range m.History {
		if h.At.After(boot) {
			t.Errorf("%s was installed at %s", h.Title, h.At)
		}
	}
}

func TestMachinesDoNotShareTheirLists(t *testing.T) {
	l := BuiltIn()
	first := l.Machine(l.Release("2022"), l.Role("web"), MonthBehind)
	for i := range first.Services {
		first.Services[i].Running = false
	}
	second := l.Machine(l.Release("2022"), l.Role("web"), MonthBehind)
	if !second.Service("W3SVC").Running {
		t.Error("a machine's service stopped with another's")
	}
}

func TestHResultsHaveMicrosoftsNames(t *testing.T) {
	for hresult, want := range map[uint32]string{
		0x80240016: "WU_E_INSTALL_NOT_ALLOWED",
		0x80240438: "WU_E_PT_ENDPOINT_UNREACHABLE",
		0x80070BC9: "ERROR_FAIL_REBOOT_REQUIRED",
		0x800F0922: "CBS_E_INSTALLERS_FAILED",
		0x80070643: "ERROR_INSTALL_FAILURE",
		0:          "",
		0x80240040: "",
	} {
		if got := HResultName(hresult); got != want {
			t.Errorf("0x%08X: got %q, want %q", hresult, got, want)
		}
	}
	for _, own := range []uint32{
		UnknownID, OperationInProgress, InstallNotAllowed, NotApplicable, ExclusiveInstallConflict, NoInteractiveUser,
		EULAsDeclined, NoUpdate, ServiceDisabled, CBSInstallersFailed,
	} {
		if HResultName(own) == "" {
			t.Errorf("0x%08X, which the simulated Windows ends with, has no name", own)
		}
	}
}

func TestAMachineIsMadeWithChanges(t *testing.T) {
	l := BuiltIn()
	release := l.Release("2022")
	newest, before := FindKB(release.Updates, "5066782"), FindKB(release.Updates, "5065432")
	oldest := FindKB(release.Updates, "5063880")
	for name, c := range map[string]struct {
		changes []Change
		status  map[*Definition]Status
		pending bool
		history int // beyond that of the machine without changes
	}{
		"that make an update fail":          {[]Change{{newest, Missing, 0x80070643, false}}, map[*Definition]Status{newest: Missing}, false, 0},
		"that install one":                  {[]Change{{newest, Installed, 0, false}}, map[*Definition]Status{newest: Installed, before: Superseded}, false, 1},
		"that leave one to the next boot":   {[]Change{{newest, PendingReboot, 0, true}}, map[*Definition]Status{newest: PendingReboot, before: Installed}, true, 1},
		"that take one back":                {[]Change{{before, Missing, 0, false}}, map[*Definition]Status{before: Missing, oldest: Installed}, false, -1},
		"that take one off":                 {[]Change{{newest, "", 0, false}}, map[*Definition]Status{newest: ""}, false, 0},
		"that add one that was superseded":  {[]Change{{newest, Superseded, 0, false}}, map[*Definition]Status{newest: Superseded, before: Installed}, false, 1},
		"of which the last on an update is": {[]Change{{newest, "", 0, false}, {newest, Installed, 0, false}}, map[*Definition]Status{newest: Installed}, false, 1},
	} {
		t.Run(name, func(t *testing.T) {
			plain := l.Machine(release, l.Role("base"), MonthBehind)
			m := l.Machine(release, l.Role("base"), MonthBehind, c.changes...)
			for def, want := range c.status {
				var got Status
				if u := m.Find(def.ID); u != nil {
					got = u.Status
				}
				if got != want {
					t.Errorf("KB%s is %q, want %q", def.KB, got, want)
				}
			}
			if m.Pending.Any() != c.pending {
				t.Errorf("pending: %+v", m.Pending)
			}
			if got := len(m.History) - len(plain.History); got != c.history {
				t.Errorf("the history has %d more lines, want %d", got, c.history)
			}
			last := c.changes[len(c.changes)-1]
			if u := m.Find(last.Definition.ID); u != nil && (u.HResult != last.HResult || u.RollsBack != last.RollsBack) {
				t.Errorf("got %+v", u)
			}
		})
	}
	if m := l.Machine(release, l.Role("base"), NoUpdates); len(m.Updates) != 0 || len(m.History) != 0 {
		t.Errorf("without updates: %+v", m.Updates)
	}
}
