package agent

import (
	"errors"

	"patchline/internal/sim/apierr"
	"patchline/internal/sim/identity"
	"patchline/internal/sim/world"
)

// Store is S3 as an instance reaches it. A refusal is an *apierr.Error of S3's
// code, somewhere in what the error wraps.
type Store interface {
	Put(bucket, key string, body []byte) error
	Get(bucket, key string) ([]byte, error)
	// Keys lists the keys under a prefix, in S3's order.
	Keys(bucket, prefix string) ([]string, error)
}

// s3Code is S3's error code, such as AccessDenied; empty for another error.
func s3Code(err error) string {
	if refusal, found := errors.AsType[*apierr.Error](err); found {
		return refusal.Code
	}
	return ""
}

// isNotFound tells whether S3 says that there is no such object. Without the
// right to list, S3 says AccessDenied instead, which is another failure.
func isNotFound(err error) bool { return s3Code(err) == "NoSuchKey" }

// refusedError is what a document says of what S3 has refused: its code, and not
// its text, which is long and has keys in it.
type refusedError struct {
	what    string
	call    string // the S3 call and its key
	refusal error
}

// Error gives what could not be done, and why.
func (e *refusedError) Error() string { return e.what + ": " + s3Code(e.refusal) }

// Unwrap gives S3's own.
func (e *refusedError) Unwrap() error { return e.refusal }

// IdentityOf is what STS calls an instance with a role, and else its id.
func IdentityOf(i *world.Instance) string {
	if i.InstanceProfile == "" {
		return i.ID
	}
	role := identity.Role{Account: i.Account, Name: i.InstanceProfile}
	return role.ID() + ":" + i.ID
}
