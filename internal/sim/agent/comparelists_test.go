package agent

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"patchline/internal/run"
)

func TestMoreListsThanThereCanBeAreRefused(t *testing.T) {
	inTheNight(t, nil, func(f *fixture) {
		for n := range run.MaxLists + 1 {
			l := run.List{At: begin.Add(-time.Duration(n) * time.Hour), Run: "r", Kind: run.UpdatesAfter}
			f.store.objects[run.Keys{Prefix: "fleet"}.List(IdentityOf(f.instance), l)] = ""
		}
		p := f.do(f.job(run.DocCompare))
		want := fmt.Sprintf("the store has more than %d lists of %s: delete some", run.MaxLists, testInstance)
		if m := f.marker(run.DocCompare); p.ExitCode != 1 || !strings.Contains(m.Error, want) {
			t.Errorf("exit code %d, %q", p.ExitCode, m.Error)
		}
	})
}
