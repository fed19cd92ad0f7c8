package cli

import (
	"flag"
	"os"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden files in testdata")

func TestHelpIsAsInTheGoldenFile(t *testing.T) {
	for name, command := range map[string]*Command{"stage": sample(nil), "server": server(nil)} {
		t.Run(name, func(t *testing.T) {
			tr := &trial{Args: []string{"--help"}}
			if code := tr.execute(command); code != CodeOK || tr.Stderr.String() != "" {
				t.Fatalf("exit code %d, standard error %q", code, tr.Stderr.String())
			}
			path := "testdata/help-" + name + ".golden"
			if *update {
				if err := os.WriteFile(path, []byte(tr.Stdout.String()), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if got := tr.Stdout.String(); got != string(want) {
				t.Errorf("help is not as in %s; if it should change, run go test -run Help -update\n%s", path, got)
			}
		})
	}
}

func TestHelpFitsATerminalAndNamesEveryVariableAndCode(t *testing.T) {
	command := sample(nil)
	tr := &trial{Args: []string{"-h"}}
	tr.execute(command)
	text := tr.Stdout.String()
	for line := range strings.Lines(text) {
		if len(line) > helpWidth+1 {
			t.Errorf("a line has %d columns: %s", len(line)-1, line)
		}
	}
	for _, f := range command.Flags {
		if !strings.Contains(text, f.EnvVar()) {
			t.Errorf("%s is missing", f.EnvVar())
		}
	}
	for _, code := range stageCodes {
		if !strings.Contains(text, code.String()) {
			t.Errorf("exit code %d is missing", int(code))
		}
	}
}

func TestHelpAndVersionWinOverProblems(t *testing.T) {
	for name, args := range map[string][]string{
		"help beside nonsense":     {"--nonsense", "extra", "--help"},
		"version beside nonsense":  {"--nonsense", "extra", "--version"},
		"help in place of a value": {"--run", "--help"},
		"help as a short flag":     {"-h"},
		"version as a short flag":  {"-v"},
	} {
		t.Run(name, func(t *testing.T) {
			tr := &trial{Args: args}
			code := tr.execute(sample(nil))
			isVersion := tr.Stdout.String() == "sample version "+Version+"\n"
			isHelp := strings.HasPrefix(tr.Stdout.String(), "sample - do one thing")
			if code != CodeOK || tr.Stderr.String() != "" || isVersion == isHelp {
				t.Errorf("exit code %d\n%s%s", code, tr.Stdout.String(), tr.Stderr.String())
			}
			if wantVersion := slices.ContainsFunc(args, func(a string) bool { return strings.HasSuffix(a, "v") || strings.HasSuffix(a, "version") }); isVersion != wantVersion {
				t.Errorf("got\n%s", tr.Stdout.String())
			}
		})
	}
}

func BenchmarkHelp(b *testing.B) {
	for b.Loop() {
		tr := &trial{Args: []string{"--help"}}
		tr.execute(sample(nil))
	}
}
