package tour

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"patchline/internal/sim"
	"patchline/internal/sim/faults"
	"patchline/internal/sim/fleet"
	"patchline/internal/sim/gateway"
)

func TestPlansOfFaultsKnowEveryOperation(t *testing.T) {
	if served := operations(t); !slices.Equal(served, faults.Operations()) {
		t.Errorf("plans know  %q\nserved are %q", faults.Operations(), served)
	}
}

// checkOperations wants every operation that is served to have been called, and
// answered well at least once, and nothing else.
func (s server) checkOperations(t *testing.T) {
	t.Helper()
	answer, err := http.Get(s.URL + "/_sim/calls") //nolint:noctx // of a test's own server
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var counts map[string]map[string]gateway.Count
	if err := json.NewDecoder(answer.Body).Decode(&counts); err != nil {
		t.Fatal(err)
	}
	served := operations(t)
	for _, operation := range served {
		service, action, _ := strings.Cut(operation, ":")
		if n := counts[service][action]; n.Calls-n.Errors-n.Throttled == 0 {
			t.Errorf("%s is served, and the tour did not call it, or was always refused: %+v", operation, n)
		}
	}
	for service, actions := range counts {
		for action, n := range actions {
			if operation := service + ":" + action; n.Calls > n.Errors+n.Throttled && !slices.Contains(served, operation) {
				t.Errorf("%s was answered, and is not among the operations that are served", operation)
			}
		}
	}
}

// operations are those that the stand-in serves.
func operations(t *testing.T) []string {
	t.Helper()
	s, err := sim.New(t.Context(), sim.Options{Fleet: fleet.Default()})
	if err != nil {
		t.Fatal(err)
	}
	return s.Operations()
}
