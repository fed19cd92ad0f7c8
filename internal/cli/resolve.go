package cli

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// environment is the process's environment by name.
type environment map[string]string

// newEnvironment reads pairs as os.Environ returns them.
func newEnvironment(pairs []string) environment {
	env := make(environment, len(pairs))
	for _, pair := range pairs {
		if name, value, ok := strings.Cut(pair, "="); ok && name != "" {
			env[name] = value
		}
	}
	return env
}

// resolve gives the flag its value: from the command line, else from its
// environment variable, else it stays as it is.
func (f *Flag) resolve(env environment) []Problem {
	texts := f.texts(env)
	if len(texts) == 0 {
		if f.required {
			return []Problem{f.problem("is missing", fmt.Sprintf("give %s or set %s", f.form(), f.EnvVar()))}
		}
		return nil
	}
	if len(texts) > 1 && !f.repeats {
		// Obeying the last one, as many tools do, would hide that a script and
		// its caller disagree on what to patch.
		return []Problem{f.problem(fmt.Sprintf("is given %d times", len(texts)), "give it once")}
	}
	var problems []Problem
	for _, err := range f.store(texts) {
		problems = append(problems, problemFrom(f.name, f.where, err))
	}
	if len(problems) == 0 && !f.repeats {
		f.accepted = texts[0]
	}
	return problems
}

// texts finds the flag's texts and notes where they came from. An empty variable
// counts as not set, because that is what an empty parameter of a Jenkins job
// becomes; an empty value on the command line is for the parser to judge.
func (f *Flag) texts(env environment) []string {
	f.where = "--" + f.name
	if len(f.given) > 0 {
		return f.given
	}
	value := strings.TrimSpace(env[f.EnvVar()])
	if value == "" {
		return nil
	}
	f.where += " (set by " + f.EnvVar() + ")"
	if !f.repeats {
		return []string{value}
	}
	var texts []string
	for line := range strings.Lines(value) {
		if line = strings.TrimSpace(line); line != "" {
			texts = append(texts, line)
		}
	}
	return texts
}

func (f *Flag) problem(what, do string) Problem {
	return Problem{Flag: f.name, Where: f.where, What: what, Do: do}
}

// form is the flag as it is typed: --run ID.
func (f *Flag) form() string {
	if f.isSwitch {
		return "--" + f.name
	}
	return "--" + f.name + " " + f.placeholder
}

// strayVariables finds variables that differ from a flag's only in case and
// underscores. PATCHLINE_DRYRUN, silently ignored, would patch for real. Other
// unknown variables are let be: all stages of a run share one environment.
func strayVariables(env environment, flags []*Flag) []Problem {
	wanted := make(map[string]*Flag, len(flags))
	for _, f := range flags {
		wanted[letters(f.EnvVar())] = f
	}
	var problems []Problem
	for _, name := range slices.Sorted(maps.Keys(env)) {
		if f, ok := wanted[letters(name)]; ok && name != f.EnvVar() && strings.TrimSpace(env[name]) != "" {
			problems = append(problems, Problem{
				Flag: f.name, Where: name, What: "is not an environment variable of this command",
				Do: "did you mean " + f.EnvVar() + "? Rename or unset it",
			})
		}
	}
	return problems
}

// letters is a name without what is easily mistyped in it.
func letters(name string) string {
	return strings.ToUpper(strings.ReplaceAll(name, "_", ""))
}
