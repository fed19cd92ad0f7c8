package identity

import (
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"regexp"
)

// roleARN takes a role's ARN apart; the partition may be another than aws.
var roleARN = regexp.MustCompile(`^arn:aws(?:-[a-z]+)*:iam::([0-9]{12}):role/(?:[\x21-\x7e]*/)?([\w+=,.@-]{1,64})$`)

// Role is an IAM role, of which nothing but its name is simulated: anyone may
// assume it.
type Role struct {
	Account string
	Name    string // without path
}

// ParseRole reads a role's ARN.
func ParseRole(arn string) (Role, error) {
	parts := roleARN.FindStringSubmatch(arn)
	if parts == nil {
		return Role{}, fmt.Errorf("%q is not a role's ARN: want arn:aws:iam::123456789012:role/NAME", arn)
	}
	return Role{Account: parts[1], Name: parts[2]}, nil
}

// ID is the role's unique id: AROA and 17 more letters and digits, the same
// for the same role.
func (r Role) ID() string { return "AROA" + digest(r.Account, r.Name)[:17] }

// AccessKey is the access key id of one session of the role.
func (s Session) AccessKey() string {
	return "ASIA" + digest(s.Account, s.Role, s.Name, s.Expires.String())[:16]
}

func digest(parts ...string) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q", parts))
	return base32.StdEncoding.EncodeToString(sum[:])
}
