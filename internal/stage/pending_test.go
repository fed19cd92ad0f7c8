package stage_test

import (
	"maps"
	"testing"

	"patchline/internal/awsx"
	"patchline/internal/patchtest"
	"patchline/internal/run"
	"patchline/internal/stage"
)

func TestWhatIsPendingAtATimeOutIsRecordedWithWhatItWaitsFor(t *testing.T) {
	patchtest.Run(t, patchtest.Setup{}, func(b *patchtest.Bed) {
		w := open(b, snapshots, nil)
		end := stage.End{Pending: []string{web1, web2}, Waiting: map[string]string{web1: "still at 60 %"}}
		if _, err := w.Finish(b.Context(), end, &awsx.TimeoutError{What: "x"}); err == nil {
			t.Error("the time-out is lost")
		}
		want := map[string]string{web1: "still at 60 %", web2: "its end was not seen"}
		if got := history(b).Pending(snapshots); !maps.Equal(got, want) {
			t.Errorf("pending are %v", got)
		}
		w = open(b, starts, nil)
		mustSay(t, w.Gate(web1), "not complete when snapshot ended")
		// Its end was seen later.
		record(b, snapshots, ok(web1), ok(web2))
		if got := history(b).Pending(snapshots); len(got) > 0 {
			t.Errorf("then pending are %v", got)
		}
	})
}

func TestTheNextStageOfAProcessKnowsWhatTheLastHasRecorded(t *testing.T) {
	patchtest.Run(t, patchtest.Setup{}, func(b *patchtest.Bed) {
		w := open(b, snapshots, nil)
		if _, err := w.Finish(b.Context(), stage.End{Results: []run.InstanceResult{ok(web1), failed(web2, "in error")}}, nil); err != nil {
			t.Fatal(err)
		}
		before := b.Calls()
		next := w.Next(starts)
		eligible, out := next.Instances()
		if ids(eligible) != ids(w.Manifest.Instances[:1])+" "+ids(w.Manifest.Instances[2:]) || len(out) != 1 {
			t.Errorf("%s go on, and %v are left out", ids(eligible), out)
		}
		if next.Gate(web1) != "" || next.Gate(web2) == "" {
			t.Errorf("the gate says %q and %q", next.Gate(web1), next.Gate(web2))
		}
		if after := b.Calls(); !maps.Equal(before, after) {
			t.Errorf("that took calls: %v, and before %v", after, before)
		}
		if _, err := next.Finish(b.Context(), stage.End{Results: []run.InstanceResult{ok(web1)}}, nil); err != nil {
			t.Fatal(err)
		}
		if results := history(b).Results; len(results[snapshots]) != 1 || len(results[starts]) != 1 {
			t.Errorf("recorded is %v", results)
		}
	})
}
