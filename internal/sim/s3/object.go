package s3

import (
	"crypto/md5"
	"encoding/hex"
	"net/http"
	"strings"
	"time"
)

// defaultContentType is what S3 gives an object that came without a type.
const defaultContentType = "binary/octet-stream"

// maxUserMetadata bounds the names and values of an object's x-amz-meta-
// headers, in bytes: S3 user guide, "Working with object metadata" (2 KB).
const maxUserMetadata = 2048

const userMetadata = "X-Amz-Meta-"

// object is one object. It never changes once it is in a bucket, so that a
// reader needs no lock.
type object struct {
	body     []byte
	etag     string // without its quotes
	modified time.Time
	headers  map[string]string // what its writer gave, by canonical name
	sum      checksum
}

// newObject makes an object of a whole body; the store dates it. Without a
// checksum of the client's it gets the one that S3 adds by itself.
func newObject(body []byte, headers map[string]string, sum checksum) *object {
	if sum == (checksum{}) {
		sum = checksumOf(defaultAlgorithm, body)
	}
	digest := md5.Sum(body)
	return &object{body: body, etag: hex.EncodeToString(digest[:]), headers: headers, sum: sum}
}

func (o *object) quotedETag() string { return `"` + o.etag + `"` }

// kept are the request headers that S3 stores with an object and gives back.
var kept = []string{
	"Cache-Control", "Content-Disposition", "Content-Encoding", "Content-Language", "Content-Type", "Expires",
}

// objectHeaders takes what is to be kept from a request. It fails with
// MetadataTooLarge.
func objectHeaders(h http.Header) (map[string]string, error) {
	headers := map[string]string{"Content-Type": defaultContentType}
	for _, name := range kept {
		value := strings.Join(h.Values(name), ",")
		if name == "Content-Encoding" {
			value = withoutChunked(value)
		}
		if value != "" {
			headers[name] = value
		}
	}
	size := 0
	for name, values := range h {
		user, found := strings.CutPrefix(name, userMetadata)
		if !found {
			continue
		}
		headers[name] = strings.Join(values, ",")
		size += len(user) + len(headers[name])
	}
	if size > maxUserMetadata {
		return nil, refuse("MetadataTooLarge")
	}
	return headers, nil
}

// withoutChunked takes aws-chunked out of a Content-Encoding: it is of the
// transfer, not of the object.
func withoutChunked(encoding string) string {
	var rest []string
	for coding := range strings.SplitSeq(encoding, ",") {
		if coding = strings.TrimSpace(coding); coding != "" && coding != "aws-chunked" {
			rest = append(rest, coding)
		}
	}
	return strings.Join(rest, ",")
}
