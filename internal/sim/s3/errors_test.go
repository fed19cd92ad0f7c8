package s3

import (
	"bytes"
	"context"
	"encoding/xml"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	awss3 "github.com/aws/aws-sdk-go-v2/service/s3"

	"patchline/internal/sim/apierr"
)

// wantXMLError checks an error's form as S3 gives it.
func wantXMLError(t testing.TB, response *http.Response, status int, code, message string) {
	t.Helper()
	var got errorBody
	if err := xml.Unmarshal([]byte(text(t, response)), &got); err != nil {
		t.Fatalf("the body is not an error's XML: %v", err)
	}
	if response.StatusCode != status || got.Code != code || got.Message != message {
		t.Errorf("got %d %s %q, want %d %s %q", response.StatusCode, got.Code, got.Message, status, code, message)
	}
	if got.RequestID == "" || got.RequestID != response.Header.Get("X-Amz-Request-Id") || got.Resource == "" {
		t.Errorf("resource %q, request id %q, in the header %q", got.Resource, got.RequestID, response.Header.Get("X-Amz-Request-Id"))
	}
	if response.Header.Get("Content-Type") != "application/xml" {
		t.Errorf("Content-Type %q", response.Header.Get("Content-Type"))
	}
}

func TestErrorsHaveTheCodesAndWordsOfS3(t *testing.T) {
	long := bytes.Repeat([]byte("k"), maxKey+1)
	tests := []struct {
		name, method, target string
		headers              map[string]string
		status               int
		code                 string
	}{
		{"a key that is not there", "GET", "/patch-runs/missing", nil, 404, "NoSuchKey"},
		{"a bucket that is not there", "GET", "/no-bucket/key", nil, 404, "NoSuchBucket"},
		{"a listing of a bucket that is not there", "GET", "/no-bucket?list-type=2", nil, 404, "NoSuchBucket"},
		{"a write to a bucket that is not there", "PUT", "/no-bucket/key", nil, 404, "NoSuchBucket"},
		{"a delete in a bucket that is not there", "DELETE", "/no-bucket/key", nil, 404, "NoSuchBucket"},
		{"a bucket made twice", "PUT", "/patch-runs", nil, 409, "BucketAlreadyOwnedByYou"},
		{"a bucket with content deleted", "DELETE", "/patch-runs", nil, 409, "BucketNotEmpty"},
		{"the same, by force", "DELETE", "/patch-runs", map[string]string{"X-Minio-Force-Delete": "true"}, 409, "BucketNotEmpty"},
		{"a key that is too long", "PUT", "/patch-runs/" + string(long), nil, 400, "KeyTooLongError"},
		{"a key that is not UTF-8", "PUT", "/patch-runs/%ff", nil, 400, "InvalidURI"},
		{"a range past the end", "GET", "/patch-runs/k", map[string]string{"Range": "bytes=99-"}, 416, "InvalidRange"},
		{"an unknown upload", "GET", "/patch-runs/k?uploadId=1", nil, 404, "NoSuchUpload"},
		{"an upload completed with nonsense", "POST", "/patch-runs/k?uploadId=1", nil, 400, "MalformedXML"},
		{"a method that no object has", "PATCH", "/patch-runs/k", nil, 405, "MethodNotAllowed"},
		{"a copy from a source that is no address", "PUT", "/patch-runs/k", map[string]string{"X-Amz-Copy-Source": "%zz"}, 400, "InvalidArgument"},
		{"a copy from a version", "PUT", "/patch-runs/k", map[string]string{"X-Amz-Copy-Source": "patch-runs/k?versionId=3"}, 400, "InvalidArgument"},
		{"a copy of an object to itself", "PUT", "/patch-runs/k", map[string]string{"X-Amz-Copy-Source": "patch-runs/k"}, 400, "InvalidRequest"},
		{"a version of an object", "GET", "/patch-runs/k?versionId=3", nil, 400, "InvalidArgument"},
		{"a subresource that is not simulated", "PUT", "/patch-runs/k?tagging", nil, 501, "NotImplemented"},
		{"a bucket's policy", "GET", "/patch-runs?policy", nil, 501, "NotImplemented"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			store := newTestStore(t)
			fill(t, store, "k")
			response := send(store, test.method, test.target, "", test.headers)
			message := documented[test.code].message
			switch test.code {
			case "InvalidArgument", "InvalidRequest", "NotImplemented", "MalformedXML":
				message = messageOf(t, response)
			}
			wantXMLError(t, response, test.status, test.code, message)
			if body, err := store.Get(testBucket, "k"); err != nil || string(body) != "k" {
				t.Errorf("the object is now %q (%v)", body, err)
			}
		})
	}
}

// messageOf reads an error's text and puts the body back.
func messageOf(t *testing.T, response *http.Response) string {
	t.Helper()
	body := text(t, response)
	var got errorBody
	if err := xml.Unmarshal([]byte(body), &got); err != nil {
		t.Fatal(err)
	}
	response.Body = io.NopCloser(strings.NewReader(body))
	return got.Message
}

func TestAHeadOfNothingIsAStatusWithoutABody(t *testing.T) {
	store := newTestStore(t)
	for target, want := range map[string]int{"/patch-runs/missing": 404, "/no-bucket": 404, "/patch-runs": 200} {
		response := send(store, "HEAD", target, "", nil)
		if body := text(t, response); response.StatusCode != want || body != "" {
			t.Errorf("%s: %d %q", target, response.StatusCode, body)
		}
	}
	_, err := newClient(store).HeadObject(context.Background(), &awss3.HeadObjectInput{Bucket: aws.String(testBucket), Key: aws.String("missing")})
	wantCode(t, err, "NotFound", 404)
}

func TestWriteErrorIsWhatTheSDKDecodes(t *testing.T) {
	slow := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		WriteError(w, r, "REQUEST1", apierr.WithStatus(503, "SlowDown", "Please reduce your request rate."))
	})
	client := newClient(newTestStore(t), func(o *awss3.Options) { o.HTTPClient = direct{slow} })
	_, err := client.PutObject(context.Background(), &awss3.PutObjectInput{Bucket: aws.String(testBucket), Key: aws.String("k")})
	wantCode(t, err, "SlowDown", 503)

	recorder := httptest.NewRecorder()
	WriteError(recorder, httptest.NewRequest(http.MethodGet, "/b/k", nil), "REQUEST1", apierr.WithStatus(7, "Odd", "<odd>"))
	wantXMLError(t, recorder.Result(), 500, "Odd", "<odd>")
}

func TestARequestIDThatIsThereIsKept(t *testing.T) {
	store := newTestStore(t)
	for _, target := range []string{"/", "/patch-runs?list-type=2", "/patch-runs/missing"} {
		recorder := httptest.NewRecorder()
		recorder.Header().Set("X-Amz-Request-Id", "GIVEN")
		store.Handler().ServeHTTP(recorder, httptest.NewRequest(http.MethodGet, target, nil))
		if got := recorder.Result().Header.Get("X-Amz-Request-Id"); got != "GIVEN" {
			t.Errorf("%s: the request id is %q", target, got)
		}
	}
}

func TestNothingIsLogged(t *testing.T) {
	var logged bytes.Buffer
	log.SetOutput(&logged)
	defer log.SetOutput(os.Stderr)
	file, err := os.Create(filepath.Join(t.TempDir(), "printed"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	stdout, stderr := os.Stdout, os.Stderr
	os.Stdout, os.Stderr = file, file
	defer func() { os.Stdout, os.Stderr = stdout, stderr }()

	store := newTestStore(t)
	fill(t, store, "k")
	for _, target := range []string{"/", "/patch-runs/k", "/patch-runs/missing", "/no-bucket", "/patch-runs?delete", "/patch-runs/k?uploadId=1"} {
		for _, method := range []string{"GET", "PUT", "POST", "DELETE", "HEAD", "OPTIONS"} {
			send(store, method, target, "<", nil)
		}
	}
	printed, err := os.ReadFile(file.Name())
	if err != nil {
		t.Fatal(err)
	}
	if len(printed) > 0 || logged.Len() > 0 {
		t.Errorf("printed %q, logged %q", printed, logged.String())
	}
}
