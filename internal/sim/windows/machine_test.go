package windows

import (
	"encoding/json"
	"reflect"
	"slices"
	"testing"
	"time"
)

var night = time.Date(2025, 10, 18, 22, 0, 0, 0, time.UTC)

// machine makes a machine of a release, one month behind.
func machine(t *testing.T, release string, profile Profile) *Machine {
	t.Helper()
	l := BuiltIn()
	return l.Machine(l.Release(release), l.Role("base"), profile)
}

// find gives the newest update of a KB on a machine.
func find(t *testing.T, m *Machine, kb string) *Update {
	t.Helper()
	var definitions []*Definition
	for i := range m.Updates {
		definitions = append(definitions, m.Updates[i].def)
	}
	def := FindKB(definitions, kb)
	if def == nil {
		t.Fatalf("the machine has no KB%s", kb)
	}
	return m.Find(def.ID)
}

func kbs(updates []*Update) []string {
	var list []string
	for _, u := range updates {
		list = append(list, u.def.KB)
	}
	return list
}

func TestASearchFinds(t *testing.T) {
	for name, c := range map[string]struct {
		release string
		profile Profile
		want    []string
	}{
		"the newest month on a machine that has the one before": {"2022", MonthBehind, []string{"5066743", "5066782", "9900022", "890830", "2267602"}},
		"the servicing stack before the rest on 2016":           {"2016", MonthBehind, []string{"5066584", "5066136", "5066836", "890830", "2267602"}},
		"only the last of a chain, however far behind":          {"2019", MonthsBehind, []string{"5066738", "5066586", "9900019", "890830", "2267602"}},
		"nothing on a machine that is up to date":               {"2025", UpToDate, nil},
		"what is optional, where everything is offered":         {"2025", Everything, []string{"5066131", "5066835", "9900125", "890830", "2267602", "", "", "4481252"}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := kbs(machine(t, c.release, c.profile).Applicable()); !slices.Equal(got, c.want) {
				t.Errorf("got KBs %v, want %v", got, c.want)
			}
		})
	}
}

func TestASearchGoesWrongWhereWindowsUpdateIsDisabled(t *testing.T) {
	m := machine(t, "2022", MonthBehind)
	if got := m.SearchOutcome(); got != (SearchFault{}) {
		t.Errorf("on a healthy machine: %v", got)
	}
	m.Service("wuauserv").StartType = Disabled
	if got := m.SearchOutcome(); got.HResult != 0x80070422 {
		t.Errorf("disabled: 0x%08X", got.HResult)
	}
	m.Search.Hangs = true
	if got := m.SearchOutcome(); !got.Hangs || got.HResult != 0 {
		t.Errorf("a fault that is set goes first: %v", got)
	}
}

func TestGetHotFixListsWhatServicingInstalled(t *testing.T) {
	got := kbs(machine(t, "2022", MonthBehind).HotFixes())
	if want := []string{"5065962", "5065432", "5012170"}; !slices.Equal(got, want) {
		t.Errorf("got KBs %v, want %v: neither superseded ones nor Defender's", got, want)
	}
}

func TestACloneSharesNothingThatChanges(t *testing.T) {
	m := machine(t, "2022", MonthBehind)
	before, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	c := m.Clone()
	c.Install(find(t, c, "5066782").ID, night)
	c.Services[0].Running = !c.Services[0].Running
	c.Software[0].Version = "changed"
	c.History[0].Title = "changed"
	after, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	if string(before) != string(after) {
		t.Error("the machine changed with its clone")
	}
}

func TestAMachineThatWasSavedIsLinkedAgain(t *testing.T) {
	m := machine(t, "2016", Everything)
	data, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	var loaded Machine
	if err := json.Unmarshal(data, &loaded); err != nil {
		t.Fatal(err)
	}
	catalogue := BuiltIn().Catalogue
	if err := loaded.Link(catalogue); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(&loaded, m) {
		t.Error("it is not what it was")
	}

	twice := loaded.Clone()
	twice.Updates = append(twice.Updates, twice.Updates[0])
	if twice.Link(catalogue) == nil {
		t.Error("an update that is there twice was taken")
	}
	loaded.Updates[3].ID = "no such update"
	if loaded.Link(catalogue) == nil {
		t.Error("an update that the catalogue lacks was taken")
	}
}
