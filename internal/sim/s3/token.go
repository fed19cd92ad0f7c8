package s3

import (
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"
)

// A continuation token is the last entry's name behind its CRC-32, in base64:
// opaque to clients, and recognisably not one where a client made it up.

func makeToken(last string) string {
	sum := binary.BigEndian.AppendUint32(nil, crc32.ChecksumIEEE([]byte(last)))
	return base64.URLEncoding.EncodeToString(append(sum, last...))
}

func readToken(token string) (last string, err error) {
	raw, err := base64.URLEncoding.DecodeString(token)
	if err != nil || len(raw) <= crc32.Size ||
		binary.BigEndian.Uint32(raw) != crc32.ChecksumIEEE(raw[crc32.Size:]) {
		return "", refusef("InvalidArgument", "The continuation token provided is incorrect")
	}
	return string(raw[crc32.Size:]), nil
}
