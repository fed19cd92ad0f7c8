// Package tour calls every operation of fleet-sim with AWS clients that others
// wrote, and looks at what they decode: boto3 in boto/, the AWS CLI in aws/.
package tour

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"patchline/internal/sim"
	"patchline/internal/sim/faults"
	"patchline/internal/sim/fleet"
	"patchline/internal/sim/gateway"
	"patchline/internal/testenv"
	"patchline/test/script/harness"
)

const (
	// boto3Speed lets its waiters, which look every 0.05 to 0.2 s here, see
	// what is under way before they see the end of it.
	boto3Speed = "600"
	// awsSpeed lets all that an instance does end before the next command looks:
	// the waiters of the AWS CLI look again after 15 s at the earliest.
	awsSpeed = "2000"
	// stillSpeed is the slowest: no token bucket refills.
	stillSpeed = "0.01"
)

func TestBoto3(t *testing.T) {
	python := testenv.NeedPython(t, "boto3")
	harness.Watch(t, "boto")
	harness.Watch(t, "fleet.yaml")
	bin := harness.Build(t, "fleet-sim")
	t.Run("every operation is decoded", func(t *testing.T) {
		t.Parallel()
		s := start(t, bin, boto3Speed)
		s.python(t, python, "everything")
		s.checkOperations(t)
	})
	t.Run("throttling is seen by default settings too", func(t *testing.T) {
		t.Parallel()
		start(t, bin, stillSpeed).python(t, python, "limits")
	})
}

func TestAWSCLI(t *testing.T) {
	testenv.NeedCommand(t, "aws", "pip install -r test/python/requirements.txt")
	harness.Watch(t, "fleet.yaml")
	bin := harness.Build(t, "fleet-sim")
	s := start(t, bin, awsSpeed)
	t.Run("scripts", func(t *testing.T) {
		harness.Run(t, harness.Options{Dir: "aws", Bin: bin, Env: s.Env})
	})
	s.checkOperations(t)
}

func TestPlansOfFaultsKnowEveryOperation(t *testing.T) {
	if served := operations(t); !slices.Equal(served, faults.Operations()) {
		t.Errorf("plans know  %q\nserved are %q", faults.Operations(), served)
	}
}

// server is a fleet-sim with the tour's fleet.
type server struct {
	*harness.Server
	env []string
}

// start starts a server that ends with the test.
func start(t *testing.T, bin, speed string) server {
	t.Helper()
	file, err := filepath.Abs("fleet.yaml")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	env := harness.Environment(bin, dir)
	s, err := harness.StartServer(bin, dir, env, "--fleet", file, "--speed", speed, "--powershell", "off")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Stop(syscall.SIGTERM); err != nil {
			t.Error(err)
		}
		if races := harness.Races(dir); races != "" {
			t.Errorf("data races:\n%s", races)
		}
	})
	return server{s, append(env, s.Env...)}
}

// python runs a tour of boto/.
func (s server) python(t *testing.T, python, tour string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), python, filepath.Join("boto", "tour.py"), tour)
	// Without the bytecode that Python would leave beside the scripts.
	cmd.Env = append(s.env, "PYTHONDONTWRITEBYTECODE=1", "TMPDIR="+os.TempDir())
	var errors bytes.Buffer
	cmd.Stderr = &errors
	out, err := cmd.Output()
	t.Logf("%s", out)
	if err != nil {
		t.Fatalf("%v\n%s", err, &errors)
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
	defer answer.Body.Close() //nolint:errcheck // it was only read
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
