package fleet

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"patchline/internal/sim/world"
)

var rewrite = flag.Bool("rewrite", false, "write testdata/default.golden anew")

// listing shows what a night finds on a fleet: instances, volumes, and the
// updates that a search offers, with what would become of them.
func listing(w *world.World) string {
	var out strings.Builder
	for _, site := range w.Sites() {
		for i := range site.Instances.All() {
			fmt.Fprintf(&out, "%s %s %s %s %s\n", i.Place, i.ID, i.Type, i.AvailabilityZone, i.State)
			for _, tag := range i.Tags {
				fmt.Fprintf(&out, "  tag %s=%s\n", tag.Key, tag.Value)
			}
			for _, a := range i.Attachments {
				v := site.Volumes.Get(a.VolumeID)
				fmt.Fprintf(&out, "  volume %s %s %d GiB %s\n", a.Device, v.ID, v.SizeGiB, v.Type)
			}
			fmt.Fprintf(&out, "  agent installed=%t version=%s ping=%s\n", i.Agent.Installed, i.Agent.Version, i.PingStatus(w.Now()))
			if i.Windows == nil {
				fmt.Fprintf(&out, "  %s\n", i.PlatformDetails)
				continue
			}
			m := i.Windows
			fmt.Fprintf(&out, "  %s (%s) %s.%s booted %s, %d programs\n", m.Caption, m.Version, m.ComputerName, m.Domain,
				m.BootTime.Format("2006-01-02 15:04"), len(m.Software))
			for _, s := range m.Services {
				fmt.Fprintf(&out, "  service %s %s running=%t\n", s.Name, s.StartType, s.Running)
			}
			for _, u := range m.Applicable() {
				fmt.Fprintf(&out, "  offered %s", u.Definition().Title)
				if u.HResult != 0 {
					fmt.Fprintf(&out, " fails 0x%08X", u.HResult)
				}
				out.WriteString("\n")
			}
		}
	}
	return out.String()
}

func TestTheBuiltInFleetIsAsItsGoldenListSays(t *testing.T) {
	const golden = "testdata/default.golden"
	w := newWorld()
	if err := Default().Build(w); err != nil {
		t.Fatal(err)
	}
	got := listing(w)
	if *rewrite {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("run the test with -rewrite and read what differs in %s; got:\n%s", golden, got)
	}
}

func TestTheBuiltInFleetHasEveryCase(t *testing.T) {
	w := newWorld()
	f := Default()
	if err := f.Build(w); err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	owners, applications, versions := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, site := range w.Sites() {
		for i := range site.Instances.All() {
			count["all"]++
			for name, is := range map[string]bool{
				"stopped": i.State == world.Stopped, "linux": i.Windows == nil, "without agent": !i.Agent.Installed,
			} {
				if is {
					count[name]++
				}
			}
			for _, key := range []string{"Name", "Owner", "Application", "Environment", "PatchGroup"} {
				if _, found := i.Tags.Get(key); !found {
					t.Errorf("%s has no tag %s", i.ID, key)
				}
			}
			if _, found := i.Tags.Get("aws:autoscaling:groupName"); found {
				count["in an Auto Scaling group"]++
			}
			owner, _ := i.Tags.Get("Owner")
			application, _ := i.Tags.Get("Application")
			owners[owner], applications[application] = true, true
			if i.Windows == nil {
				continue
			}
			versions[i.Windows.Version] = true
			if i.Windows.Pending.Any() || i.Windows.SearchOutcome().HResult != 0 {
				t.Errorf("%s is not healthy at the start: %+v", i.ID, i.Windows.Pending)
			}
			for _, u := range i.Windows.Applicable() {
				if u.HResult != 0 || u.RollsBack {
					count["failing updates"]++
				}
			}
		}
	}
	for name, want := range map[string]int{
		"all": 12, "stopped": 2, "linux": 1, "without agent": 1, "in an Auto Scaling group": 1, "failing updates": 1,
	} {
		if count[name] != want {
			t.Errorf("%s: %d, want %d", name, count[name], want)
		}
	}
	if len(owners) < 3 || len(applications) < 4 || len(versions) != 4 {
		t.Errorf("owners %v, applications %v, versions %v", owners, applications, versions)
	}
}
