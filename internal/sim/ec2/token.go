package ec2

import (
	"encoding/base64"
	"encoding/binary"
	"hash/fnv"

	"patchline/internal/sim/apierr"
)

// bookmark is where a page ended: a position, and the id of what is there.
type bookmark struct {
	at uint64
	id string
}

// A token is a checksum and a position of 8 bytes each, and the id. The
// checksum binds it to the place and the action that gave it; it keeps mistakes
// away, not forgers.
const tokenHead = 16

func (c *call) nextToken(mark bookmark) string {
	token := make([]byte, tokenHead, tokenHead+len(mark.id))
	binary.BigEndian.PutUint64(token[8:], mark.at)
	token = append(token, mark.id...)
	binary.BigEndian.PutUint64(token, c.tokenSum(token[8:]))
	return base64.RawURLEncoding.EncodeToString(token)
}

// bookmark reads a token; the zero value, which is the start, without one.
func (c *call) bookmark(text string) (bookmark, *apierr.Error) {
	if text == "" {
		return bookmark{}, nil
	}
	token, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(token) < tokenHead || binary.BigEndian.Uint64(token) != c.tokenSum(token[8:]) {
		return bookmark{}, errBadNextToken
	}
	return bookmark{at: binary.BigEndian.Uint64(token[8:]), id: string(token[tokenHead:])}, nil
}

func (c *call) tokenSum(body []byte) uint64 {
	h := fnv.New64a()
	h.Write([]byte(c.String() + " " + c.action + " "))
	h.Write(body)
	return h.Sum64()
}
