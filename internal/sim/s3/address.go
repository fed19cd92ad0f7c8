package s3

import (
	"net/http"
	"strings"
)

// Bucket is the bucket that a path-style request names, "" for none.
func Bucket(r *http.Request) string {
	bucket, _ := address(r)
	return bucket
}

// Key is the object's key that a path-style request names, "" for none. It is
// the path as it was before its escaping: "/bucket//a" is the key "/a".
func Key(r *http.Request) string {
	_, key := address(r)
	return key
}

func address(r *http.Request) (bucket, key string) {
	bucket, key, _ = strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	return bucket, key
}
