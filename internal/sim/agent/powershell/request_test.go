package powershell

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"patchline/internal/run"
	"patchline/internal/sim/clock"
	"patchline/internal/sim/faults"
	"patchline/internal/sim/windows"
	"patchline/internal/sim/world"
)

// newSimulator answers for the instance of newWorld.
func newSimulator(t testing.TB, plan *faults.Plan) (*simulator, *world.Instance, *memoryStore) {
	t.Helper()
	w, i := newWorld(t, plan)
	store := &memoryStore{}
	job := newJob("")
	job.Parameters = map[string][]string{run.ParamStore: {"s3://" + bucket + "/p"}, run.ParamRun: {"x"}, run.ParamAttempt: {"2"}}
	return &simulator{
		world: w, job: *job, document: run.DocInstall, store: store, stopped: func() bool { return false },
	}, i, store
}

// ask gives the answer as JSON.
func ask(t testing.TB, s *simulator, line string) string {
	t.Helper()
	text, err := json.Marshal(s.answer([]byte(line)))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestRefusedRequests(t *testing.T) {
	for _, test := range []struct{ name, line, code string }{
		{"what is no JSON", `{"do":`, "MalformedRequest"},
		{"a body that is no base64", `{"do":"put-object","body":"*"}`, "MalformedRequest"},
		{"what can't be done", `{"do":"format"}`, "UnknownRequest"},
		{"a service that is not there", `{"do":"start-service","name":"nothing"}`, "NoService"},
		{"a service that is disabled", `{"do":"start-service","name":"Fax"}`, "ServiceDoesNotStart"},
		{"a service that is broken", `{"do":"start-service","name":"Broken"}`, "ServiceDoesNotStart"},
		{"too many updates", `{"do":"install","updates":[""` + strings.Repeat(`,""`, maxTogether) + `]}`, "TooManyUpdates"},
		{"an object that is not there", `{"do":"get-object","bucket":"` + bucket + `","key":"nothing"}`, "NoSuchKey"},
		{"a bucket that is not there", `{"do":"put-object","bucket":"b","key":"k","body":""}`, "NoSuchBucket"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s, _, _ := newSimulator(t, &faults.Plan{})
			got := s.answer([]byte(test.line))
			if got.Error == nil || got.Error.Code != test.code || got.Error.Message == "" {
				t.Errorf("got %+v, want %s", got.Error, test.code)
			}
		})
	}
}

func TestAnUnknownUpdateIsThrown(t *testing.T) {
	s, _, _ := newSimulator(t, &faults.Plan{})
	want := fmt.Sprintf(`{"result":{"hresult":%d,"results":[]},"error":null}`, signed(windows.UnknownID))
	if got := ask(t, s, `{"do":"install","updates":["nothing"],"downloaded":["nothing"]}`); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestAStoppedJobChangesNothing(t *testing.T) {
	s, i, store := newSimulator(t, &faults.Plan{})
	s.stopped = func() bool { return true }
	before := i.Windows.Clone()
	for _, line := range []string{
		`{"do":"stop-service","name":"W3SVC"}`,
		`{"do":"install","updates":["` + cumulative + `"],"downloaded":["` + cumulative + `"]}`,
		`{"do":"restart"}`,
		`{"do":"put-object","bucket":"` + bucket + `","key":"k","body":""}`,
	} {
		if got := s.answer([]byte(line)); got.Error == nil || got.Error.Code != "JobIsOver" {
			t.Errorf("%s: got %+v", line, got)
		}
	}
	if !reflect.DeepEqual(i.Windows, before) || i.Epoch != 0 || len(store.keys) > 0 {
		t.Errorf("the stopped job has changed something: %+v, epoch %d, objects %q", i.Windows, i.Epoch, store.keys)
	}
}

func TestAMarkerIsLostWhereThePlanSaysSo(t *testing.T) {
	s, _, store := newSimulator(t, &faults.Plan{Rules: []faults.Rule{{Kind: faults.MarkerNeverWritten}}})
	keys := run.Keys{Prefix: "p", Run: "x"}
	csv := keys.CSV(run.UpdateResults, instanceID)
	for _, key := range []string{csv, keys.Marker(run.DocInstall, 2, "AROAX:"+instanceID, run.Success)} {
		if got := s.answer(fmt.Appendf(nil, `{"do":"put-object","bucket":%q,"key":%q,"body":"eA=="}`, bucket, key)); got.Error != nil {
			t.Errorf("%s: %v", key, got.Error)
		}
	}
	if !reflect.DeepEqual(store.keys, []string{csv}) {
		t.Errorf("the store has %q", store.keys)
	}
}

func TestTheClockTellsHowFastTheWorldIs(t *testing.T) {
	w := world.New(clock.New(start, 60), 1, &faults.Plan{})
	w.Do(func() {
		if got := clockOf(w); got.Speed != 60 || got.Simulated.Before(start) || got.Simulated.After(start.Add(24*time.Hour)) {
			t.Errorf("got %+v", got)
		}
	})
}

func FuzzAnswer(f *testing.F) {
	for do := range requests {
		f.Add(fmt.Appendf(nil, `{"do":%q,"name":"W3SVC","updates":[%q,%q],"downloaded":[%q],"bucket":%q,"key":"k","prefix":"","body":"eA=="}`, do, cumulative, failing, failing, bucket))
	}
	f.Add([]byte(`{"do":"install","updates":[null]}`))
	f.Add([]byte("\xff"))
	s, _, _ := newSimulator(f, &faults.Plan{})
	f.Fuzz(func(t *testing.T, line []byte) {
		got := s.answer(line)
		text, err := json.Marshal(got)
		if err != nil {
			t.Fatalf("the answer can't be written: %v", err)
		}
		if got.Error != nil && (got.Result != nil || got.Error.Code == "" || got.Error.Message == "") {
			t.Errorf("the answer is %s", text)
		}
	})
}

func FuzzParseExitCode(f *testing.F) {
	for _, text := range []string{"0", "3010", "-1", "", "99999999999", "1\n"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if code, ok := parseExitCode(text); ok && (code < 0 || code >= 1<<32) {
			t.Errorf("%q gave %d", text, code)
		}
	})
}
