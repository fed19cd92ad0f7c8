package fleet

import (
	"fmt"
	"strings"
	"testing"
)

func TestAMistakeIsToldWithItsLine(t *testing.T) {
	instance := "instances:\n- name: a\n  "
	for name, c := range map[string]struct{ text, want string }{
		"no instances":                    {"buckets: [abc]", "f.yaml:1: instances: this key is missing"},
		"an unknown key of the file":      {"acount: 1\ninstances: []", `f.yaml:1: "acount" is an unknown key: did you mean account?`},
		"an account that is none":         {"account: 123\ninstances: []", `f.yaml:1: account: want the 12 digits of an account, and found "123"`},
		"a Region that is none":           {"region: frankfurt\ninstances: []", `f.yaml:1: region: want a Region such as eu-central-1, and found "frankfurt"`},
		"an instance without a name":      {"instances:\n- type: m5.large", "f.yaml:2: name: this key is missing"},
		"an unknown key of an instance":   {instance + "stat: stopped", `f.yaml:3: "stat" is an unknown key: did you mean state?`},
		"an unknown state":                {instance + "state: paused", `f.yaml:3: state: "paused" is an unknown state: there are running, stopped, terminated`},
		"an id that is none":              {instance + "id: i-1", `f.yaml:3: id: want an instance id such as i-0123456789abcdef0, and found "i-1"`},
		"two instances of one id":         {instance + "id: i-01234567\n- name: b\n  id: i-01234567", "f.yaml:4: the id i-01234567 is there twice, first in line 2"},
		"two instances of one name":       {"instances:\n- name: a\n- name: a", `f.yaml:3: the name "a" is there twice in 111122223333/eu-central-1, first in line 2`},
		"one id for several":              {instance + "count: 2\n  id: i-01234567", "f.yaml:3: count: several instances can't share an id or a computerName: leave it out"},
		"no instance at all":              {instance + "count: 0", `f.yaml:3: count: want a whole number from 1 to 200000, and found "0"`},
		"too many instances":              {"instances:\n- {name: a, count: 150000}\n- {name: b, count: 150000}", "f.yaml:3: with this the fleet has over 200000 instances"},
		"a type that is none":             {instance + "type: large", `f.yaml:3: type: want an instance type such as m5.large, and found "large"`},
		"Windows on Linux":                {instance + "platform: linux\n  windows: {}", "f.yaml:4: windows: a Linux instance has no Windows"},
		"an unknown platform":             {instance + "platform: Windows", `f.yaml:3: platform: "Windows" is an unknown platform: did you mean windows?`},
		"the tag that is the name":        {instance + "tags: {Name: b}", "f.yaml:3: tags: the tag Name is the key name of the instance"},
		"a tag that is long":              {instance + "tags: {k: " + strings.Repeat("x", 257) + "}", "f.yaml:3: k: a tag's value has up to 256 letters"},
		"a volume without a size":         {instance + "volumes: [{device: xvdf}]", "f.yaml:3: size: this key is missing"},
		"a volume of no size":             {instance + "volumes: [{device: xvdf, size: 0}]", `f.yaml:3: size: want a whole number from 1 to 65536, and found "0"`},
		"a device that is none":           {instance + "volumes: [{device: 'C:', size: 1}]", `f.yaml:3: device: want a device such as /dev/sda1 or xvdf, and found "C:"`},
		"a device twice":                  {instance + "volumes:\n  - {device: xvdf, size: 1}\n  - {device: xvdf, size: 1}", "f.yaml:5: device: xvdf is there twice, first in line 4"},
		"no root":                         {instance + "volumes: []", "f.yaml:3: volumes: the first volume is the root: there must be one"},
		"a root on an instance store":     {instance + "instanceStore: true\n  volumes: [{device: sda1, size: 1}]", "f.yaml:4: device: the root of this instance is an instance store: it is no volume"},
		"an unknown volume type":          {instance + "volumes: [{device: xvdf, size: 1, type: gp4}]", `f.yaml:3: type: "gp4" is an unknown volume type: there are gp3, gp2, io1, io2, st1, sc1, standard`},
		"too many volumes":                {instance + "volumes: [" + strings.Repeat("{},", 129) + "]", "f.yaml:3: volumes: 129 entries are more than the 128 that are read"},
		"an agent that is lost and not":   {instance + "agent: {installed: false, lost: true}", "f.yaml:3: lost: an agent that is not installed can't be lost"},
		"an unknown Windows":              {instance + "windows: {version: 2012}", `f.yaml:3: version: "2012" is an unknown version of Windows Server: there are 2016, 2019, 2022, 2025`},
		"an unknown role":                 {instance + "windows: {role: sql}", `f.yaml:3: role: "sql" is an unknown role: did you mean sql-2019?`},
		"an unknown profile":              {instance + "windows: {updates: behind}", `f.yaml:3: updates: "behind" is an unknown profile: there are up-to-date, month-behind, months-behind, everything`},
		"an update of another Windows":    {instance + "windows: {updates: [{kb: KB5066836}]}", `f.yaml:3: kb: this Windows with its role has no such update: it has KB2267602, KB4481252, KB5012170, KB5062159, KB5062572, KB5063880, KB5065432, KB5065962, KB5066743, KB5066782, KB890830, KB9900022, KB9900122`},
		"an update twice":                 {instance + "windows: {updates: [{kb: KB890830}, {kb: 890830}]}", "f.yaml:3: this update is there twice, first in line 3"},
		"an update without a name":        {instance + "windows: {updates: [{status: missing}]}", "f.yaml:3: an update is named either by kb or by title"},
		"an update's status":              {instance + "windows: {updates: [{kb: KB890830, status: done}]}", `f.yaml:3: status: "done" is an unknown status: there are missing, pending-reboot, installed, superseded, absent`},
		"a failure that is no HRESULT":    {instance + "windows: {updates: [{kb: KB890830, hresult: 1603}]}", `f.yaml:3: hresult: want 0x and up to eight hexadecimal digits, such as 0x80070643, and found "1603"`},
		"an unknown start type":           {instance + "windows: {services: [{name: X, start: automatic}]}", `f.yaml:3: start: "automatic" is an unknown start type: did you mean Automatic?`},
		"an unknown source of a reboot":   {instance + "windows: {rebootPending: [updates]}", `f.yaml:3: rebootPending: "updates" is an unknown source of a pending reboot: there are component-based-servicing, windows-update, file-rename, before-installation`},
		"a port that is none":             {instance + "windows: {ports: [{port: 0}]}", `f.yaml:3: port: want a whole number from 1 to 65535, and found "0"`},
		"a page that is none":             {instance + "windows: {pages: [{url: 'localhost:80'}]}", `f.yaml:3: url: want a URL such as http://localhost:8080/health, and found "localhost:80"`},
		"a status that is none":           {instance + "windows: {pages: [{url: 'http://a/', status: 42}]}", `f.yaml:3: status: want a whole number from 100 to 599, and found "42"`},
		"a process without a name":        {instance + "windows: {processes: [{count: 2}]}", "f.yaml:3: name: this key is missing"},
		"an unknown event log":            {instance + "windows: {errors: [{log: Security, provider: a, id: 1}]}", `f.yaml:3: log: "Security" is an unknown event log: there are System, Application`},
		"an unknown log, unreadable":      {instance + "windows: {unreadableLogs: [system]}", `f.yaml:3: unreadableLogs: "system" is an unknown event log: did you mean System?`},
		"a computer name that is long":    {instance + "windows: {computerName: ABCDEFGHIJKLMNOP}", `f.yaml:3: computerName: want a computer name of up to 15 letters, digits and hyphens, and found "ABCDEFGHIJKLMNOP"`},
		"a bucket twice":                  {"instances: []\nbuckets: [abc, abc]", "f.yaml:2: buckets: the bucket abc is there twice"},
		"a bucket's name":                 {"instances: []\nbuckets: [Abc]", `f.yaml:2: buckets: want a bucket's name: 3 to 63 lower-case letters, digits, dots and hyphens, and found "Abc"`},
		"an alias":                        {"instances:\n- &a {name: a}\n- *a", "f.yaml:2: anchors and aliases are not read: write the value out\nf.yaml:3: anchors and aliases are not read: write the value out"},
		"several mistakes in their order": {instance + "state: off\n  type: big\n- name: b\n  zone: 1", "f.yaml:3: state: \"off\" is an unknown state: there are running, stopped, terminated\nf.yaml:4: type: want an instance type such as m5.large, and found \"big\"\nf.yaml:6: zone: want the letter of an Availability Zone, such as a, and found \"1\""},
	} {
		t.Run(name, func(t *testing.T) {
			f, err := Load("f.yaml", strings.NewReader(c.text))
			if err == nil || err.Error() != c.want || f != nil {
				t.Errorf("got  %v\nwant %s", err, c.want)
			}
		})
	}
}

// idOf is what follows "i-0" in the id that an instance of a name gets.
func idOf(name string) string {
	return idSeed.Hex(16, "i", defaultAccount, defaultRegion, name)
}

func TestAnIdStaysWhenOthersComeAndGo(t *testing.T) {
	for _, text := range []string{"instances: [{name: a}]", "instances: [{name: x, count: 9}, {name: a}]"} {
		f, err := Load("f.yaml", strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if got := f.Instances[len(f.Instances)-1].ID; got != "i-0"+idOf("a") {
			t.Errorf("%s: %s", text, got)
		}
	}
}

func TestTheSameNameMayBeInTwoPlaces(t *testing.T) {
	f, err := Load("f.yaml", strings.NewReader("instances: [{name: a}, {name: a, region: us-east-1}, {name: a, account: 444455556666}]"))
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string]bool{}
	for _, i := range f.Instances {
		ids[i.ID] = true
	}
	if len(ids) != 3 {
		t.Errorf("ids %v", ids)
	}
}

func FuzzLoad(f *testing.F) {
	f.Add(defaultYAML)
	for _, text := range []string{
		"instances: [{name: a, count: 3, windows: {version: 2019, updates: [{kb: KB5066586}]}}]",
		"instances: [{name: a, platform: linux}, {name: b, instanceStore: true, volumes: [{device: xvdf, size: 1}]}]",
		"a: &a [*a, *a]\ninstances: *a", "instances: {name: [}", "\xff",
		"instances: [{name: a, windows: {services: [{name: AmazonSSMAgent}], search: {hangs: true}, rebootPending: [file-rename]}}]",
		"instances: [{name: a, windows: {ports: [{port: 1, host: b}], pages: [{url: 'http://a/', hangs: true}], processes: [{name: p, count: 9}], errors: [{log: System, provider: a, id: 1, after: 5m}]}}]",
		"instances: [{name: a, agent: {lost: true}, windows: {services: []}}]",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		fleet, err := Load("f.yaml", strings.NewReader(text))
		if err != nil || len(fleet.Instances) > 1000 {
			return
		}
		w := newWorld()
		if err := fleet.Build(w); err != nil {
			t.Errorf("what was loaded can't be built: %v", err)
		}
		_ = fmt.Sprint(listing(w))
	})
}
