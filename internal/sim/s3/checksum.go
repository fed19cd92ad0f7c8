package s3

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"hash"
	"hash/crc32"
	"hash/crc64"
	"net/http"
	"strings"
)

// checksum is an x-amz-checksum- header: an algorithm's name in small letters
// and the digest in base64. Source: S3 user guide, "Checking object integrity
// in Amazon S3".
type checksum struct {
	algorithm string
	value     string
}

const (
	checksumHeader = "X-Amz-Checksum-"
	// defaultAlgorithm is what S3 computes where the client sends none.
	defaultAlgorithm = "crc64nvme"
	// nvmePolynomial is CRC-64/NVME's, in the reversed form that hash/crc64 takes.
	nvmePolynomial = 0x9a6c9329ac4bc9b5
)

// algorithms are those that can be checked here; S3's XXHASH kinds can't.
var algorithms = map[string]func() hash.Hash{
	"crc32":          func() hash.Hash { return crc32.NewIEEE() },
	"crc32c":         func() hash.Hash { return crc32.New(crc32.MakeTable(crc32.Castagnoli)) },
	defaultAlgorithm: func() hash.Hash { return crc64.New(nvmeTable) },
	"md5":            md5.New,
	"sha1":           sha1.New,
	"sha256":         sha256.New,
	"sha512":         sha512.New,
}

var nvmeTable = crc64.MakeTable(nvmePolynomial)

// notDigests share the digests' prefix.
var notDigests = map[string]bool{"algorithm": true, "mode": true, "type": true}

func checksumOf(algorithm string, body []byte) checksum {
	h := algorithms[algorithm]()
	h.Write(body)
	return checksum{algorithm: algorithm, value: base64.StdEncoding.EncodeToString(h.Sum(nil))}
}

// header is the name under which the digest travels.
func (c checksum) header() string { return checksumHeader + c.algorithm }

// claimedChecksum finds the digest that a request claims for its body, in
// its headers or its trailers. No digest is no error.
func claimedChecksum(headers ...http.Header) (checksum, error) {
	var claimed checksum
	for _, h := range headers {
		for name, values := range h {
			algorithm, found := strings.CutPrefix(name, checksumHeader)
			algorithm = strings.ToLower(algorithm)
			switch {
			case !found || notDigests[algorithm]:
			case algorithms[algorithm] == nil:
				return checksum{}, refusef("NotImplemented", "The checksum algorithm %q is not simulated.", algorithm)
			case claimed != (checksum{}):
				return checksum{}, refusef("InvalidRequest",
					"Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.")
			default:
				claimed = checksum{algorithm: algorithm, value: strings.TrimSpace(values[0])}
			}
		}
	}
	return claimed, nil
}

// verify compares with the body that came.
func (c checksum) verify(body []byte) error {
	if c == (checksum{}) {
		return nil
	}
	digest, err := base64.StdEncoding.DecodeString(c.value)
	if err != nil || len(digest) != algorithms[c.algorithm]().Size() {
		return refusef("InvalidRequest", "Value for %s header is invalid.", strings.ToLower(c.header()))
	}
	if checksumOf(c.algorithm, body) != c {
		return refusef("BadDigest", "The %s you specified did not match the calculated checksum.", strings.ToUpper(c.algorithm))
	}
	return nil
}
