package agent

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"patchline/internal/run"
	"patchline/internal/sim/clock"
	"patchline/internal/sim/world"
)

// Situation is an instance, and the documents that run on it one after the other.
// What the Go agent leaves on S3 then is a golden file, and the documents' real
// scripts must leave the same.
type Situation struct {
	Name    string // of its golden file, below testdata
	missing []string
	jobs    []situationJob
	// large: its golden file would be. The two are compared with each other only.
	large bool
}

// situationJob is one document. prepare comes before it: the instance's state,
// faults and parameters.
type situationJob struct {
	document string
	prepare  func(*fixture, *Job)
}

// NightBegins is when the first document runs.
var NightBegins = begin

// ownGolden is the folder of the golden files that no other test writes.
const ownGolden = "situation/"

// Situations are all of them, in the order of their names.
func Situations() []Situation {
	var all []Situation
	for name, c := range installCases() {
		all = append(all, Situation{Name: "install/" + name, missing: c.missing, jobs: []situationJob{{run.DocInstall, c.prepare}}})
	}
	for name, c := range patchDayCases() {
		s := patchDay("patchday/"+name, c.missing)
		if c.prepare != nil {
			s.jobs[0].prepare = func(f *fixture, _ *Job) { c.prepare(f) }
		}
		all = append(all, s)
	}
	for name, c := range confirmCases() {
		all = append(all, Situation{Name: "confirm/" + name, missing: []string{"german", "critical"}, jobs: []situationJob{
			{document: run.DocInstall},
			{run.DocConfirm, func(f *fixture, _ *Job) { c.between(f) }},
		}})
	}
	for name, s := range moreSituations() {
		s.Name = ownGolden + name
		all = append(all, s)
	}
	for name, s := range compareSituations() {
		s.Name = ownGolden + name
		all = append(all, s)
	}
	for name, s := range applicationSituations() {
		s.Name = ownGolden + name
		all = append(all, s)
	}
	slices.SortFunc(all, func(a, b Situation) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// PatchDay is a patch day on which three updates are installed.
func PatchDay() Situation { return patchDay("", []string{"cumulative", "net", "critical"}) }

// patchDay has every document in its order, and the reboot.
func patchDay(name string, missing []string) Situation {
	s := Situation{Name: name, missing: missing}
	for _, document := range beforeReboot {
		s.jobs = append(s.jobs, situationJob{document: document})
	}
	s.jobs = append(s.jobs,
		situationJob{run.DocConfirm, func(f *fixture, _ *Job) { f.reboot() }},
		situationJob{document: run.DocVerifyApplication})
	return s
}

// Documents are the built documents.
type Documents interface {
	// Lines are a step's runCommand, parameters put in.
	Lines(document string, parameters map[string][]string) []any
	// Scripts are what documents download.
	Scripts() map[run.Script][]byte
}

// ByGo is what the Go agent leaves on S3.
func (s Situation) ByGo(t *testing.T, documents Documents) (left string) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		left = s.play(newFixture(t, s.missing), documents)
	})
	if _, own := strings.CutPrefix(s.Name, ownGolden); own && *update && !s.large {
		writeGolden(t, s.Name, left)
	}
	return left
}

// Golden is what must be left on S3. It is false for what has no golden file.
func (s Situation) Golden(t *testing.T) (string, bool) {
	t.Helper()
	if s.large {
		return "", false
	}
	return readGolden(t, s.Name), true
}

// Bucket is S3 with one bucket.
type Bucket = memoryStore

// ByScripts is what the documents' scripts leave on S3 when run does their jobs to
// their ends, and the moment at which that was. The bucket's name is for whoever
// has many at once.
func (s Situation) ByScripts(t testing.TB, documents Documents, bucket string, run func(*world.World, *world.Instance, *Job, *Bucket) Progress) (left string, end time.Time) {
	t.Helper()
	f := newFixtureOn(t, clock.NewStepped(begin), s.missing)
	f.store.bucket = bucket
	f.run = func(job *Job) Progress {
		f.world.Do(func() { job.Started = f.world.Now() })
		return run(f.world, f.instance, job, f.store)
	}
	return s.play(f, documents), f.world.Clock().Now()
}

// betweenDocuments is less than run-doc and wait-marker take in between. The
// scripts take no simulated time but where they wait, and two lists of one second
// are in no order.
const betweenDocuments = 10 * time.Second

func (s Situation) play(f *fixture, documents Documents) string {
	for script, body := range documents.Scripts() {
		f.store.objects[run.Keys{Prefix: "fleet"}.Script(script)] = string(body)
	}
	for n, one := range s.jobs {
		if n > 0 {
			f.sleep(betweenDocuments)
		}
		job := f.job(one.document)
		job.Environment = map[string]string{"AWS_SSM_INSTANCE_ID": f.instance.ID, "AWS_SSM_REGION_NAME": f.instance.Region}
		if one.prepare != nil {
			one.prepare(f, job)
		}
		job.Inputs["runCommand"] = documents.Lines(one.document, job.Parameters)
		p := f.run(job)
		if want := f.wantCode(one.document, job.parameter(run.ParamAttempt)); !p.Done || p.ExitCode != want {
			f.t.Errorf("%s ended with %d and not with %d: %s%s", one.document, p.ExitCode, want, p.Stdout, p.Stderr)
		}
	}
	f.store.refuse = nil
	return f.left()
}

// wantCode is the exit code that goes with a document's marker: 0 with one of a
// success alone.
func (f *fixture) wantCode(document, attempt string) int {
	markers := f.store.keys("/markers/" + document + "/" + attempt + "/")
	if len(markers) == 1 && strings.HasSuffix(markers[0], "/"+string(run.Success)+".json") {
		return 0
	}
	return 1
}
