package s3

import (
	"net/http"
	"net/url"

	"github.com/johannesboyne/gofakes3"
)

// Handler serves the store as S3's REST API, path-style. The library gofakes3
// reads and writes most of the wire format; what it gets wrong is done here:
// bodies and their digests (payload.go), conditions (precondition.go),
// listings (list.go) and the words of errors (answer.go). A request id that a
// caller has put into the response's x-amz-request-id is kept.
func (s *Store) Handler() http.Handler { return http.HandlerFunc(s.serve) }

func (s *Store) serve(w http.ResponseWriter, r *http.Request) {
	to := newAnswer(w, r, s.requests.Add(1))
	if err := s.dispatch(to, r); err != nil {
		to.refuse(err)
	}
	to.end()
}

func (s *Store) dispatch(to *answer, r *http.Request) error {
	action := Action(r)
	if err := checkRequest(r, action); err != nil {
		return err
	}
	content, err := readPayload(r, action)
	if err != nil {
		return err
	}
	if action == "ListObjects" || action == "ListObjectsV2" {
		return s.list(to, r)
	}
	// The library's Backend hears nothing of the request's headers, which hold
	// the conditions; so each request has a backend of its own that knows them.
	request := &backend{store: s, request: r, action: action, content: content, answer: to}
	library := gofakes3.New(request,
		gofakes3.WithTimeSkewLimit(0),     // the clock is a simulated one
		gofakes3.WithMetadataSizeLimit(0), // it counts every x-amz- header, long session tokens too
	)
	library.Server().ServeHTTP(to, forward(r, action, content))
	return nil
}

// delegated are the operations that the library answers, each with the query
// that it may see: its routing knows fewer subresources than Action and would
// take "PUT /bucket/key?tagging" for a PutObject.
var delegated = map[string][]string{
	"AbortMultipartUpload":    {"uploadId"},
	"CompleteMultipartUpload": {"uploadId"},
	"CopyObject":              nil,
	"CreateBucket":            nil,
	"CreateMultipartUpload":   {"uploads"},
	"DeleteBucket":            nil,
	"DeleteObject":            nil,
	"DeleteObjects":           {"delete"},
	"GetBucketLocation":       {"location"},
	"GetBucketVersioning":     {"versioning"},
	"GetObject":               responseOverrides,
	"HeadBucket":              nil,
	"HeadObject":              responseOverrides,
	"ListBuckets":             nil,
	"ListMultipartUploads":    {"uploads", "prefix", "delimiter", "key-marker", "upload-id-marker", "max-uploads"},
	"ListObjects":             nil, // answered here
	"ListObjectsV2":           nil, // answered here
	"ListParts":               {"uploadId", "part-number-marker", "max-parts"},
	"PutBucketVersioning":     {"versioning"},
	"PutObject":               nil,
	"UploadPart":              {"uploadId", "partNumber"},
}

var responseOverrides = []string{
	"response-cache-control", "response-content-disposition", "response-content-encoding",
	"response-content-language", "response-content-type", "response-expires",
}

// only keeps the named parameters of a query.
func only(query url.Values, names []string) url.Values {
	kept := url.Values{}
	for _, name := range names {
		if values, found := query[name]; found {
			kept[name] = values
		}
	}
	return kept
}
