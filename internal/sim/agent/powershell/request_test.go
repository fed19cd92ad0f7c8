package powershell

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

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
	text, err := json.Marshal(s.answer(t.Context(), []byte(line)))
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
			got := s.answer(t.Context(), []byte(test.line))
			if got.Error == nil || got.Error.Code != test.code || got.Error.Message == "" {
				t.Errorf("got %+v, want %s", got.Error, test.code)
			}
		})
	}
}

func TestTheStoreIsReachedInItsOwnRegionAlone(t *testing.T) {
	const elsewhere = "us-east-1" // the instance is in place.Region
	for _, test := range []struct{ store, bucket, called, code string }{
		{elsewhere, bucket, elsewhere, "NoSuchKey"},
		{elsewhere, bucket, place.Region, "PermanentRedirect"},
		{elsewhere, bucket, "", "PermanentRedirect"},
		{elsewhere, "b", "", "NoSuchKey"},
		{place.Region, bucket, "", "NoSuchKey"},
		{"", bucket, elsewhere, "NoSuchKey"}, // a script that is no document's
	} {
		s, _, _ := newSimulator(t, &faults.Plan{})
		s.job.Parameters[run.ParamStoreRegion] = []string{test.store}
		line := fmt.Appendf(nil, `{"do":"get-object","bucket":%q,"key":"nothing","region":%q}`, test.bucket, test.called)
		if got := s.answer(t.Context(), line); got.Error == nil || got.Error.Code != test.code {
			t.Errorf("%+v: got %+v", test, got.Error)
		}
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
		if got := s.answer(t.Context(), []byte(line)); got.Error == nil || got.Error.Code != "JobIsOver" {
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
		if got := s.answer(t.Context(), fmt.Appendf(nil, `{"do":"put-object","bucket":%q,"key":%q,"body":"eA=="}`, bucket, key)); got.Error != nil {
			t.Errorf("%s: %v", key, got.Error)
		}
	}
	if !reflect.DeepEqual(store.keys, []string{csv}) {
		t.Errorf("the store has %q", store.keys)
	}
}

func TestWaitingIsSimulated(t *testing.T) {
	s, _, _ := newSimulator(t, &faults.Plan{})
	s.world = world.New(clock.NewStepped(start), 1, &faults.Plan{})
	for _, test := range []struct{ line, want string }{
		{`{"do":"wait","milliseconds":60000}`, `{"result":true,"error":null}`},
		{`{"do":"now"}`, `{"result":"2026-11-24T22:01:00Z","error":null}`},
		{`{"do":"wait","milliseconds":-1}`, `{"result":null,"error":{"code":"OutOfRange","message":"-1 milliseconds are no time to wait for"}}`},
	} {
		if got := ask(t, s, test.line); got != test.want {
			t.Errorf("%s: got %s, want %s", test.line, got, test.want)
		}
	}
}

func TestWhatWaitsIsOverWithItsJob(t *testing.T) {
	s, _, _ := newSimulator(t, &faults.Plan{})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, line := range []string{`{"do":"hang"}`, `{"do":"wait","milliseconds":2000000000}`} {
		if got := s.answer(ctx, []byte(line)); got.Error == nil || got.Error.Code != "JobIsOver" {
			t.Errorf("%s: got %+v", line, got)
		}
	}
}

func FuzzAnswer(f *testing.F) {
	for do := range requests {
		f.Add(fmt.Appendf(nil, `{"do":%q,"name":"W3SVC","updates":[%q,%q],"downloaded":[%q],"bucket":%q,"key":"k","prefix":"","body":"eA=="}`, do, cumulative, failing, failing, bucket))
	}
	f.Add([]byte(`{"do":"install","updates":[null]}`))
	f.Add([]byte("\xff"))
	s, _, _ := newSimulator(f, &faults.Plan{})
	s.world = world.New(clock.NewStepped(start), 1, &faults.Plan{}) // nothing waits
	ctx, cancel := context.WithCancel(f.Context())
	cancel() // and nothing hangs
	f.Fuzz(func(t *testing.T, line []byte) {
		got := s.answer(ctx, line)
		text, err := json.Marshal(got)
		if err != nil {
			t.Fatalf("the answer can't be written: %v", err)
		}
		if got.Error != nil && (got.Result != nil || got.Error.Code == "" || got.Error.Message == "") {
			t.Errorf("the answer is %s", text)
		}
	})
}
