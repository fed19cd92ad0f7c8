package fleet

import (
	"math"
	"reflect"
	"testing"
	"testing/synctest"

	"patchline/internal/sim/chance"
	"patchline/internal/sim/world"
)

// generated makes a fleet and puts it into a world.
func generated(t *testing.T, n int, seed chance.Seed) *world.World {
	t.Helper()
	f, err := Generate(n, seed)
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld()
	if err := f.Build(w); err != nil {
		t.Fatal(err)
	}
	return w
}

func TestASeedGivesTheSameFleet(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // where no time passes
		save := func(seed chance.Seed) string {
			data, err := generated(t, 300, seed).Save()
			if err != nil {
				t.Fatal(err)
			}
			return string(data)
		}
		first := save(7)
		if save(7) != first {
			t.Error("the worlds of one seed are saved in different bytes")
		}
		if save(8) == first {
			t.Error("two seeds gave one fleet")
		}
	})
}

func TestALargerFleetOfASeedBeginsAsTheSmallerOne(t *testing.T) {
	small, err := Generate(100, 7)
	if err != nil {
		t.Fatal(err)
	}
	large, err := Generate(500, 7)
	if err != nil {
		t.Fatal(err)
	}
	for k := range small.Instances {
		a, b := small.Instances[k], large.Instances[k]
		if a.ID != b.ID || a.Name != b.Name || !reflect.DeepEqual(a.Volumes, b.Volumes) || !reflect.DeepEqual(a.Tags, b.Tags) {
			t.Fatalf("instance %d is %+v, and %+v", k, a, b)
		}
	}
}

func TestAGeneratedFleetHasTheMix(t *testing.T) {
	const n = 10_000
	w := generated(t, n, 7)
	count := map[string]float64{}
	ids := map[string]bool{}
	for i := range w.Site(world.Place{Account: defaultAccount, Region: defaultRegion}).Instances.All() {
		ids[i.ID] = true
		for _, a := range i.Attachments {
			ids[a.VolumeID] = true
			count["volumes"]++
		}
		_, scaled := i.Tags.Get("aws:autoscaling:groupName")
		for name, is := range map[string]bool{
			"stopped": i.State == world.Stopped, "linux": i.Windows == nil, "no agent": !i.Agent.Installed,
			"lost agent": i.Agent.Lost, "auto scaled": scaled, "spot": i.Spot, "protected": i.StopProtection,
		} {
			if is {
				count[name]++
			}
		}
		if i.Windows == nil {
			continue
		}
		count["Windows "+i.Windows.Version]++
		if i.Windows.Pending.Any() {
			count["reboot pending"]++
		}
		if i.Windows.Search.HResult != 0 {
			count["search fails"]++
		}
		for _, u := range i.Windows.Applicable() {
			if u.HResult != 0 {
				count["update fails"]++
			}
			if u.RollsBack {
				count["rolls back"]++
			}
		}
		if len(i.Windows.Applicable()) == 0 {
			count["up to date"]++
		}
	}
	if want := n + int(count["volumes"]); len(ids) != want {
		t.Errorf("%d ids for %d things", len(ids), want)
	}
	for name, want := range map[string]float64{
		"stopped": stopped, "linux": linux, "no agent": withoutAgent, "lost agent": agentLost, "auto scaled": autoScaled,
		"spot": spot, "protected": stopProtection, "reboot pending": rebootPending, "search fails": searchFails,
		"update fails": updateFails, "rolls back": rollsBack, "up to date": 0.06,
	} {
		// Five standard deviations, and a little for what excludes each other.
		if got, allowed := count[name]/n, 5*math.Sqrt(want/n)+0.05*want; math.Abs(got-want) > allowed {
			t.Errorf("%s: a share of %.4f, want about %.4f", name, got, want)
		}
	}
	for _, version := range []string{"10.0.14393", "10.0.17763", "10.0.20348", "10.0.26100"} {
		if count["Windows "+version] < n/20 {
			t.Errorf("%v of %d instances have Windows %s", count["Windows "+version], n, version)
		}
	}
}

func TestWhatIsDrawnFromExists(t *testing.T) {
	f, err := Generate(5000, 3)
	if err != nil {
		t.Fatal(err)
	}
	domains := map[string]string{}
	for _, i := range f.Instances {
		if !instanceForm.MatchString(i.ID) || !typeForm.MatchString(i.Type) || !versionForm.MatchString(i.Agent.Version) {
			t.Fatalf("got %+v", i)
		}
		if i.Windows != nil {
			application, _ := i.Tags.Get("Application")
			if domain, found := domains[application]; found && domain != i.Windows.Domain {
				t.Errorf("%s has servers in the domains %q and %q", application, domain, i.Windows.Domain)
			}
			domains[application] = i.Windows.Domain
		}
		if i.Windows != nil && (i.Windows.Release == nil || i.Windows.Role == nil) {
			t.Fatalf("%s: %+v", i.Name, i.Windows)
		}
	}
	for name, list := range map[string][]weighted{
		"releases": releaseShares(), "profiles": profileShares(), "tiers": tiers(), "environments": environments(),
		"patch groups": patchGroups(), "agent versions": agentVersions(),
	} {
		sum := 0.0
		for _, w := range list {
			sum += w.weight
		}
		if math.Abs(sum-1) > 1e-9 {
			t.Errorf("the weights of %s add up to %v", name, sum)
		}
	}
	known := map[string]bool{}
	for _, p := range profileNames() {
		known[p] = true
	}
	for _, w := range profileShares() {
		if !known[w.choice] {
			t.Errorf("there is no profile %s", w.choice)
		}
	}
}

func TestAFleetOfNoSizeIsRefused(t *testing.T) {
	for _, n := range []int{-1, 0, MaxInstances + 1} {
		if _, err := Generate(n, 7); err == nil {
			t.Errorf("%d instances were taken", n)
		}
	}
}
