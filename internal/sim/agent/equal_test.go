package agent_test

import (
	"fmt"
	"testing"

	"patchline/internal/sim/agent"
)

// TestTheScriptsAndTheGoAgentLeaveTheSame is what lets a rehearsal go without a
// PowerShell: on equal instances, the documents' real scripts and the Go agent
// leave the same markers and CSVs, but for the moments of the night and how long
// things took.
func TestTheScriptsAndTheGoAgentLeaveTheSame(t *testing.T) {
	t.Parallel()
	hosts := startHosts(t)
	documents := buildDocuments(t)
	for n, s := range agent.Situations() {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			byGo := timeless(s.ByGo(t, documents))
			left, end := s.ByScripts(t, documents, fmt.Sprint("patch-store-", n), hosts.run)
			if byScripts := timeless(left); byGo != byScripts {
				t.Errorf("the scripts leave something else than the Go agent:\n%s", difference("Go agent", byGo, "scripts", byScripts))
			}
			if late := latest(left); late.After(end) {
				t.Errorf("the scripts ended at %v, and say that something was at %v", end, late)
			}
			if golden, found := s.Golden(t); found && byGo != timeless(golden) {
				t.Errorf("the Go agent leaves something else than the golden file:\n%s", difference("golden file", timeless(golden), "Go agent", byGo))
			}
		})
	}
}
