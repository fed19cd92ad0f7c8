package tour

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"
	"testing"

	"patchline/test/script/harness"
)

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
	cmd.Env = slices.Concat(s.env, []string{"PYTHONDONTWRITEBYTECODE=1", "TMPDIR=" + os.TempDir()})
	var errors bytes.Buffer
	cmd.Stderr = &errors
	out, err := cmd.Output()
	t.Logf("%s", out)
	if err != nil {
		t.Fatalf("%v\n%s", err, &errors)
	}
}
