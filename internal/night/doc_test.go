package night_test

import (
	"os"
	"strings"
	"testing"

	"patchline/internal/sim/faults"
)

func TestThePageOnFaultsHasEveryFaultWithWhatIsSeenOfIt(t *testing.T) {
	text, err := os.ReadFile("../../docs/faults.md")
	if err != nil {
		t.Fatal(err)
	}
	page := string(text)
	for _, u := range faults.Usages() {
		if !strings.Contains(page, "`"+string(u.Kind)+"`") {
			t.Errorf("it lacks the fault %s", u.Kind)
		}
	}
	for _, r := range rows() {
		for _, f := range []fate{r.running, r.stopped} {
			for _, said := range []string{f.why, f.power} {
				if !strings.Contains(page, said) {
					t.Errorf("it lacks what is said of %s: %q", r, said)
				}
			}
		}
	}
}
