package server

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"patchline/internal/cli"
	"patchline/internal/sim"
	"patchline/internal/sim/chance"
	"patchline/internal/sim/fleet"
)

func TestProblemsOfSeveralFilesAreToldAtOnce(t *testing.T) {
	log, _ := newLog()
	_, err := prepare(t.Context(), Options{
		Fleet:  write(t, "fleet.yaml", "instances: [{name: a, typo: b}]\n"),
		Faults: write(t, "faults.yaml", "faults:\n  - {fault: no-boot, percent: 3}\n  - {fault: no-bot}\n"),
	}, log)
	usage, found := errors.AsType[*cli.UsageError](err)
	if !found {
		t.Fatalf("got %v", err)
	}
	var flags []string
	for _, problem := range usage.Problems {
		flags = append(flags, problem.Flag)
	}
	if slices.Sort(flags); !slices.Equal(flags, []string{"faults", "fleet"}) {
		t.Errorf("the problems are of %v: %v", flags, err)
	}
	for _, part := range []string{"fleet.yaml:1", "typo", "faults.yaml:2", "percent", "faults.yaml:3", "no-bot"} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%v lacks %s", err, part)
		}
	}
}

func TestAFileThatIsWrongIsAProblemOfItsFlag(t *testing.T) {
	for flag, o := range map[string]Options{
		"fleet":    {Fleet: write(t, "fleet.yaml", "instances: 3\n")},
		"faults":   {Faults: write(t, "faults.yaml", "fault: no-boot\n")},
		"manifest": {Manifest: write(t, "manifest.json", "{")},
		"state":    {State: write(t, "state.json", `{"schema":99}`)},
		"generate": {Generate: fleet.MaxInstances + 1},
	} {
		t.Run(flag, func(t *testing.T) {
			log, _ := newLog()
			_, err := prepare(t.Context(), o, log)
			usage, found := errors.AsType[*cli.UsageError](err)
			if !found || len(usage.Problems) != 1 || usage.Problems[0].Flag != flag || usage.Problems[0].Do == "" {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestTheSeedOfTheCommandLineWinsOverThatOfThePlan(t *testing.T) {
	plan := write(t, "faults.yaml", "seed: 5\nfaults:\n  - {fault: no-boot, times: 1}\n")
	for name, c := range map[string]struct {
		o    Options
		seed chance.Seed
	}{
		"neither":  {Options{}, 0},
		"the plan": {Options{Faults: plan}, 5},
		"both":     {Options{Faults: plan, Seed: 9, seedGiven: true}, 9},
		"both, 0":  {Options{Faults: plan, seedGiven: true}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			c.o.Generate = 4
			s, err := prepareQuietly(t, c.o)
			if err != nil {
				t.Fatal(err)
			}
			f, err := fleet.Generate(4, c.seed)
			if err != nil {
				t.Fatal(err)
			}
			if got, want := ids(s), ids(newSim(t, f)); got != want {
				t.Errorf("the fleet is %s, want %s", got, want)
			}
		})
	}
}

func TestASavedStateHasItsOwnFleet(t *testing.T) {
	f, err := fleet.Generate(3, 1)
	if err != nil {
		t.Fatal(err)
	}
	before := newSim(t, f)
	file := filepath.Join(t.TempDir(), "state.json")
	if err := save(before, file); err != nil {
		t.Fatal(err)
	}
	after, err := prepareQuietly(t, Options{State: file, Generate: 7, Seed: 2, seedGiven: true})
	if err != nil || ids(after) != ids(before) {
		t.Errorf("%v; the fleet is not the saved one", err)
	}
	// Without a file it begins, with the fleet that was asked for.
	begun, err := prepareQuietly(t, Options{State: file + ".new", Generate: 7})
	if err != nil || len(strings.Fields(ids(begun))) != 7 {
		t.Errorf("%v; the fleet is not the one that was asked for", err)
	}
}

func TestThePowerShellIsTheOneThatWasAskedFor(t *testing.T) {
	folder := t.TempDir()
	program := filepath.Join(folder, "pwsh")
	if err := os.WriteFile(program, []byte("#!/bin/sh\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		setting string // "": the default, which nobody has parsed
		path    string // of PATH
		want    string // "": the setting is refused
	}{
		"auto, and one is there":       {"", folder, program},
		"auto, and none is there":      {"", t.TempDir(), "there is no PowerShell"},
		"auto, asked for":              {"auto", folder, program},
		"off, though one is there":     {"off", folder, "there is no PowerShell"},
		"a path":                       {program, t.TempDir(), program},
		"a path that leads nowhere":    {filepath.Join(folder, "nothing"), folder, ""},
		"a file that is no program":    {write(t, "pwsh", ""), folder, ""},
		"a name that is not on PATH":   {"powershell", folder, ""},
		"an empty text":                {" ", folder, ""},
		"a folder instead of a script": {folder, folder, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("PATH", c.path)
			o := Options{PowerShell: "auto", Generate: 1}
			if c.setting != "" {
				var err error
				if o.PowerShell, err = o.parsePowerShell(c.setting); err != nil {
					if c.want != "" {
						t.Fatal(err)
					}
					return
				}
			}
			log, text := newLog()
			s, err := prepare(t.Context(), o, log)
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
			if c.want == "" || !strings.Contains(text.String(), c.want) {
				t.Errorf("the log is %s, want %q", text, c.want)
			}
		})
	}
}

func prepareQuietly(t *testing.T, o Options) (*sim.Sim, error) {
	t.Helper()
	log, _ := newLog()
	return prepare(t.Context(), o, log)
}
