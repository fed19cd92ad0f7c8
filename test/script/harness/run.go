package harness

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// Options are what a folder of scripts runs with.
type Options struct {
	// Dir is the folder of the scripts.
	Dir string
	// Bin is the folder of the binaries, as Build returns it.
	Bin string
	// Env is set besides, as NAME=value: that of a server that the scripts share.
	Env []string
}

// Run runs every script of a folder as a subtest, several at a time.
func Run(t *testing.T, o Options) {
	t.Helper()
	testscript.Run(t, testscript.Params{
		Dir:                 o.Dir,
		RequireUniqueNames:  true,
		RequireExplicitExec: true,
		Setup:               func(e *testscript.Env) error { return setUp(e, o) },
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"fleet-sim-start": startServer,
			"fleet-sim-stop":  stopServer,
			"exits":           exits,
			"send":            send,
			"await":           await,
			"call":            call,
			"until":           until,
			"capture":         capture,
		},
	})
}

// Environment is that of a user at home in dir who has never used AWS, with bin
// first in PATH.
func Environment(bin, dir string) []string {
	return []string{
		"PATH=" + bin + string(os.PathListSeparator) + os.Getenv("PATH"),
		"HOME=" + dir,
		"AWS_CONFIG_FILE=" + filepath.Join(dir, "no-config"),
		"AWS_SHARED_CREDENTIALS_FILE=" + filepath.Join(dir, "no-credentials"),
		"AWS_EC2_METADATA_DISABLED=true",
		// Version 2 of the AWS CLI would call a pager.
		"AWS_PAGER=",
		// A race ends the program at once, and is written to a file, since a
		// script may expect that the program fails.
		"GORACE=halt_on_error=1 atexit_sleep_ms=10 log_path=" + filepath.Join(dir, raceLog),
	}
}

// raceLog begins the names of the files of data races.
const raceLog = "race"

// Races returns what data races were found in dir.
func Races(dir string) string {
	files, _ := filepath.Glob(filepath.Join(dir, raceLog+".*")) // the pattern is no bad one
	var all strings.Builder
	for _, file := range files {
		report, err := os.ReadFile(file)
		if err != nil {
			report = []byte(err.Error())
		}
		all.Write(report)
	}
	return all.String()
}

// setUp makes the script's folder and what its commands share.
func setUp(e *testscript.Env, o Options) error {
	e.Vars = append(append(e.Vars, Environment(o.Bin, e.WorkDir)...), o.Env...)
	s := &state{bin: o.Bin, dir: e.WorkDir, beside: map[string]*beside{}}
	e.Values[stateKey{}] = s
	e.Defer(func() {
		t := e.T().(testing.TB)
		if err := s.end(); err != nil {
			t.Error(err)
		}
		if races := Races(e.WorkDir); races != "" {
			t.Errorf("data races:\n%s", races)
		}
	})
	return nil
}
