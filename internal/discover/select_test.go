package discover_test

import (
	"slices"
	"strings"
	"testing"

	"patchline/internal/cli"
	"patchline/internal/discover"
	"patchline/internal/patchtest"
	"patchline/internal/sim/fleet"
	"patchline/internal/sim/world"
)

// tagged is a fleet for filters, in the order of the instances' ids.
const tagged = `
instances:
  - {name: star,   id: i-0000000000000000a, windows: {version: "2022"}, tags: {Group: "a*", Tier: web}}
  - {name: starry, id: i-0000000000000000b, windows: {version: "2022"}, tags: {Group: "abc", Tier: web}}
  - {name: mark,   id: i-0000000000000000c, windows: {version: "2022"}, tags: {Group: "a?", Tier: db}}
  - {name: slash,  id: i-0000000000000000d, windows: {version: "2022"}, tags: {Group: 'a\b', Tier: db}}
  - {name: empty,  id: i-0000000000000000e, windows: {version: "2022"}, tags: {Group: "", Tier: db}}
  - {name: foreign, id: i-0000000000000000f, windows: {version: "2022"}, tags: {Group: "Größe 1=2", Tier: app}}
  - {name: none,   id: i-00000000000000010, windows: {version: "2022"}, tags: {Tier: web}}
`

func TestASelectionIsTakenByTheLetter(t *testing.T) {
	for name, test := range map[string]struct {
		tags []string
		want string
	}{
		"a value":                          {[]string{"Group=abc"}, "starry"},
		"a star is no wildcard":            {[]string{"Group=a*"}, "star"},
		"a question mark is no wildcard":   {[]string{"Group=a?"}, "mark"},
		"a backslash is itself":            {[]string{`Group=a\b`}, "slash"},
		"an empty value is a value":        {[]string{"Group="}, "empty"},
		"the value may hold =":             {[]string{"Group=Größe 1=2"}, "foreign"},
		"several values are any of them":   {[]string{"Group=abc", "Group=a*", "Group=abc"}, "star starry"},
		"several keys are all of them":     {[]string{"Group=abc", "Group=a?", "Tier=web"}, "starry"},
		"letters count in their case":      {[]string{"Group=ABC", "Group=a?"}, "mark"},
		"any instance of a widespread tag": {[]string{"Tier=web", "Tier=db", "Tier=app"}, "star starry mark slash empty foreign none"},
	} {
		t.Run(name, func(t *testing.T) {
			patchtest.Run(t, patchtest.Setup{YAML: tagged}, func(b *patchtest.Bed) {
				mustEnd(t, do(b, nil, test.tags...), cli.CodeOK)
				if got := names(manifest(b)); got != test.want {
					t.Errorf("selected %q, want %q", got, test.want)
				}
			})
		})
	}
}

const leftOut = `
tags: {Group: all}
instances:
  - {name: good,    id: i-0000000000000000a, windows: {version: "2022"}}
  - {name: linux,   id: i-0000000000000000b, platform: linux}
  - {name: dead,    id: i-0000000000000000c, state: terminated, windows: {version: "2022"}}
  - {name: silent,  id: i-0000000000000000d, agent: {installed: false}, windows: {version: "2022"}}
  - {name: store,   id: i-0000000000000000e, instanceStore: true, windows: {version: "2022"}}
  - {name: spot,    id: i-0000000000000000f, spot: true, windows: {version: "2022"}}
  - {name: scaled,  id: i-00000000000000010, autoScalingGroup: web-asg, windows: {version: "2022"}}
  - {name: turning, id: i-00000000000000011, state: stopped, windows: {version: "2022"}}
  - {name: lost,    id: i-00000000000000012, agent: {lost: true}, windows: {version: "2022"}}
`

func TestWhatMustNotBePatchedIsLeftOutWithAReason(t *testing.T) {
	patchtest.Run(t, patchtest.Setup{YAML: leftOut}, func(b *patchtest.Bed) {
		b.Change("i-00000000000000011", func(w *world.World, i *world.Instance) { w.Start(i) })
		end := do(b, nil, "Group=all")
		mustEnd(t, end, cli.CodeOK)
		m := manifest(b)
		if got := names(m); got != "good lost" {
			t.Errorf("selected %q", got)
		}
		want := map[string]string{
			"i-0000000000000000b": "not Windows (Linux/UNIX)",
			"i-0000000000000000c": "it is terminated",
			"i-0000000000000000d": "no record of its agent",
			"i-0000000000000000e": "instance store",
			"i-0000000000000000f": "Spot",
			"i-00000000000000010": `Auto Scaling group "web-asg"`,
			"i-00000000000000011": "it is pending",
		}
		if len(m.LeftOut) != len(want) || end.Outcome.Counts.LeftOut != len(want) {
			t.Errorf("left out are %+v", m.LeftOut)
		}
		for _, left := range m.LeftOut {
			mustSay(t, left.Reason, want[left.ID])
			mustSay(t, b.Logged(), left.ID)
		}
		mustSay(t, b.Logged(), "its SSM agent does not report")
	})
}

func TestMembersOfAutoScalingGroupsAreTakenIfAsked(t *testing.T) {
	patchtest.Run(t, patchtest.Setup{YAML: leftOut}, func(b *patchtest.Bed) {
		mustEnd(t, do(b, func(o *discover.Options) { o.AutoScaling = true }, "Group=all"), cli.CodeOK)
		if got := names(manifest(b)); !strings.Contains(got, "scaled") {
			t.Errorf("selected %q", got)
		}
	})
}

func TestAnInstanceIsWrittenDownAsItIs(t *testing.T) {
	patchtest.Run(t, patchtest.Setup{}, func(b *patchtest.Bed) {
		mustEnd(t, do(b, nil, "Application=payroll"), cli.CodeOK)
		m := manifest(b)
		db := m.Instances[2]
		if db.ID != "i-0a1c5e0000000a003" || db.Account != b.Home.Account || db.Region != b.Home.Region || db.AvailabilityZone != "eu-central-1a" ||
			db.State != "running" || db.Name != "payroll-db" || db.Owner != "Anna Keller" || db.Application != "payroll" ||
			db.Type != "r5.xlarge" || db.RootDevice != "/dev/sda1" || db.Platform != "Windows" || db.Tags["PatchGroup"] != "monthly" {
			t.Errorf("the database is %+v", db)
		}
		sizes := []int{}
		for _, v := range db.Volumes {
			sizes = append(sizes, v.SizeGiB)
		}
		if !slices.Equal(sizes, []int{100, 500, 200}) || db.Volumes[0].Device != "/dev/sda1" {
			t.Errorf("its volumes are %+v", db.Volumes)
		}
		if db.Agent.PingStatus != "Online" || db.Agent.Version == "" || db.Agent.ComputerName == "" || !strings.HasPrefix(db.Agent.OSVersion, "10.0.") {
			t.Errorf("its agent is %+v", db.Agent)
		}
		if idle := m.Instances[3]; idle.State != "stopped" {
			t.Errorf("the stopped one is %+v", idle)
		}
	})
}

func TestOwnerAndApplicationMayHaveOtherTags(t *testing.T) {
	patchtest.Run(t, patchtest.Setup{YAML: `instances: [{name: a, windows: {version: "2022"}, tags: {"cost:owner": Ann, system: erp}}]`}, func(b *patchtest.Bed) {
		mustEnd(t, do(b, func(o *discover.Options) { o.OwnerTag, o.ApplicationTag = "cost:owner", "system" }, "system=erp"), cli.CodeOK)
		if i := manifest(b).Instances[0]; i.Owner != "Ann" || i.Application != "erp" {
			t.Errorf("it is %+v", i)
		}
	})
}

func TestPagesAreReadToTheirEnd(t *testing.T) {
	for _, size := range []int{1000, 1001, 2500} {
		made, err := fleet.Generate(size, 7)
		if err != nil {
			t.Fatal(err)
		}
		want := 0
		for _, i := range made.Instances {
			if group, _ := i.Tags.Get("PatchGroup"); group == "monthly" || group == "quarterly" {
				want++
			}
		}
		patchtest.Run(t, patchtest.Setup{Fleet: made}, func(b *patchtest.Bed) {
			mustEnd(t, do(b, nil, "PatchGroup=monthly", "PatchGroup=quarterly"), cli.CodeOK)
			m := manifest(b)
			if got := len(m.Instances) + len(m.LeftOut); got != want || len(m.Instances) < want/2 {
				t.Errorf("%d of %d instances were found, %d of them to patch", got, want, len(m.Instances))
			}
			if b.Throttled() != 0 {
				t.Errorf("%d calls were throttled", b.Throttled())
			}
			pages := (size + 999) / 1000
			if calls := b.Calls()["ec2:DescribeInstances"]; calls > pages+1 {
				t.Errorf("%d calls for %d pages", calls, pages)
			}
		})
	}
}
