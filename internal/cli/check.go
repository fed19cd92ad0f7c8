package cli

import "slices"

// check gives every option its value and adds the problems of all to those of
// the command line.
func (s *session) check(problems []Problem) []Problem {
	named := func(flag string) bool {
		return slices.ContainsFunc(problems, func(p Problem) bool { return p.Flag == flag })
	}
	problems = append(problems, strayVariables(s.env, s.flags)...)
	for _, f := range s.flags {
		// A mistyped flag isn't missing as well.
		if named(f.name) && len(f.texts(s.env)) == 0 {
			continue
		}
		problems = append(problems, f.resolve(s.env)...)
	}
	if s.settings.result != "" {
		if err := clearResultFile(s.settings.result); err != nil {
			problems = append(problems, problemFrom(resultFlag, findFlag(s.flags, resultFlag).where, err))
			s.settings.result = ""
		}
	}
	if s.command.Check == nil {
		return problems
	}
	for _, p := range s.command.Check() {
		// What doesn't fit together with a value that is no good only follows
		// from that.
		if p.Flag != "" && named(p.Flag) {
			continue
		}
		problems = append(problems, s.placed(p))
	}
	return problems
}

// placed is a problem that says where to look, if it is one of a flag.
func (s *session) placed(p Problem) Problem {
	if f := findFlag(s.flags, p.Flag); f != nil && p.Where == "" {
		p.Where = f.where
	}
	return p
}
