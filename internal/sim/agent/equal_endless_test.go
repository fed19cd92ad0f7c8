package agent_test

import (
	"strings"
	"testing"

	"patchline/internal/sim/agent"
)

func TestAScriptOfTheApplicationThatNeverEndsIsGivenUp(t *testing.T) {
	left := agent.ByEndlessScript(t, buildDocuments(t), "patch-store-endless", startHosts(t).run)
	if want := "script,Check.ps1,i-0123456789abcdef0,2024-06,NotPassed,no end in 300 s"; !strings.Contains(left, want) {
		t.Errorf("got\n%s\nwant %s", left, want)
	}
}
