package s3

import (
	"bytes"
	"crypto/md5"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"io"
	"net/http"
	"strconv"
	"strings"
)

// maxBody bounds one request's body, in bytes. S3 takes 5 GB; here bodies
// are held in memory, and a patch day's largest object is a CSV of some MB.
const maxBody = 256 << 20

// payload is a request's body, unwrapped and found whole.
type payload struct {
	body []byte
	sum  checksum // what the client claimed, zero for none
}

// Which operations take a body, and which of them only with its length.
var (
	takesBody = map[string]bool{
		"PutObject": true, "UploadPart": true, "DeleteObjects": true,
		"CompleteMultipartUpload": true, "CreateBucket": true, "PutBucketVersioning": true,
	}
	needsLength = map[string]bool{"PutObject": true, "UploadPart": true}
)

// readPayload reads the body and checks every digest that came with it.
func readPayload(r *http.Request, action string) (payload, error) {
	if !takesBody[action] {
		return payload{}, nil
	}
	if r.ContentLength < 0 && needsLength[action] {
		return payload{}, refuse("MissingContentLength")
	}
	body, err := readBody(r)
	if err != nil {
		return payload{}, err
	}
	trailers := http.Header{}
	if sha := r.Header.Get("X-Amz-Content-Sha256"); strings.HasPrefix(sha, streaming) {
		if body, trailers, err = decodeChunked(body); err != nil {
			return payload{}, err
		}
		if length := r.Header.Get("X-Amz-Decoded-Content-Length"); length != "" && length != strconv.Itoa(len(body)) {
			return payload{}, refuse("IncompleteBody")
		}
		if err := checkTrailers(r.Header.Get("X-Amz-Trailer"), trailers); err != nil {
			return payload{}, err
		}
	} else if err := checkSHA256(sha, body); err != nil {
		return payload{}, err
	}
	if err := checkMD5(r.Header, body); err != nil {
		return payload{}, err
	}
	if action == "CompleteMultipartUpload" {
		return payload{body: body}, nil // its digests are the object's, not the body's
	}
	claimed, err := claimedChecksum(r.Header, trailers)
	if err != nil {
		return payload{}, err
	}
	if action == "DeleteObjects" && claimed == (checksum{}) && r.Header.Get("Content-Md5") == "" {
		return payload{}, refusef("InvalidRequest", "Missing required header for this request: Content-MD5 OR x-amz-checksum-*")
	}
	return payload{body: body, sum: claimed}, claimed.verify(body)
}

func readBody(r *http.Request) ([]byte, error) {
	if r.ContentLength > maxBody {
		return nil, refuse("EntityTooLarge")
	}
	if r.Body == nil {
		return nil, nil
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	switch {
	case len(body) > maxBody:
		return nil, refuse("EntityTooLarge")
	case err != nil, r.ContentLength >= 0 && r.ContentLength != int64(len(body)):
		return nil, refuse("IncompleteBody")
	}
	return body, nil
}

// checkSHA256 compares with x-amz-content-sha256, where that is a digest.
func checkSHA256(claimed string, body []byte) error {
	if claimed == "" || claimed == "UNSIGNED-PAYLOAD" {
		return nil
	}
	digest, err := hex.DecodeString(claimed)
	if err != nil || len(digest) != sha256.Size {
		return refusef("InvalidArgument", "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, a STREAMING- value or a valid sha256 value.")
	}
	if actual := sha256.Sum256(body); !bytes.Equal(digest, actual[:]) {
		return refuse("XAmzContentSHA256Mismatch")
	}
	return nil
}

func checkMD5(h http.Header, body []byte) error {
	values := h.Values("Content-Md5")
	if len(values) == 0 {
		return nil
	}
	digest, err := base64.StdEncoding.DecodeString(values[0])
	if err != nil || len(digest) != md5.Size {
		return refuse("InvalidDigest")
	}
	if actual := md5.Sum(body); !bytes.Equal(digest, actual[:]) {
		return refuse("BadDigest")
	}
	return nil
}
