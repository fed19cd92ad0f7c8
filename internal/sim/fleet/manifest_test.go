package fleet

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"patchline/internal/run"
	"patchline/internal/sim/world"
)

// manifest is one that discover could have written.
func manifest() run.Manifest {
	return run.Manifest{
		Schema: run.Schema, Run: "2025-10", CreatedAt: time.Date(2025, 10, 18, 20, 0, 0, 0, time.UTC),
		Selection: map[string][]string{"PatchGroup": {"monthly"}},
		Targets:   []run.Target{{Account: "444455556666", Region: "us-east-1"}},
		Instances: []run.Instance{
			{
				ID: "i-0123456789abcdef0", Account: "444455556666", Region: "us-east-1", AvailabilityZone: "us-east-1d",
				Type: "m5.large", Platform: "Windows with SQL Server Standard", State: "running", Name: "db", Owner: "Anna", Application: "payroll",
				Tags:       map[string]string{"Name": "db", "Owner": "Anna", "Application": "payroll", "aws:autoscaling:groupName": "g"},
				RootDevice: "/dev/sda1",
				Volumes:    []run.Volume{{ID: "vol-01", Device: "xvdf", SizeGiB: 500}, {ID: "vol-02", Device: "/dev/sda1", SizeGiB: 90}},
				Agent: run.Agent{
					PingStatus: "Online", Version: "3.3.1345.0", OSName: "Microsoft Windows Server 2019 Standard",
					OSVersion: "10.0.17763", ComputerName: "DB1.corp.example.com",
				},
			},
			{
				ID: "i-01234567", Account: "444455556666", Region: "us-east-1", Type: "t3.small", Platform: "Windows", State: "stopped",
				Tags: map[string]string{}, RootDevice: "/dev/sda1", Volumes: []run.Volume{{ID: "vol-03", Device: "/dev/sda1", SizeGiB: 30}},
				Agent: run.Agent{PingStatus: "ConnectionLost", Version: "3.2.0.0", OSName: "Microsoft Windows Server 2012 R2 Standard", OSVersion: "6.3.9600"},
			},
			{
				ID: "i-0123456789abcdef1", Account: "444455556666", Region: "eu-west-1", Type: "t3.small", Platform: "Linux/UNIX", State: "running",
				RootDevice: "/dev/xvda", Volumes: []run.Volume{{ID: "vol-04", Device: "/dev/xvda", SizeGiB: 8}},
			},
			{
				ID: "i-0123456789abcdef2", Account: "444455556666", Region: "us-east-1", Type: "m5.large", Platform: "Windows", State: "running",
				RootDevice: "/dev/sda1", Agent: run.Agent{PingStatus: "ConnectionLost"},
			},
		},
	}
}

func read(t *testing.T, m run.Manifest) (*Fleet, error) {
	t.Helper()
	data, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	return FromManifest(strings.NewReader(string(data)))
}

func TestAFleetIsLikeItsManifest(t *testing.T) {
	f, err := read(t, manifest())
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld()
	if err := f.Build(w); err != nil {
		t.Fatal(err)
	}
	site := w.Site(world.Place{Account: "444455556666", Region: "us-east-1"})
	db := site.Instances.Get("i-0123456789abcdef0")
	if db.Type != "m5.large" || db.AvailabilityZone != "us-east-1d" || db.PlatformDetails != "Windows with SQL Server Standard" || db.State != world.Running {
		t.Errorf("got %+v", db)
	}
	if got := db.Tags.Map(); len(got) != 4 || got["Owner"] != "Anna" || got["aws:autoscaling:groupName"] != "g" {
		t.Errorf("tags %v", got)
	}
	if root := db.RootVolume(); root.VolumeID != "vol-02" || site.Volumes.Get("vol-02").SizeGiB != 90 || site.Volumes.Get("vol-01").SizeGiB != 500 {
		t.Errorf("root %+v", root)
	}
	if len(site.Volumes.Get("vol-02").RootOf) != 1 || len(site.Volumes.Get("vol-01").RootOf) != 0 {
		t.Error("the wrong volume is a root")
	}
	m := db.Windows
	if m.Caption != "Microsoft Windows Server 2019 Standard" || m.Version != "10.0.17763" || m.ComputerName != "DB1" || m.Domain != "corp.example.com" {
		t.Errorf("got %+v", m)
	}
	if db.Agent.Version != "3.3.1345.0" || !db.AgentUp() || len(m.Applicable()) == 0 || !strings.Contains(m.Applicable()[0].Definition().Title, "2019") {
		t.Errorf("agent %+v, %d updates", db.Agent, len(m.Applicable()))
	}

	old := site.Instances.Get("i-01234567")
	if old.State != world.Stopped || old.Agent.Lost || old.Windows.Version != "6.3.9600" || len(old.Windows.Applicable()) == 0 {
		t.Errorf("a Windows that the library lacks: %+v", old)
	}
	if old.Windows.ComputerName == "" || old.Windows.Domain != "WORKGROUP" || old.AvailabilityZone != "us-east-1a" {
		t.Errorf("what the manifest does not say: %+v", old.Windows)
	}
	linux := w.Site(world.Place{Account: "444455556666", Region: "eu-west-1"}).Instances.Get("i-0123456789abcdef1")
	if linux.Windows != nil || linux.Agent.Installed {
		t.Errorf("linux: %+v", linux)
	}
	lost := site.Instances.Get("i-0123456789abcdef2")
	if !lost.Agent.Lost || lost.AgentUp() || !lost.InstanceStore {
		t.Errorf("a lost agent, and a root without a volume: %+v", lost)
	}
}

func TestAManifestThatIsNoneIsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		change func(m *run.Manifest)
		want   string
	}{
		"of another schema": {func(m *run.Manifest) { m.Schema = 2 },
			"manifest: it is of schema 2, and this version reads schema 1: use the version of patchline that wrote it"},
		"with an id twice": {func(m *run.Manifest) { m.Instances[1].ID = m.Instances[0].ID },
			`manifest: instance "i-0123456789abcdef0": the instance id "i-0123456789abcdef0" is there twice`},
		"with a volume twice": {func(m *run.Manifest) { m.Instances[1].Volumes[0].ID = "vol-01" },
			`manifest: instance "i-01234567": the volume id "vol-01" is there twice`},
		"with an id that is none": {func(m *run.Manifest) { m.Instances[1].ID = "web-1" },
			`manifest: instance "web-1": this is no instance id`},
		"with a state that discover leaves out": {func(m *run.Manifest) { m.Instances[0].State = "stopping" },
			`manifest: instance "i-0123456789abcdef0": state "stopping": want running or stopped`},
		"with an account that is none": {func(m *run.Manifest) { m.Instances[0].Account = "me" },
			`manifest: instance "i-0123456789abcdef0": account "me" and Region "us-east-1": want 12 digits and a Region such as eu-central-1`},
		"with a volume of no size": {func(m *run.Manifest) { m.Instances[0].Volumes[0].SizeGiB = 0 },
			`manifest: instance "i-0123456789abcdef0": volume "vol-01" at "xvdf" of 0 GiB: this is no volume`},
		"with too many volumes": {func(m *run.Manifest) { m.Instances[0].Volumes = make([]run.Volume, 129) },
			`manifest: instance "i-0123456789abcdef0": 129 volumes and 4 tags are more than an instance has`},
		"with several mistakes": {func(m *run.Manifest) { m.Instances[0].State = ""; m.Instances[3].State = "gone" },
			"manifest: instance \"i-0123456789abcdef0\": state \"\": want running or stopped\nmanifest: instance \"i-0123456789abcdef2\": state \"gone\": want running or stopped"},
	} {
		t.Run(name, func(t *testing.T) {
			m := manifest()
			c.change(&m)
			if f, err := read(t, m); err == nil || err.Error() != c.want || f != nil {
				t.Errorf("got  %v\nwant %s", err, c.want)
			}
		})
	}
	for text, want := range map[string]string{
		"":                      "manifest: it is not the JSON of a manifest: unexpected end of JSON input",
		"[]":                    "manifest: it is not the JSON of a manifest: json: cannot unmarshal array into Go value of type struct",
		`{"run": "x"}`:          "manifest: it is of schema 0, and this version reads schema 1",
		`{"schema":1,"run":[]}`: "manifest: json: cannot unmarshal array into Go struct field Manifest.run of type string",
		`{"schema":1,"instances":[` + strings.Repeat("{},", MaxInstances) + `{}]}`: "manifest: 200001 instances are more than the 200000 that are simulated",
	} {
		if _, err := FromManifest(strings.NewReader(text)); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

func TestAManifestOfMistakesDoesNotFloodTheScreen(t *testing.T) {
	m := manifest()
	m.Instances = make([]run.Instance, 1000)
	_, err := read(t, m)
	if lines := strings.Split(err.Error(), "\n"); len(lines) != maxProblems+1 || !strings.HasPrefix(lines[maxProblems], "manifest: and ") {
		t.Errorf("%d lines, the last of them %s", len(lines), lines[len(lines)-1])
	}
}

func FuzzFromManifest(f *testing.F) {
	data, err := json.Marshal(manifest())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(data))
	for _, text := range []string{
		`{"schema":1}`, `{"schema":1,"instances":null}`, `{"schema":1,"instances":[{"id":"i-01234567","volumes":[{"sizeGiB":-1}]}]}`,
		`{"schema":1e400}`, `{"schema":1,"instances":[{"id":"i-01234567","account":"111122223333","region":"us-east-1","state":"running","agent":{"osName":"2022"}}]}`,
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		fleet, err := FromManifest(strings.NewReader(text))
		if err != nil {
			return
		}
		w := newWorld()
		if err := fleet.Build(w); err != nil {
			t.Errorf("what was read can't be built: %v", err)
		}
		listing(w)
	})
}
