package fleet

import (
	"strings"
	"testing"
	"time"

	"patchline/internal/sim/windows"
	"patchline/internal/sim/world"
)

// built loads a fleet and puts it into a world.
func built(t *testing.T, text string) (*world.World, []*world.Instance) {
	t.Helper()
	f, err := Load("f.yaml", strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld()
	if err := f.Build(w); err != nil {
		t.Fatal(err)
	}
	var all []*world.Instance
	for _, site := range w.Sites() {
		for i := range site.Instances.All() {
			all = append(all, i)
		}
	}
	return w, all
}

func TestAnInstanceIsBuiltAsDescribed(t *testing.T) {
	w, all := built(t, `
account: "444455556666"
region: us-east-1
tags: {PatchGroup: monthly, Environment: production}
instances:
  - name: db
    id: i-0123456789abcdef0
    zone: c
    type: r5.large
    tags: {Environment: test, Tier: 1}
    volumes: [{device: /dev/sda1, size: 100}, {device: xvdf, size: 500, type: io2}]
    agent: {version: 3.2.2303.0}
    autoScalingGroup: db-asg
    spot: true
    stopProtection: true
    instanceProfile: Database
    upDays: 40
    windows:
      version: "2019"
      role: sql-2019
      computerName: DB1
      domain: corp.example.com
      services:
        - {name: MSSQLSERVER, start: Manual, running: true}
        - {name: Ledger, displayName: The Ledger, failsToStart: true}
      software: [{name: Ledger, version: "4.2", publisher: Example, installed: 20240229}]
      rebootPending: [file-rename, windows-update]
      search: {hresult: 0x8024402C}
`)
	i := all[0]
	if i.String() != "444455556666/us-east-1" || i.AvailabilityZone != "us-east-1c" || i.Type != "r5.large" || i.InstanceProfile != "Database" {
		t.Errorf("got %+v", i)
	}
	if !i.Spot || !i.StopProtection || i.InstanceStore || i.State != world.Running || i.PlatformDetails != "Windows" {
		t.Errorf("got %+v", i)
	}
	wantTags := world.Tags{
		{Key: "Name", Value: "db"}, {Key: "PatchGroup", Value: "monthly"}, {Key: "Environment", Value: "test"},
		{Key: "Tier", Value: "1"}, {Key: "aws:autoscaling:groupName", Value: "db-asg"},
	}
	if len(i.Tags) != len(wantTags) {
		t.Fatalf("tags %v", i.Tags)
	}
	for n, want := range wantTags {
		if i.Tags[n] != want {
			t.Errorf("tag %d is %v, want %v", n, i.Tags[n], want)
		}
	}
	root := i.RootVolume()
	if v := w.Site(i.Place).Volumes.Get(root.VolumeID); v == nil || v.SizeGiB != 100 || len(v.RootOf) != 1 || v.RootOf[0] != i.ID || !root.DeleteOnTermination {
		t.Errorf("root volume %+v, attached %+v", v, root)
	}
	data := w.Site(i.Place).Volumes.Get(i.Attachments[1].VolumeID)
	if data.Type != "io2" || data.RootOf != nil || data.Device != "xvdf" || data.State != world.VolumeInUse || data.InstanceID != i.ID {
		t.Errorf("data volume %+v", data)
	}
	m := i.Windows
	if last := m.History[len(m.History)-1]; last.At.After(m.BootTime) {
		t.Errorf("something happened since the boot: %+v", last)
	}
	if m.ComputerName != "DB1" || m.Domain != "corp.example.com" || m.Version != "10.0.17763" {
		t.Errorf("got %+v", m)
	}
	if boot := night.Add(-40 * 24 * time.Hour); m.BootTime.After(boot) || m.BootTime.Before(boot.Add(-time.Hour)) || !i.LaunchTime.Before(m.BootTime) {
		t.Errorf("booted %s, launched %s", m.BootTime, i.LaunchTime)
	}
	if s := m.Service("MSSQLSERVER"); s.StartType != windows.Manual || !s.Running {
		t.Errorf("a service in place of the role's: %+v", s)
	}
	if s := m.Service("Ledger"); s == nil || !s.FailsToStart || !s.Running || s.DisplayName != "The Ledger" {
		t.Errorf("a service beside the role's: %+v", s)
	}
	if m.Service("SQLSERVERAGENT") == nil {
		t.Error("the role's services are gone")
	}
	if p := m.Software[len(m.Software)-1]; p != (windows.Program{Name: "Ledger", Version: "4.2", Publisher: "Example", InstallDate: "20240229"}) {
		t.Errorf("software %+v", p)
	}
	if m.Software[0].Version != "3.2.2303.0" {
		t.Errorf("the agent among the programs has version %s", m.Software[0].Version)
	}
	if m.Pending != (windows.RebootSources{FileRename: true, WindowsUpdate: true}) || m.Search.HResult != 0x8024402C {
		t.Errorf("pending %+v, search %+v", m.Pending, m.Search)
	}
}

func TestAgentsAreWhereTheirInstancesAre(t *testing.T) {
	w, all := built(t, `
instances:
  - {name: healthy}
  - {name: stopped, state: stopped}
  - {name: lost, agent: {lost: true}}
  - {name: bare, agent: {installed: false}}
  - {name: linux, platform: linux}
  - {name: young, upDays: 0, agent: {lost: true}}
  - {name: gone, state: terminated}
`)
	for n, want := range []struct {
		up         bool
		ping       string
		registered bool
	}{
		{true, "Online", true}, {false, "ConnectionLost", true}, {false, "ConnectionLost", true},
		{false, "ConnectionLost", false}, {true, "Online", true}, {false, "ConnectionLost", true}, {false, "ConnectionLost", true},
	} {
		i := all[n]
		name, _ := i.Tags.Get("Name")
		_, registered := i.LastPing(w.Now())
		if i.AgentUp() != want.up || registered != want.registered {
			t.Errorf("%s: up %t, registered %t", name, i.AgentUp(), registered)
		}
		// One that died a moment ago is still seen as Online.
		if ping := i.PingStatus(w.Now()); ping != want.ping && name != "young" {
			t.Errorf("%s: %s", name, ping)
		}
		if last, found := i.LastPing(w.Now()); found && last.After(w.Now()) {
			t.Errorf("%s pings in the future: %s", name, last)
		}
	}
	if all[3].Windows.Service("AmazonSSMAgent") != nil || all[2].Windows.Service("AmazonSSMAgent").Running {
		t.Error("the agent's service is not as the agent")
	}
	if all[4].Windows != nil || all[4].PlatformDetails != "Linux/UNIX" || all[4].RootDevice != "/dev/xvda" {
		t.Errorf("linux: %+v", all[4])
	}
	if len(all[6].Attachments) != 0 || w.Site(all[6].Place).Volumes.Len() != 6 {
		t.Error("a terminated instance has its volume yet")
	}
}

func TestUpdatesAreAProfileAListOrBoth(t *testing.T) {
	_, all := built(t, `
instances:
  - {name: default}
  - {name: profile, windows: {updates: up-to-date}}
  - name: list
    windows:
      updates:
        - {kb: KB5066782, hresult: 0x80070643}
        - {kb: "5065432", status: installed}
        - {title: Windows Admin Center 2311}
  - name: both
    windows:
      updates:
        profile: up-to-date
        changes:
          - {kb: KB5066782, status: pending-reboot, rollsBack: true}
          - {kb: KB890830, status: absent}
`)
	for n, want := range [][]string{
		{"5066743", "5066782", "9900022", "890830", "2267602"}, nil, {"5066782", ""}, nil,
	} {
		var got []string
		for _, u := range all[n].Windows.Applicable() {
			got = append(got, u.Definition().KB)
		}
		if strings.Join(got, " ") != strings.Join(want, " ") {
			t.Errorf("instance %d is offered %v, want %v", n, got, want)
		}
	}
	if updates := all[2].Windows.Updates; len(updates) != 3 || updates[0].HResult != 0x80070643 {
		t.Errorf("a list: %+v", updates)
	}
	both := all[3].Windows
	if !both.Pending.ComponentBasedServicing || len(both.PendingUpdates()) != 1 || !both.Updates[both.PendingUpdates()[0]].RollsBack {
		t.Errorf("a profile with changes: %+v", both.Pending)
	}
}

func TestInstancesThatAreAlikeShareNothingThatChanges(t *testing.T) {
	_, all := built(t, "instances:\n  - {name: web, count: 3, tags: {Owner: A}, windows: {role: web, services: [{name: X}]}}")
	if len(all) != 3 {
		t.Fatalf("%d instances", len(all))
	}
	all[0].Tags.Set("Owner", "B")
	all[0].Windows.Service("X").Running = false
	all[0].Windows.Service("W3SVC").Running = false
	all[0].Windows.Applicable()[0].Status = windows.Superseded
	for _, i := range all[1:] {
		if owner, _ := i.Tags.Get("Owner"); owner != "A" || !i.Windows.Service("X").Running || !i.Windows.Service("W3SVC").Running ||
			len(i.Windows.Applicable()) != 5 {
			t.Errorf("%s changed with another", i.ID)
		}
	}
	seen := map[string]bool{}
	for n, i := range all {
		name, _ := i.Tags.Get("Name")
		if want := "web-" + string(rune('1'+n)); name != want {
			t.Errorf("name %s, want %s", name, want)
		}
		for _, once := range []string{i.ID, i.PrivateIP, i.Windows.ComputerName, i.Attachments[0].VolumeID} {
			if seen[once] {
				t.Errorf("%s is there twice", once)
			}
			seen[once] = true
		}
	}
}

func TestAFleetIsBuiltInSeveralWorlds(t *testing.T) {
	f := Default()
	first, second := newWorld(), newWorld()
	if err := f.Build(first); err != nil {
		t.Fatal(err)
	}
	want := listing(first)
	for i := range first.Sites()[0].Instances.All() {
		i.Tags.Set("Name", "changed")
		if i.Windows != nil {
			i.Windows.Services[0].Running = false
			i.Windows.Updates = i.Windows.Updates[:1]
		}
	}
	if err := f.Build(second); err != nil {
		t.Fatal(err)
	}
	if listing(second) != want {
		t.Error("the second world is not what the first was")
	}
	if err := f.Build(second); err == nil || !strings.Contains(err.Error(), "i-0a1c5e0000000a001") {
		t.Errorf("twice in one world: %v", err)
	}
}

func TestAWorldOfAFleetIsSavedAndRestored(t *testing.T) {
	w := newWorld()
	if err := Default().Build(w); err != nil {
		t.Fatal(err)
	}
	data, err := w.Save()
	if err != nil {
		t.Fatal(err)
	}
	again := newWorld()
	if err := again.Restore(data); err != nil {
		t.Fatal(err)
	}
	if listing(again) != listing(w) {
		t.Error("the restored world is another")
	}
}
