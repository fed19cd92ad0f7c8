package ec2

import (
	"net/http"
	"strings"

	"patchline/internal/sim/apierr"
)

// The refusals of more than one action. Codes are those of "Error codes for
// the Amazon EC2 API"; texts follow what EC2 is seen to answer where that is
// known. Codes are to be decided on, texts are for people.

func invalidValue(format string, args ...any) *apierr.Error {
	return apierr.New("InvalidParameterValue", format, args...)
}

func invalidCombination(format string, args ...any) *apierr.Error {
	return apierr.New("InvalidParameterCombination", format, args...)
}

func missingParameter(name string) *apierr.Error {
	return apierr.New("MissingParameter", "The request must contain the parameter %s", name)
}

func unknownParameter(name string) *apierr.Error {
	return apierr.New("UnknownParameter", "The parameter %s is not recognized", clip(name))
}

func unsupported(format string, args ...any) *apierr.Error {
	return apierr.New("UnsupportedOperation", format, args...)
}

func incorrectState(format string, args ...any) *apierr.Error {
	return apierr.New("IncorrectState", format, args...)
}

func incorrectInstanceState(format string, args ...any) *apierr.Error {
	return apierr.New("IncorrectInstanceState", format, args...)
}

// errDryRunWorked is the answer to DryRun when the call would have worked.
var errDryRunWorked = apierr.WithStatus(http.StatusPreconditionFailed,
	"DryRunOperation", "Request would have succeeded, but DryRun flag is set.")

var errBadNextToken = apierr.New("InvalidNextToken", "The specified token is not valid: take the NextToken of the last answer of the same action.")

// quoteList writes ids as EC2's messages do.
func quoteList(ids []string) string { return "'" + clip(strings.Join(ids, ", ")) + "'" }
