package ec2

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"patchline/internal/sim/apierr"
)

// maxClientToken is the longest client token, in ASCII characters ("Ensuring
// idempotency in Amazon EC2 API requests").
const maxClientToken = 64

// token is what a client token was used for. EC2 keeps tokens for 24 hours at
// least; here they are kept for ever.
type token struct {
	Digest string // of the parameters
	ID     string // of what was made
}

// repeated finds what was made under a client token before: its id, or nothing.
// The same token with other parameters is refused.
func (c *call) repeated(clientToken string, in any) (id string, refused *apierr.Error) {
	if len(clientToken) > maxClientToken {
		return "", invalidValue("The client token has more than %d characters.", maxClientToken)
	}
	used, found := c.state.Tokens[c.action+" "+clientToken]
	switch {
	case clientToken == "" || !found:
		return "", nil
	case used.Digest != digest(in):
		return "", apierr.New("IdempotentParameterMismatch",
			"Arguments on this idempotent request are inconsistent with arguments used in previous request(s).")
	}
	return used.ID, nil
}

// remember notes what was made under a client token.
func (c *call) remember(clientToken string, in any, id string) {
	if clientToken != "" {
		c.state.Tokens[c.action+" "+clientToken] = token{Digest: digest(in), ID: id}
	}
}

// digest tells inputs apart; DryRun and the token itself are not part of it.
func digest(in any) string {
	text, err := json.Marshal(in)
	if err != nil {
		panic("ec2: an input that is no JSON: " + err.Error()) // strings and numbers can't fail
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}
