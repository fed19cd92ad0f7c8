package evidence

import (
	"strings"
	"testing"

	"patchline/internal/run"
)

func FuzzMarkersOfInstances(f *testing.F) {
	f.Add([]byte(`{"schema":1,"run":"night","document":"D","attempt":1,"instance":"i-1","outcome":"success","counts":{"installed":3}}`))
	f.Add([]byte(`{"counts":{"installed":-99999999999}}`))
	f.Add([]byte(`[]`))
	f.Add([]byte("\xff"))
	f.Fuzz(func(t *testing.T, body []byte) {
		w := Word{Attempt: 1, Outcome: run.Success}
		w.read(body, "night", "D", "i-1")
		if w.Wrong == "" && (w.Marker.Instance != "i-1" || w.Marker.Run != "night" || w.Marker.Outcome != run.Success) {
			t.Errorf("%q was believed", body)
		}
		if n := w.Count(run.CountInstalled); n < 0 || n > 1_000_000 {
			t.Errorf("it counts %d", n)
		}
		if strings.ContainsAny(w.Marker.Error, "\x00\n\x1b") {
			t.Errorf("its error is %q", w.Marker.Error)
		}
	})
}
