package s3

import (
	"net/http"
	"strings"
	"time"
)

// precondition is what a write or delete asks of the object that is there.
// Source: S3 user guide, "How to prevent object overwrites with conditional
// writes" and "How to perform conditional deletes".
type precondition struct {
	ifMatch     string // an ETag, or * for any
	ifNoneMatch string // only *: no object
}

// anyETag stands for every object.
const anyETag = "*"

// writePrecondition reads the condition of PutObject, CopyObject and
// CompleteMultipartUpload. S3 takes only * with If-None-Match there. Whether
// it takes * with If-Match is documented for deletes alone, so that it is
// refused as well.
func writePrecondition(h http.Header) (precondition, error) {
	p := precondition{ifMatch: h.Get("If-Match"), ifNoneMatch: h.Get("If-None-Match")}
	if p.ifNoneMatch != "" && p.ifNoneMatch != anyETag || p.ifMatch == anyETag {
		return p, refuse("NotImplemented")
	}
	return p, nil
}

// deletePrecondition reads the condition of DeleteObject.
func deletePrecondition(h http.Header) precondition {
	return precondition{ifMatch: h.Get("If-Match")}
}

// check compares with the object that is there, nil for none. It fails with
// PreconditionFailed, or with NoSuchKey where there is nothing to match.
func (p precondition) check(current *object) error {
	if p.ifNoneMatch != "" && current != nil {
		return refuse("PreconditionFailed")
	}
	if p.ifMatch == "" {
		return nil
	}
	if current == nil {
		return ErrNoSuchKey
	}
	if !matchesETag(p.ifMatch, current) {
		return refuse("PreconditionFailed")
	}
	return nil
}

// verdict is what a reader's conditions come to.
type verdict int

const (
	proceed   verdict = iota
	failed            // 412 PreconditionFailed
	unchanged         // 304 Not Modified, or 412 for the source of a copy
)

// readVerdict weighs the conditions of GetObject and HeadObject, or with
// copySource before the headers' names those of a copy's source: ETags go
// before dates, as in RFC 9110 section 13.2.2. Dates are whole seconds.
func readVerdict(h http.Header, prefix string, o *object) verdict {
	modified := o.modified.Truncate(time.Second)
	if tags := h.Get(prefix + "If-Match"); tags != "" {
		if !matchesETag(tags, o) {
			return failed
		}
	} else if since, err := http.ParseTime(h.Get(prefix + "If-Unmodified-Since")); err == nil && modified.After(since) {
		return failed
	}
	if tags := h.Get(prefix + "If-None-Match"); tags != "" {
		if matchesETag(tags, o) {
			return unchanged
		}
	} else if since, err := http.ParseTime(h.Get(prefix + "If-Modified-Since")); err == nil && !modified.After(since) {
		return unchanged
	}
	return proceed
}

// matchesETag looks for the object's ETag in a list, quoted or not, as S3
// takes both.
func matchesETag(tags string, o *object) bool {
	for tag := range strings.SplitSeq(tags, ",") {
		tag = strings.TrimSpace(tag)
		if tag == anyETag || strings.Trim(tag, `"`) == o.etag {
			return true
		}
	}
	return false
}
