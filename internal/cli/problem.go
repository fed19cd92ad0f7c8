package cli

import (
	"errors"
	"strings"

	"patchline/internal/cli/option"
)

// Problem is one thing that is wrong with the command line or the environment.
type Problem struct {
	// Flag is the name of the flag without dashes, empty for what is not a flag.
	Flag string `json:"flag,omitempty"`
	// Where is what the operator has to look at: --timeout, or --timeout (set by
	// PATCHLINE_TIMEOUT). A check that leaves it empty gets it from Flag.
	Where string `json:"where"`
	// What is wrong there.
	What string `json:"what"`
	// Do is the remedy.
	Do string `json:"do"`
}

// String is the problem on one line.
func (p Problem) String() string { return p.Where + ": " + p.What + "; " + p.Do }

// problemFrom makes a Problem of a Parse function's error.
func problemFrom(flag, where string, err error) Problem {
	p := Problem{Flag: flag, Where: where, What: err.Error(), Do: "see --help"}
	if invalid, ok := errors.AsType[*option.InvalidError](err); ok {
		p.What, p.Do = invalid.What, invalid.Do
	}
	return p
}

// UsageError is every problem of one command line.
type UsageError struct{ Problems []Problem }

// Error is one line a problem.
func (e *UsageError) Error() string {
	lines := make([]string, len(e.Problems))
	for i, problem := range e.Problems {
		lines[i] = problem.String()
	}
	return strings.Join(lines, "\n")
}

// Usage makes an error with CodeUsage of all problems, nil if there are none.
func Usage(problems ...Problem) error {
	if len(problems) == 0 {
		return nil
	}
	return &ExitError{Code: CodeUsage, Err: &UsageError{Problems: problems}}
}
