package powershell

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"patchline/internal/sim/agent"
	"patchline/internal/sim/apierr"
	"patchline/internal/sim/clock"
	"patchline/internal/sim/faults"
	"patchline/internal/sim/windows"
	"patchline/internal/sim/world"
)

const instanceID = "i-0123456789abcdef0"

// The updates of the test's machine.
const (
	cumulative = "11111111-0000-4000-8000-000000000001" // needs a reboot
	failing    = "11111111-0000-4000-8000-000000000002" // ends with 0x80070643
	licensed   = "11111111-0000-4000-8000-000000000003" // has an EULA
	exclusive  = "11111111-0000-4000-8000-000000000004"
	optional   = "11111111-0000-4000-8000-000000000005" // BrowseOnly
	present    = "11111111-0000-4000-8000-000000000006"
)

var (
	start    = time.Date(2026, 11, 24, 22, 0, 0, 0, time.UTC)
	place    = world.Place{Account: "111122223333", Region: "eu-central-1"}
	bootTime = time.Date(2026, 11, 1, 3, 4, 5, 0, time.UTC)
)

// newWorld is a world with one Windows instance.
func newWorld(t testing.TB, plan *faults.Plan) (*world.World, *world.Instance) {
	t.Helper()
	published := time.Date(2026, 11, 10, 18, 0, 0, 0, time.UTC)
	w := world.New(clock.NewStepped(start), 1, plan)
	for _, d := range []windows.Definition{
		{ID: cumulative, Revision: 200, Title: "2026-11 Cumulative Update for Windows Server 2022 (KB5068787)", KB: "5068787", Classification: windows.SecurityUpdates, Severity: "Critical", Products: []string{"Windows Server 2022"}, Published: published, SizeMB: 400, Reboots: true, ComponentBased: true},
		{ID: failing, Title: "2026-11 .NET Framework (KB5066139)", KB: "5066139", Classification: windows.SecurityUpdates, Severity: "Important", Published: published},
		{ID: licensed, Title: "SQL Server 2022 GDR (KB5068406)", KB: "5068406", Classification: windows.SecurityUpdates, Published: published, EULA: true},
		{ID: exclusive, Title: "Servicing Stack (KB5066200)", KB: "5066200", Classification: windows.CriticalUpdates, Published: published, Exclusive: true},
		{ID: optional, Title: "Preview (KB5070001)", KB: "5070001", Classification: windows.Updates, Published: published, BrowseOnly: true},
		{ID: present, Title: "2026-10 Cumulative Update (KB5066782)", KB: "5066782", Classification: windows.SecurityUpdates, Published: published, ComponentBased: true},
	} {
		w.Catalogue[d.ID] = &d
	}
	m := &windows.Machine{
		ComputerName: "EC2AMAZ-TEST01", Domain: "corp.example.com",
		Caption: "Microsoft Windows Server 2022 Datacenter", Version: "10.0.20348", BootTime: bootTime,
		Updates: []windows.Update{
			{ID: cumulative, Status: windows.Missing},
			{ID: failing, Status: windows.Missing, HResult: 0x80070643},
			{ID: licensed, Status: windows.Missing},
			{ID: exclusive, Status: windows.Missing},
			{ID: optional, Status: windows.Missing},
			{ID: present, Status: windows.Installed, At: bootTime},
		},
		History: []windows.HistoryEntry{
			{UpdateID: failing, Title: "2026-11 .NET Framework (KB5066139)", At: bootTime.Add(-time.Hour), ResultCode: windows.ResultFailed, HResult: 0x80070643},
			{UpdateID: present, Title: "2026-10 Cumulative Update (KB5066782)", At: bootTime, ResultCode: windows.ResultSucceeded},
		},
		Services: []windows.Service{
			{Name: "W3SVC", DisplayName: "World Wide Web Publishing Service", StartType: windows.Automatic, Running: true},
			{Name: "Spooler", DisplayName: "Print Spooler", StartType: windows.Manual},
			{Name: "Fax", DisplayName: "Fax", StartType: windows.Disabled},
			{Name: "Broken", DisplayName: "Broken", StartType: windows.Automatic, FailsToStart: true},
		},
		Software: []windows.Program{
			{Name: "Größenwahn \"X\", 1.0", Version: "1.0.2", Publisher: "Contoso", InstallDate: "20260102"},
			{Name: "Amazon SSM Agent", Version: "3.3.2299.0", Publisher: "Amazon Web Services"},
		},
	}
	if err := m.Link(w.Catalogue); err != nil {
		t.Fatal(err)
	}
	i := &world.Instance{Place: place, ID: instanceID, State: world.Running, Windows: m}
	i.Agent = world.Agent{Installed: true, Version: "3.3.2299.0", OSUp: true, UpSince: bootTime}
	w.Do(func() { w.Site(place).Instances.Add(i) })
	return w, i
}

func newJob(script string) *agent.Job {
	return &agent.Job{
		CommandID: "11112222-3333-4444-5555-666677778888", Place: place, InstanceID: instanceID,
		Document: "Test", Step: "run", Action: "aws:runPowerShellScript", Started: start,
		Inputs: map[string]any{"runCommand": []any{script}},
		Environment: map[string]string{
			"AWS_SSM_INSTANCE_ID": instanceID, "AWS_SSM_REGION_NAME": place.Region,
			"AWS_SSM_PLATFORM_NAME": "Microsoft Windows Server 2022 Datacenter", "AWS_SSM_PLATFORM_VERSION": "10.0.20348",
			"SSM_COMMAND_ID": "11112222-3333-4444-5555-666677778888",
		},
	}
}

// memoryStore is S3 with one bucket.
type memoryStore struct {
	mu      sync.Mutex
	objects map[string]string
	keys    []string
}

const bucket = "patchline-test"

var (
	errNoSuchBucket = apierr.New("NoSuchBucket", "The specified bucket does not exist")
	errNoSuchKey    = apierr.New("NoSuchKey", "The specified key does not exist.")
)

func (s *memoryStore) Put(in, key string, body []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if in != bucket {
		return errNoSuchBucket
	}
	if s.objects == nil {
		s.objects = map[string]string{}
	}
	s.objects[key] = string(body)
	s.keys = append(s.keys, key)
	return nil
}

func (s *memoryStore) Get(_, key string) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	body, found := s.objects[key]
	if !found {
		return nil, errors.Join(errors.New("get"), errNoSuchKey)
	}
	return []byte(body), nil
}

func (s *memoryStore) Keys(_, prefix string) ([]string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var found []string
	for _, key := range s.keys {
		if strings.HasPrefix(key, prefix) {
			found = append(found, key)
		}
	}
	return found, nil
}

// runs is a Runner, and what it reports.
type runs struct {
	*Runner
	reports chan report
}

type report struct {
	job agent.Job
	p   agent.Progress
}

func newRunner(t testing.TB, path string, store Store, atOnce int) *runs {
	t.Helper()
	r := &runs{reports: make(chan report, 100)}
	runner, err := New(t.Context(), Options{
		Path: path, Store: store, AtOnce: atOnce,
		Report: func(job agent.Job, p agent.Progress) { r.reports <- report{job, p} },
	})
	if err != nil {
		t.Fatal(err)
	}
	r.Runner = runner
	t.Cleanup(func() {
		if err := runner.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}

// begin steps a job, which must go on outside.
func (r *runs) begin(t testing.TB, w *world.World, i *world.Instance, job *agent.Job) {
	t.Helper()
	var p agent.Progress
	w.Do(func() { p = r.Step(w, i, job) })
	if !p.Outside || p.Done {
		t.Fatalf("the step did not begin: %+v", p)
	}
}

// end waits for the next report.
func (r *runs) end(t testing.TB) report {
	t.Helper()
	select {
	case got := <-r.reports:
		if !got.p.Done {
			t.Errorf("a report that is not done: %+v", got.p)
		}
		return got
	case <-t.Context().Done():
		t.Fatal("no report came")
		return report{}
	}
}
