package s3

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"strings"

	"patchline/internal/sim/apierr"
)

// answer is the response on its way out: it adds what the library can't know
// and words its errors as S3 does.
type answer struct {
	to        http.ResponseWriter
	request   *http.Request
	requestID string
	header    http.Header  // the library's; none of it goes out with an error
	set       http.Header  // goes over the library's own headers
	status    int          // 0 until it is known
	failure   bytes.Buffer // the library's body of an error
	refusal   *apierr.Error
}

func newAnswer(w http.ResponseWriter, r *http.Request, number uint64) *answer {
	id := w.Header().Get("X-Amz-Request-Id")
	if id == "" {
		id = fmt.Sprintf("%016X", number)
	}
	return &answer{to: w, request: r, requestID: id, header: http.Header{}, set: http.Header{}}
}

// Header is what the library fills.
func (a *answer) Header() http.Header { return a.header }

// WriteHeader sends the status of a success, and holds an error back.
func (a *answer) WriteHeader(status int) {
	if a.status != 0 {
		return
	}
	a.status = status
	if status >= http.StatusBadRequest {
		return
	}
	h := a.to.Header()
	maps.Copy(h, a.header)
	maps.Copy(h, a.set)
	for name, values := range h {
		switch {
		case strings.HasPrefix(name, userMetadata):
			// S3 writes these in small letters, and boto3 keeps what it gets.
			delete(h, name)
			h[strings.ToLower(name)] = values
		case strings.HasPrefix(name, "Access-Control-"), name == "X-Amz-Delete-Marker":
			delete(h, name) // the library's, in a bucket with neither CORS nor versions
		}
	}
	setRequestID(h, a.requestID)
	a.to.WriteHeader(status)
}

// Write sends the body of a success, and keeps an error's.
func (a *answer) Write(p []byte) (int, error) {
	if a.status == 0 {
		if len(p) > 0 && a.header.Get("Content-Type") == "" {
			a.header.Set("Content-Type", "application/xml")
		}
		a.WriteHeader(http.StatusOK)
	}
	switch {
	case a.status >= http.StatusBadRequest:
		return a.failure.Write(p)
	case a.status == http.StatusNotModified, a.request.Method == http.MethodHead:
		return len(p), nil // neither has a body
	}
	return a.to.Write(p)
}

// refuse makes the answer an error of this package's own.
func (a *answer) refuse(err error) {
	a.refusal = refusalOf(err)
	a.status = a.refusal.Status
}

// end sends what was held back.
func (a *answer) end() {
	switch {
	case a.refusal != nil:
	case a.status == 0:
		a.WriteHeader(http.StatusOK)
		return
	case a.status < http.StatusBadRequest:
		return
	default:
		a.refusal = a.fromLibrary()
	}
	WriteError(a.to, a.request, a.requestID, a.refusal)
}

// fromLibrary takes the library's error apart and gives it S3's status and
// words: the library leaves many of its messages empty and some statuses wrong.
func (a *answer) fromLibrary() *apierr.Error {
	var body struct{ Code, Message string }
	if err := xml.Unmarshal(a.failure.Bytes(), &body); err != nil {
		return a.withoutBody()
	}
	known, found := documented[body.Code]
	switch {
	case !found:
		return apierr.WithStatus(a.status, body.Code, "%s", body.Message)
	case body.Message == "" || body.Message == body.Code:
		return refuse(body.Code)
	}
	return apierr.WithStatus(known.status, body.Code, "%s", body.Message)
}

// withoutBody is for HEAD, whose errors the library writes without a body;
// nor does the client get one.
func (a *answer) withoutBody() *apierr.Error {
	return apierr.WithStatus(a.status, "InternalError", "%s", http.StatusText(a.status))
}

// refusalOf finds the S3 error in an error of this package.
func refusalOf(err error) *apierr.Error {
	if refusal, found := errors.AsType[*apierr.Error](err); found {
		return refusal
	}
	return refusef("InternalError", "%v", err)
}
