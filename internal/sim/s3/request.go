package s3

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// checkRequest refuses what is not simulated, rather than doing something else.
func checkRequest(r *http.Request, action string) error {
	_, known := delegated[action]
	query := r.URL.Query()
	switch {
	case action == "":
		return refuse("MethodNotAllowed")
	case !known:
		return refusef("NotImplemented", "The operation %s is not simulated.", action)
	case query.Has("partNumber") && (action == "GetObject" || action == "HeadObject"):
		return refusef("NotImplemented", "Reading one part of an object is not simulated.")
	}
	if err := checkVersion(query.Get("versionId")); err != nil {
		return err
	}
	if err := checkCopySource(r.Header.Get("X-Amz-Copy-Source")); err != nil {
		return err
	}
	if bucket, key := address(r); key != "" {
		return checkKey(key)
	} else if !utf8.ValidString(bucket) {
		return refuse("InvalidURI")
	}
	return nil
}

// checkVersion lets only the version pass that an object has in a bucket
// without versions.
func checkVersion(id string) error {
	if id != "" && id != "null" {
		return refusef("InvalidArgument", "Invalid version id specified")
	}
	return nil
}

func checkCopySource(source string) error {
	if _, err := url.QueryUnescape(source); err != nil {
		return refusef("InvalidArgument", "Copy Source must be URL-encoded: %v", err)
	}
	_, version, _ := strings.Cut(source, "?versionId=")
	return checkVersion(version)
}

// rangeForm is the one kind of Range that is obeyed; S3 answers any other
// with the whole object. Eighteen digits keep the library's sums from overflowing.
var rangeForm = regexp.MustCompile(`^bytes=(\d{1,18}-\d{0,18}|-\d{1,18})$`)

// hidden are the headers that the library must not see.
var hidden = []string{
	"X-Amz-Content-Sha256", // it would take aws-chunked apart a second time
	"If-None-Match",        // it compares with an ETag that it makes itself
	"X-Minio-Force-Delete", // not S3's
}

// forward makes the request that the library sees: the unwrapped body with
// its length, and the query that belongs to the operation.
func forward(r *http.Request, action string, content payload) *http.Request {
	clean := r.Clone(r.Context())
	clean.URL.RawQuery = only(r.URL.Query(), delegated[action]).Encode()
	clean.Body = io.NopCloser(bytes.NewReader(content.body))
	clean.ContentLength = int64(len(content.body))
	clean.Header.Set("Content-Length", strconv.Itoa(len(content.body)))
	for _, name := range hidden {
		clean.Header.Del(name)
	}
	if !rangeForm.MatchString(clean.Header.Get("Range")) {
		clean.Header.Del("Range")
	}
	return clean
}
