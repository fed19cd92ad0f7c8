package cli

import "errors"

// ExitError is an error that knows the exit code it leads to.
type ExitError struct {
	Code Code
	Err  error
}

// Error is the text of the error inside.
func (e *ExitError) Error() string { return e.Err.Error() }

// Unwrap gives the error inside to errors.Is and errors.As.
func (e *ExitError) Unwrap() error { return e.Err }

// Refused marks err as the refusal of a gate or a claim: CodeRefused. It returns
// nil for nil.
func Refused(err error) error { return withCode(CodeRefused, err) }

// TooManyFailed marks err as the stop of a run by --max-failed:
// CodeTooManyFailed. It returns nil for nil.
func TooManyFailed(err error) error { return withCode(CodeTooManyFailed, err) }

// Unfinished marks err as a time-out that the same command can go on after:
// CodeUnfinished. It returns nil for nil.
func Unfinished(err error) error { return withCode(CodeUnfinished, err) }

func withCode(code Code, err error) error {
	if err == nil {
		return nil
	}
	return &ExitError{Code: code, Err: err}
}

// CodeOf is the one place where an error becomes an exit code: the code of the
// ExitError in its chain, CodeInterrupted for ErrInterrupted, otherwise CodeError.
func CodeOf(err error) Code {
	exit, ok := errors.AsType[*ExitError](err)
	switch {
	case err == nil:
		return CodeOK
	case ok && exit.Code != CodeOK: // An error is never a success.
		return exit.Code
	case errors.Is(err, ErrInterrupted):
		return CodeInterrupted
	}
	return CodeError
}
