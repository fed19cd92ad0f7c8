package cli

import (
	"flag"
	"strings"
)

// The methods in this file make a Flag one of urfave/cli's. urfave reads the
// command line and prints help; texts are only noted while it does, and parsed
// afterwards, because it would stop at the first that is no good. It is not told
// the environment variables, which it reads from the process and not from what
// Execute is given.

// Apply adds the flag to a set.
func (f *Flag) Apply(set *flag.FlagSet) error {
	f.given = nil
	set.Var(noted{f}, f.name, f.help)
	return nil
}

// Names is the flag's name.
func (f *Flag) Names() []string { return []string{f.name} }

// IsSet tells whether the flag was on the command line.
func (f *Flag) IsSet() bool { return len(f.given) > 0 }

// noted is the flag.Value that keeps the texts of a Flag.
type noted struct{ flag *Flag }

func (n noted) Set(text string) error {
	n.flag.given = append(n.flag.given, text)
	return nil
}

// String is also called by package flag on a zero value.
func (n noted) String() string {
	if n.flag == nil {
		return ""
	}
	return strings.Join(n.flag.given, " ")
}

// IsBoolFlag tells package flag not to take the next argument as the value.
func (n noted) IsBoolFlag() bool { return n.flag.isSwitch }
