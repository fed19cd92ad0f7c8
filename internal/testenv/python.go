package testenv

import (
	"os/exec"
	"strings"
	"testing"
)

// pythonHint tells how to get the modules that the tests use, in the versions
// that they are known to pass with.
const pythonHint = "pip install -r test/python/requirements.txt"

// listMissing prints those of its arguments that Python can't import.
// find_spec looks a module up without running it: moto takes a second to run.
const listMissing = `
import importlib.util, sys
for name in sys.argv[1:]:
    try:
        found = importlib.util.find_spec(name)
    except ModuleNotFoundError:
        found = None
    if not found:
        print(name)
`

// NeedPython returns the path of a Python 3 that can import every one of
// modules ("boto3", "moto.server"). Without it the test is skipped (with
// CI=true: fails), and the reason names the modules that are missing.
func NeedPython(t testing.TB, modules ...string) string {
	t.Helper()
	python := NeedCommand(t, "python3", "from python.org or the system's packages")
	args := append([]string{"-c", listMissing}, modules...)
	out, err := exec.CommandContext(t.Context(), python, args...).Output()
	if err != nil {
		t.Fatalf("asking %s for its modules: %v", python, err)
	}
	if names := strings.Fields(string(out)); len(names) > 0 {
		missing(t, "Python module "+strings.Join(names, ", ")+" is not installed ("+pythonHint+")")
	}
	return python
}
