package cli

import (
	"testing"
	"unicode/utf8"
)

func FuzzAnyCommandLineEndsInARunOrInProblems(f *testing.F) {
	for _, seed := range [][3]string{
		{"--run", "a", "--store"}, {"--run=a", "--store=s3://acme", "--vss"}, {"-", "--", "---"}, {"--=", "-=-", ""}, {"--help=x", "-h", "\x00"},
	} {
		f.Add(seed[0], seed[1], seed[2])
	}
	f.Fuzz(func(t *testing.T, first, second, third string) {
		command := sample(nil)
		s := newSession(command, Process{
			Args:   []string{"sample", first, second, third},
			Env:    []string{"PATCHLINE_TAG=" + first, second + "=" + third, third},
			Stdout: &syncBuffer{}, Stderr: &syncBuffer{},
		})
		// The one flag that would have the fuzzer write files.
		s.flags = command.Flags
		if s.parse(t.Context()) {
			return
		}
		accepted := acceptedText(s.flags, runFlag) != ""
		if !accepted && len(s.problems) == 0 {
			t.Errorf("%q %q %q: neither a run nor a problem", first, second, third)
		}
		for _, p := range s.problems {
			if p.Where == "" || p.What == "" || p.Do == "" || !utf8.ValidString(p.Where) {
				t.Errorf("%q %q %q: half a problem %+v", first, second, third, p)
			}
		}
	})
}

func TestNearest(t *testing.T) {
	flags := sample(nil).Flags
	for typed, want := range map[string]string{
		"stor": "store", "max-fail": "max-failed", "maxfailed": "max-failed", "time-out": "timeout", "dryrun": "dry-run", "DRY_RUN": "dry-run",
		"tags": "tag", "cancel-on-interrupts": "cancel-on-interrupt",
		"": "", "bucket": "", "x": "", "force": "", "instance": "",
	} {
		got := ""
		if f := nearest(typed, flags); f != nil {
			got = f.name
		}
		if got != want {
			t.Errorf("nearest(%q) = %q, want %q", typed, got, want)
		}
	}
}
