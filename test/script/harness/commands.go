package harness

import (
	"errors"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// usage ends a script that has a command wrong.
func usage(ts *testscript.TestScript, wrong bool, form string) {
	if wrong {
		ts.Fatalf("usage: %s", form)
	}
}

func startServer(ts *testscript.TestScript, neg bool, flags []string) {
	usage(ts, neg, "fleet-sim-start [flag...]; where it must fail: exits CODE fleet-sim [flag...]")
	s := stateOf(ts)
	if s.server != nil {
		ts.Fatalf("a fleet-sim runs already: fleet-sim-stop stops it")
	}
	server, err := StartServer(s.bin, s.dir, environ(ts), flags...)
	ts.Check(err)
	s.server = server
	show(ts, &server.process)
	for _, variable := range server.Env {
		name, value, _ := strings.Cut(variable, "=")
		ts.Setenv(name, value)
	}
}

// environ is the script's environment. testscript tells the names to nobody but
// the programs that it runs. A value may have lines that look like a name.
func environ(ts *testscript.TestScript) []string {
	ts.Check(ts.Exec("env"))
	var env []string
	for line := range strings.Lines(ts.ReadFile("stdout")) {
		name, rest, _ := strings.Cut(line, "=")
		if value := ts.Getenv(name); value != "" || rest == "\n" {
			env = append(env, name+"="+value)
		}
	}
	return env
}

func stopServer(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, neg || len(args) > 1, "fleet-sim-stop [INT|TERM|KILL]")
	s := stateOf(ts)
	if s.server == nil {
		ts.Fatalf("no fleet-sim runs")
	}
	name := "TERM"
	if len(args) == 1 {
		name = args[0]
	}
	signal, err := signalNamed(name)
	ts.Check(err)
	server := s.server
	s.server = nil
	err = server.Stop(signal)
	show(ts, &server.process)
	ts.Check(err)
}

// show gives a process's output to stdout and stderr of the script.
func show(ts *testscript.TestScript, p *process) {
	_, _ = ts.Stdout().Write([]byte(p.stdout.String())) // to a buffer
	_, _ = ts.Stderr().Write([]byte(p.stderr.String()))
}

func exits(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, neg || len(args) < 2, "exits CODE program [arg...] [&]")
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	program, args := args[1], args[2:]
	if len(args) > 0 && args[len(args)-1] == "&" {
		startBeside(ts, want, program, args[:len(args)-1])
		return
	}
	err = ts.Exec(program, args...)
	exit, got := (*exec.ExitError)(nil), 0
	if errors.As(err, &exit) {
		got, err = exit.ExitCode(), nil
	}
	ts.Check(err)
	if got != want {
		ts.Fatalf("%s exits with %d, want %d", program, got, want)
	}
}

func startBeside(ts *testscript.TestScript, want int, program string, args []string) {
	s := stateOf(ts)
	if s.beside[program] != nil {
		ts.Fatalf("a %s runs beside the script already: await it first", program)
	}
	b := &beside{want: want}
	b.cmd = exec.Command(filepath.Join(s.bin, program), args...) //nolint:noctx // it ends with the script
	b.cmd.Dir = ts.MkAbs(".")
	b.cmd.Env = environ(ts)
	ts.Check(b.start())
	s.beside[program] = b
	show(ts, &b.process) // nothing as yet, rather than what was there before
}

func besideNamed(ts *testscript.TestScript, program string) *beside {
	b := stateOf(ts).beside[program]
	if b == nil {
		ts.Fatalf("no %s runs beside the script: exits CODE %s ... & starts one", program, program)
	}
	return b
}

func send(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, neg || len(args) != 2, "send INT|TERM|KILL program")
	signal, err := signalNamed(args[0])
	ts.Check(err)
	ts.Check(besideNamed(ts, args[1]).signal(signal))
}

func await(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, neg || len(args) != 1, "await program")
	b := besideNamed(ts, args[0])
	code, err := b.wait(endsWithin)
	delete(stateOf(ts).beside, args[0])
	show(ts, &b.process)
	ts.Check(err)
	if code != b.want {
		ts.Fatalf("%s exits with %d, want %d", args[0], code, b.want)
	}
}

func capture(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, neg || len(args) != 2, "capture NAME PATTERN")
	pattern, err := regexp.Compile("(?m)" + args[1]) // as stdout and grep do
	ts.Check(err)
	found := pattern.FindStringSubmatch(ts.ReadFile("stdout"))
	if len(found) < 2 {
		ts.Fatalf("stdout has nothing for the group of %s", args[1])
	}
	ts.Setenv(args[0], found[1])
}
