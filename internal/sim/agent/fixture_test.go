package agent

import (
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"patchline/internal/run"
	"patchline/internal/sim/apierr"
	"patchline/internal/sim/clock"
	"patchline/internal/sim/faults"
	"patchline/internal/sim/windows"
	"patchline/internal/sim/world"
)

// begin is the night of every test.
var begin = time.Date(2024, 6, 14, 22, 0, 0, 0, time.UTC)

const (
	testBucket   = "patch-store"
	storeRegion  = "eu-west-1" // and the instance is in another
	testInstance = "i-0123456789abcdef0"
	testCommand  = "11111111-2222-3333-4444-555555555555"
)

// The updates of the tests, by what is special about them.
var definitions = map[string]*windows.Definition{
	"cumulative": {
		ID: "0a1b2c3d-0001-4000-8000-000000000001", KB: "5039227", ComponentBased: true, Reboots: true,
		Title:          "2024-06 Cumulative Update for Microsoft server operating system version 21H2 for x64-based Systems (KB5039227)",
		Classification: "Security Updates", Severity: "Critical", SizeMB: 380, InstallTime: 12 * time.Minute,
	},
	"net": {
		ID: "0a1b2c3d-0002-4000-8000-000000000002", KB: "5039889", ComponentBased: true, Reboots: true,
		Title:          "2024-06 Cumulative Update for .NET Framework 3.5, 4.8 and 4.8.1 (KB5039889)",
		Classification: "Security Updates", Severity: "Important", SizeMB: 75, InstallTime: 4 * time.Minute,
	},
	"critical": {
		ID: "0a1b2c3d-0003-4000-8000-000000000003", KB: "5001716",
		Title: "Update for Windows Update Service Components (KB5001716)", Classification: "Critical Updates", SizeMB: 3,
	},
	"eula": {
		ID: "0a1b2c3d-0004-4000-8000-000000000004", KB: "890830", EULA: true,
		Title:          "Windows Malicious Software Removal Tool x64 - v5.125 (KB890830)",
		Classification: "Security Updates", SizeMB: 70,
	},
	"asks": {
		ID: "0a1b2c3d-0005-4000-8000-000000000005", KB: "5012170", UserInput: true,
		Title:          "Security Update for Secure Boot DBX (KB5012170)",
		Classification: "Security Updates", Severity: "Important",
	},
	"alone": {
		ID: "0a1b2c3d-0006-4000-8000-000000000006", KB: "5039340", Exclusive: true, Reboots: true, ComponentBased: true,
		Title:          "2024-06 Servicing Stack Update for Windows Server 2016 for x64-based Systems (KB5039340)",
		Classification: "Security Updates", Severity: "Critical", SizeMB: 12,
	},
	"alone too": {
		ID: "0a1b2c3d-0012-4000-8000-000000000012", KB: "5039341", Exclusive: true, Reboots: true, ComponentBased: true,
		Title:          "2024-06 Servicing Stack Update, the second (KB5039341)",
		Classification: "Security Updates", Severity: "Critical", SizeMB: 12,
	},
	"defender": {
		ID: "0a1b2c3d-0007-4000-8000-000000000007", KB: defenderKB,
		Title:          "Security Intelligence Update for Microsoft Defender Antivirus - KB2267602 (Version 1.413.1.0)",
		Classification: "Definition Updates", SizeMB: 120,
	},
	"optional": {
		ID: "0a1b2c3d-0008-4000-8000-000000000008", KB: "5039302",
		Title:          "2024-06 Preview of Quality Improvements (KB5039302)",
		Classification: "Updates", SizeMB: 100,
	},
	"german": {
		ID: "0a1b2c3d-0009-4000-8000-000000000009", KB: "5037782", ComponentBased: true, Reboots: true,
		Title:          "2024-05 – Kumulatives Update für Windows Server 2022, „21H2“ für x64, Größe: mittel (KB5037782)",
		Classification: "Security Updates", Severity: "Critical", SizeMB: 300, InstallTime: 9 * time.Minute,
	},
	"no kb": {
		ID: "0a1b2c3d-0010-4000-8000-000000000010", Title: "=Vendor Driver Update, 1.2.3",
		Classification: "Critical Updates", SizeMB: 2,
	},
	"old": {
		ID: "0a1b2c3d-0011-4000-8000-000000000011", KB: "5034439", ComponentBased: true,
		Title:          "2024-01 Security Update for Windows Recovery (KB5034439)",
		Classification: "Security Updates", Severity: "Important",
	},
}

// fixture is one instance in a world of its own, with a store.
type fixture struct {
	t        testing.TB
	world    *world.World
	instance *world.Instance
	machine  *windows.Machine
	store    *memoryStore
	agent    *Go
	// run does a job to its end: the Go agent, unless a test puts another in its place.
	run func(*Job) Progress
}

// inTheNight runs a test in virtual time on an instance that misses the given
// updates, and has "old" installed since before its history began.
func inTheNight(t *testing.T, missing []string, test func(*fixture)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t, missing)
		test(f)
	})
}

func newFixture(t testing.TB, missing []string) *fixture {
	t.Helper()
	return newFixtureOn(t, clock.New(begin, 1), missing)
}

// newFixtureOn has the world go by a clock.
func newFixtureOn(t testing.TB, c *clock.Clock, missing []string) *fixture {
	t.Helper()
	plan := &faults.Plan{Seed: 7, Start: begin}
	w := world.New(c, 7, plan)
	m := &windows.Machine{
		ComputerName: "EC2AMAZ-1", Domain: "corp.example.com",
		Caption: "Microsoft Windows Server 2022 Datacenter", Version: "10.0.20348",
		BootTime: begin.Add(-21 * 24 * time.Hour),
		Services: []windows.Service{
			{Name: "W3SVC", DisplayName: "World Wide Web Publishing Service", StartType: windows.Automatic, Running: true},
			{Name: "Spooler", DisplayName: "Print Spooler", StartType: windows.Disabled},
			{Name: "wuauserv", DisplayName: "Windows Update", StartType: windows.Manual},
		},
		Software: []windows.Program{
			{Name: "AWS Tools for Windows", Version: "3.15.2588", Publisher: "Amazon Web Services, Inc.", InstallDate: "20240110"},
			{Name: "-Dash & \"Quote\", Ltd", Version: "1.0"},
			{Name: "KB5001716", Version: "8.93"},
		},
	}
	add := func(name string, status windows.Status) {
		def := definitions[name]
		w.Catalogue[def.ID] = def
		m.Updates = append(m.Updates, windows.Update{ID: def.ID, Status: status})
	}
	add("old", windows.Installed)
	m.Updates[0].At = begin.AddDate(0, -5, 0)
	for _, name := range missing {
		add(name, windows.Missing)
	}
	if err := m.Link(w.Catalogue); err != nil {
		t.Fatal(err)
	}
	place := world.Place{Account: "111122223333", Region: "eu-central-1"}
	i := &world.Instance{
		Place: place, ID: testInstance, State: world.Running, RootDevice: "/dev/sda1",
		PlatformDetails: "Windows", Windows: m,
		Attachments: []world.Attachment{
			{Device: "/dev/sda1", VolumeID: "vol-0a"}, {Device: "xvdf", VolumeID: "vol-0b"},
		},
		Agent: world.Agent{Installed: true, Version: "3.3.2299.0", OSUp: true, UpSince: begin.Add(-time.Hour)},
	}
	w.Site(place).Instances.Add(i)
	for _, a := range i.Attachments {
		w.Site(place).Volumes.Add(&world.Volume{Place: place, ID: a.VolumeID, SizeGiB: 30, InstanceID: i.ID, Device: a.Device})
	}
	store := &memoryStore{bucket: testBucket, objects: map[string]string{}}
	f := &fixture{t: t, world: w, instance: i, machine: m, store: store, agent: NewGo(store)}
	f.run = func(job *Job) Progress { return f.do(job) }
	return f
}

// strike adds a fault to the plan.
func (f *fixture) strike(rule faults.Rule) { f.world.Faults.Rules = append(f.world.Faults.Rules, rule) }

// job is a command with one document of the patch day, in its first attempt.
func (f *fixture) job(document string) *Job {
	f.t.Helper()
	instances, err := run.EncodeInstances(map[string]run.Labels{
		testInstance: {Owner: "Ada Lovelace", Application: "payroll"},
	})
	if err != nil {
		f.t.Fatal(err)
	}
	return &Job{
		CommandID: testCommand, Place: f.instance.Place, InstanceID: testInstance, Document: document,
		Step: "run", Action: "aws:runPowerShellScript",
		Inputs: map[string]any{
			"timeoutSeconds": "14400",
			"runCommand":     []any{run.DocumentHeader + document, "throw 'imitated'"},
		},
		Parameters: map[string][]string{
			run.ParamStore:       {"s3://" + f.store.bucket + "/fleet"},
			run.ParamStoreRegion: {storeRegion},
			run.ParamRun:         {"2024-06"},
			run.ParamAttempt:     {"1"},
			run.ParamInstances:   {instances},
		},
	}
}

// with sets a parameter of the command.
func (j *Job) with(parameter, value string) *Job {
	j.Parameters[parameter] = []string{value}
	return j
}

// do runs a job to its end, or until stop says so after a step.
func (f *fixture) do(job *Job, stop ...func() bool) Progress {
	f.t.Helper()
	var all Progress
	f.world.Do(func() { job.Started = f.world.Now() })
	for range 10_000 {
		var p Progress
		f.world.Do(func() { p = f.agent.Step(f.world, f.instance, job) })
		all.Stdout += p.Stdout
		all.Stderr += p.Stderr
		all.Done, all.ExitCode, all.Outside = p.Done, p.ExitCode, p.Outside
		if p.Done || p.Outside || len(stop) > 0 && stop[0]() {
			return all
		}
		if p.Wait < 0 {
			f.t.Fatalf("a wait of %v", p.Wait)
		}
		time.Sleep(p.Wait)
	}
	f.t.Fatal("the job never ends")
	return all
}

// succeed runs a document that must end well.
func (f *fixture) succeed(job *Job) Progress {
	f.t.Helper()
	p := f.run(job)
	if !p.Done || p.ExitCode != 0 {
		f.t.Fatalf("%s ended with %+v", job.Document, p)
	}
	return p
}

// reboot takes the machine through a restart, until its agent is up.
func (f *fixture) reboot() {
	f.world.Do(func() { f.world.QueuedReboot(f.instance) })
	f.sleep(time.Hour)
	f.world.Do(func() {})
}

// sleep lets simulated time pass.
func (f *fixture) sleep(d time.Duration) {
	if err := f.world.Clock().Sleep(f.t.Context(), d); err != nil {
		f.t.Fatal(err)
	}
}

// memoryStore is S3 with one bucket, in memory.
type memoryStore struct {
	mu      sync.Mutex
	bucket  string
	objects map[string]string
	puts    []string // the keys, in order
	// refuse tells S3's code for a call (GET or PUT) if it refuses it.
	refuse func(method, key string) string
}

func (s *memoryStore) refused(method, bucket, key string) error {
	code := ""
	switch {
	case bucket != s.bucket:
		code = "NoSuchBucket"
	case s.refuse != nil:
		code = s.refuse(method, key)
	}
	if code == "" {
		return nil
	}
	return apierr.New(code, "refused by the test")
}

func (s *memoryStore) Put(bucket, key string, body []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.refused("PUT", bucket, key); err != nil {
		return err
	}
	s.puts = append(s.puts, key)
	s.objects[key] = string(body)
	return nil
}

func (s *memoryStore) Get(bucket, key string) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.refused("GET", bucket, key); err != nil {
		return nil, err
	}
	body, found := s.objects[key]
	if !found {
		return nil, apierr.New("NoSuchKey", "no such key")
	}
	return []byte(body), nil
}

// Keys are those with a prefix, in S3's order.
func (s *memoryStore) Keys(bucket, prefix string) ([]string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.refused("LIST", bucket, prefix); err != nil {
		return nil, err
	}
	return slices.DeleteFunc(s.keys(prefix), func(key string) bool { return !strings.HasPrefix(key, prefix) }), nil
}

// keys are those with a part in them, sorted.
func (s *memoryStore) keys(part string) []string {
	var found []string
	for _, key := range slices.Sorted(maps.Keys(s.objects)) {
		if strings.Contains(key, part) {
			found = append(found, key)
		}
	}
	return found
}
