// Package apierr is an AWS API's refusal, before a protocol gives it its form
// (EC2 and STS: XML, SSM: JSON 1.1, S3: its own XML).
package apierr

import (
	"fmt"
	"net/http"
)

// Error is what a client decodes: a code to decide on and a text to show.
type Error struct {
	Code    string
	Message string
	Status  int // HTTP
}

// Error gives "Code: Message".
func (e *Error) Error() string { return e.Code + ": " + e.Message }

// New is a client error: HTTP 400, as most of EC2's and all of SSM's are.
func New(code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...), Status: http.StatusBadRequest}
}

// WithStatus is an error under another HTTP status.
func WithStatus(status int, code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...), Status: status}
}
