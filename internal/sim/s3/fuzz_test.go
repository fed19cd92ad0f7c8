package s3

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// FuzzHandler sends any request: none may panic, none may lose an object
// that it does not name, and every answer has a status that HTTP knows.
func FuzzHandler(f *testing.F) {
	chunk := "5\r\nhello\r\n0\r\n\r\n"
	for _, seed := range [][5]string{
		{"GET", "/", "", "", ""},
		{"GET", "/patch-runs", "list-type=2&continuation-token=AAAA&delimiter=%ff&max-keys=2", "", ""},
		{"GET", "/patch-runs", "delimiter=/&marker=%00&encoding-type=url", "", ""},
		{"PUT", "/patch-runs/k", "", "X-Amz-Content-Sha256: STREAMING-UNSIGNED-PAYLOAD-TRAILER\nX-Amz-Decoded-Content-Length: 5", chunk},
		{"PUT", "/patch-runs/k", "", "If-None-Match: *\nContent-MD5: ?", "body"},
		{"PUT", "/patch-runs/k", "", "X-Amz-Copy-Source: patch-runs%2Fkept", ""},
		{"PUT", "/patch-runs/k", "uploadId=1&partNumber=99999999999", "", "body"},
		{"POST", "/patch-runs/k", "uploads", "", ""},
		{"POST", "/patch-runs/k", "uploadId=1", "", "<CompleteMultipartUpload><Part><PartNumber>-1</PartNumber></Part></CompleteMultipartUpload>"},
		{"GET", "/patch-runs/k", "uploadId=1&part-number-marker=9223372036854775807", "", ""},
		{"POST", "/patch-runs", "delete", "Content-MD5: 1B2M2Y8AsgTpgAmY7PhCfg==", "<Delete><Object><Key>k</Key></Object></Delete>"},
		{"GET", "/patch-runs/kept", "response-content-type=a%0ab", "Range: bytes=1-9223372036854775807", ""},
		{"HEAD", "/patch-runs/kept", "", "Range: bytes=-0", ""},
		{"PUT", "/patch-runs", "versioning", "", "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"},
		{"OPTIONS", "/patch-runs/k", "", "Origin: x\nAccess-Control-Request-Method: PUT", ""},
	} {
		f.Add(seed[0], seed[1], seed[2], seed[3], seed[4])
	}
	f.Fuzz(func(t *testing.T, method, path, query, headers, body string) {
		store := newTestStore(t)
		fill(t, store, "kept", "odd/key")
		r := httptest.NewRequest(http.MethodGet, "/", strings.NewReader(body))
		r.Method, r.URL = method, &url.URL{Path: path, RawQuery: query}
		r.ContentLength = int64(len(body))
		for line := range strings.Lines(headers) {
			name, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ": ")
			r.Header.Set(name, value)
		}
		kept := !strings.Contains(path+body, "kept")
		Action(r)
		recorder := httptest.NewRecorder()
		store.Handler().ServeHTTP(recorder, r)
		if http.StatusText(recorder.Code) == "" {
			t.Errorf("status %d", recorder.Code)
		}
		if _, err := store.Get(testBucket, "kept"); err != nil && kept {
			t.Errorf("the object is gone: %v", err)
		}
	})
}

// FuzzDecodeChunked takes any body: what is decoded is never longer than it.
func FuzzDecodeChunked(f *testing.F) {
	for _, seed := range []string{"", "0\r\n", "5\r\nhello\r\n0\r\n\r\n", "5;chunk-signature=a\r\nhello\r\n0\r\na:b\r\n", "ffffffff\r\n", "\r\n\r\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, encoded []byte) {
		payload, _, err := decodeChunked(encoded)
		if err == nil && len(payload) > len(encoded) {
			t.Errorf("%d bytes from %d", len(payload), len(encoded))
		}
	})
}

// FuzzUnmarshalState takes any state file: what it accepts, it also writes.
func FuzzUnmarshalState(f *testing.F) {
	store := newTestStore(f)
	fill(f, store, "a", "b/c")
	saved, err := store.MarshalJSON()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(saved)
	f.Add([]byte(`{"buckets":[{"name":"bbb","objects":[{"key":"k"}]}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		store := newTestStore(t)
		if store.UnmarshalJSON(data) != nil {
			return
		}
		if _, err := store.MarshalJSON(); err != nil {
			t.Errorf("accepted, but can't be written: %v", err)
		}
	})
}
