package cli

import (
	"slices"
	"strings"
)

// builtin are urfave's own flags, which take no value.
var builtin = []string{"help", "h", "version", "v"}

// scan sorts the arguments before urfave sees them: those it will understand, and
// a problem for each of the others. urfave, like package flag below it, stops at
// the first unknown flag or stray argument and would hide the rest.
func scan(args []string, flags []*Flag) (understood []string, problems []Problem) {
	s := scanner{flags: flags}
	for i := 0; i < len(args); i++ {
		name, inline := flagName(args[i])
		f := s.lookup(name)
		hasNext := i+1 < len(args)
		switch {
		case args[i] == "--":
			// Conventionally only arguments follow, and no command takes any.
			for _, stray := range args[i+1:] {
				s.stray(stray, "")
			}
			return s.understood, s.problems
		case name == "":
			s.stray(args[i], lastOf(args[:i]))
		case slices.Contains(builtin, name):
			s.understood = append(s.understood, args[i])
		case f == nil:
			// The value of a mistyped flag is no second problem.
			if s.unknown(name) && !inline && hasNext && !strings.HasPrefix(args[i+1], "-") {
				i++
			}
		case inline || f.isSwitch:
			s.understood = append(s.understood, args[i])
		case !hasNext || s.isFlag(args[i+1]):
			s.problems = append(s.problems, Problem{Flag: name, Where: "--" + name, What: "has no value",
				Do: "give " + f.form() + ", or --" + name + "=VALUE for a value that begins with a dash"})
		default:
			s.understood = append(s.understood, args[i], args[i+1])
			i++
		}
	}
	return s.understood, s.problems
}

type scanner struct {
	flags      []*Flag
	understood []string
	problems   []Problem
}

// flagName is the name in -name, --name or --name=value, empty if arg is not of
// that form; inline tells that a value is attached.
func flagName(arg string) (name string, inline bool) {
	rest, ok := strings.CutPrefix(arg, "-")
	if !ok {
		return "", false
	}
	rest = strings.TrimPrefix(rest, "-")
	name, _, inline = strings.Cut(rest, "=")
	if strings.HasPrefix(name, "-") {
		return "", false
	}
	return name, inline
}

func (s *scanner) lookup(name string) *Flag {
	for _, f := range s.flags {
		if f.name == name {
			return f
		}
	}
	return nil
}

// isFlag tells whether arg is one of the command's flags, and thus hardly meant
// as the value of the flag before it.
func (s *scanner) isFlag(arg string) bool {
	name, _ := flagName(arg)
	return name != "" && (s.lookup(name) != nil || slices.Contains(builtin, name))
}

// unknown reports a flag that the command doesn't have. It tells whether the
// flag may have been meant to take a value. The value itself is never printed: it
// may be a password.
func (s *scanner) unknown(name string) (takesValue bool) {
	problem := Problem{Where: "--" + printable(name), What: "is not a flag of this command", Do: "see --help"}
	meant := nearest(name, s.flags)
	if meant != nil {
		problem.Flag, problem.Do = meant.name, "did you mean --"+meant.name+"?"
	}
	s.problems = append(s.problems, problem)
	return meant == nil || !meant.isSwitch
}

// stray reports an argument that is not a flag. before is the argument in front
// of it.
func (s *scanner) stray(arg, before string) {
	problem := Problem{Where: "argument " + printable(arg), What: "is not expected: this command takes flags only", Do: "remove it, or see --help"}
	name, inline := flagName(before)
	if f := s.lookup(name); f != nil && f.isSwitch && !inline {
		problem.Do = "to give --" + name + " a value, write --" + name + "=false"
	}
	s.problems = append(s.problems, problem)
}

func lastOf(args []string) string {
	if len(args) == 0 {
		return ""
	}
	return args[len(args)-1]
}
