package command

import (
	"fmt"
	"strings"
	"testing"

	"patchline/internal/run"
)

func TestACommentFitsAndIsOneCommandsOnly(t *testing.T) {
	const longestRun, longestDocument = 63, 128
	runs := []string{"a", "2026-11-prod", strings.Repeat("r", longestRun), strings.Repeat("r", longestRun-1) + "s"}
	documents := []string{
		run.DocInstall, run.DocUpdatesAfter,
		strings.Repeat("D", longestDocument), strings.Repeat("D", longestDocument-1) + "E",
		strings.Repeat("D", 60), strings.Repeat("D", 59) + "E",
	}
	seen := map[string]string{}
	for _, r := range runs {
		for _, document := range documents {
			for _, attempt := range []int{1, 12, 999} {
				for _, batch := range []int{1, 11, 111, 100_000} {
					text := comment(run.Command{Run: r, Document: document, Attempt: attempt, Batch: batch})
					if len(text) > longestComment {
						t.Errorf("%d characters: %s", len(text), text)
					}
					of := fmt.Sprint(r, " ", document, " ", attempt, " ", batch)
					if other, twice := seen[text]; twice {
						t.Errorf("%q is of %s and of %s", text, other, of)
					}
					seen[text] = of
				}
			}
		}
	}
}

func TestACommentIsForPeople(t *testing.T) {
	for _, test := range []struct {
		command run.Command
		want    string
	}{
		{run.Command{Run: "2026-11-prod", Document: run.DocInstall, Attempt: 2, Batch: 17}, "patchline 2026-11-prod Patchline-UpdateWindows-NoRestart/2/17"},
		{run.Command{Run: "night", Document: strings.Repeat("D", 128), Attempt: 2, Batch: 17}, "/2/17"},
	} {
		if got := comment(test.command); !strings.HasSuffix(got, test.want) {
			t.Errorf("got %q, want …%q", got, test.want)
		}
	}
}
