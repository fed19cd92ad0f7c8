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

// identityOf is what STS calls an instance with a role, and else its id.
func identityOf(i *world.Instance) string {
	if i.InstanceProfile == "" {
		return i.ID
	}
	role := identity.Role{Account: i.Account, Name: i.InstanceProfile}
	return role.ID() + ":" + i.ID
}
