package s3

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// Action is the API name of the operation that a path-style request asks for,
// by its method, path and query, as AWS' models have it: "PutObject",
// "ListObjectsV2". It also names operations that the Handler refuses. "" means
// that S3 has no such operation.
func Action(r *http.Request) string {
	query := r.URL.Query()
	switch bucket, key := address(r); {
	case bucket == "" && key == "" && r.Method == http.MethodGet:
		return "ListBuckets"
	case bucket == "":
		return ""
	case key == "":
		return bucketAction(r.Method, query)
	default:
		return objectAction(r, query)
	}
}

// IsWrite tells S3's two request rates apart: 3,500 a second of PUT, COPY,
// POST and DELETE, and 5,500 of GET and HEAD, with LIST among them. Source:
// S3 user guide, "Best practices design patterns: optimizing Amazon S3
// performance".
func IsWrite(action string) bool {
	for _, reading := range []string{"Get", "Head", "List", "Select"} {
		if strings.HasPrefix(action, reading) {
			return false
		}
	}
	return action != ""
}

func bucketAction(method string, query url.Values) string {
	if name, found := subresourceAction(bucketSubresources, method, query); found {
		return name
	}
	switch method {
	case http.MethodGet:
		if query.Get("list-type") == "2" {
			return "ListObjectsV2"
		}
		return "ListObjects"
	case http.MethodHead:
		return "HeadBucket"
	case http.MethodPut:
		return "CreateBucket"
	case http.MethodDelete:
		return "DeleteBucket"
	case http.MethodPost:
		return "PostObject" // a browser's form; no SDK has it
	}
	return ""
}

func objectAction(r *http.Request, query url.Values) string {
	if query.Has("uploadId") {
		return uploadAction(r, query)
	}
	if name, found := subresourceAction(objectSubresources, r.Method, query); found {
		return name
	}
	switch r.Method {
	case http.MethodGet:
		return "GetObject"
	case http.MethodHead:
		return "HeadObject"
	case http.MethodPut:
		if r.Header.Get("X-Amz-Copy-Source") != "" {
			return "CopyObject"
		}
		return "PutObject"
	case http.MethodDelete:
		return "DeleteObject"
	}
	return ""
}

// uploadAction names what is done with a multipart upload that was begun.
func uploadAction(r *http.Request, query url.Values) string {
	switch {
	case r.Method == http.MethodGet:
		return "ListParts"
	case r.Method == http.MethodPost:
		return "CompleteMultipartUpload"
	case r.Method == http.MethodDelete:
		return "AbortMultipartUpload"
	case r.Method != http.MethodPut || !query.Has("partNumber"):
		return ""
	case r.Header.Get("X-Amz-Copy-Source") != "":
		return "UploadPartCopy"
	}
	return "UploadPart"
}

// subresourceAction looks for a subresource in the query, in the order of
// the names so that two of them give the same answer each time. found without
// a name is a subresource that has no such method.
func subresourceAction(table map[string]subresource, method string, query url.Values) (name string, found bool) {
	if method == http.MethodHead {
		return "", false // HEAD has none
	}
	for _, parameter := range slices.Sorted(maps.Keys(query)) {
		if sub, known := table[parameter]; known {
			return sub.action(method, query.Has("id")), true
		}
	}
	return "", false
}
