package s3

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	awss3 "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go"
)

// moment is the simulated time of these tests.
var moment = time.Date(2026, 3, 14, 2, 30, 15, 250_000_000, time.UTC)

const testBucket = "patch-runs"

// direct is an HTTP client that calls a handler, without a socket.
type direct struct{ handler http.Handler }

func (d direct) Do(r *http.Request) (*http.Response, error) {
	r.RequestURI = r.URL.RequestURI()
	if r.Body == nil {
		r.Body = http.NoBody
	}
	recorder := httptest.NewRecorder()
	d.handler.ServeHTTP(recorder, r)
	response := recorder.Result()
	response.Request = r
	return response, nil
}

// newTestStore is a store with one bucket and a clock that stands still.
func newTestStore(t testing.TB) *Store {
	t.Helper()
	store := New(func() time.Time { return moment })
	if err := store.CreateBucket(testBucket); err != nil {
		t.Fatal(err)
	}
	return store
}

// newClient is the SDK's own client with its defaults, but for retries.
func newClient(store *Store, changes ...func(*awss3.Options)) *awss3.Client {
	options := awss3.Options{
		BaseEndpoint: aws.String("https://s3.simulated"),
		UsePathStyle: true,
		Region:       "eu-central-1",
		Credentials:  credentials.NewStaticCredentialsProvider("AKIAIOSFODNN7EXAMPLE", "secret", ""),
		HTTPClient:   direct{store.Handler()},
		Retryer:      aws.NopRetryer{},

		// What config.LoadDefaultConfig sets.
		RequestChecksumCalculation: aws.RequestChecksumCalculationWhenSupported,
		ResponseChecksumValidation: aws.ResponseChecksumValidationWhenSupported,
	}
	return awss3.New(options, changes...)
}

func put(t testing.TB, client *awss3.Client, key, body string, changes ...func(*awss3.PutObjectInput)) string {
	t.Helper()
	input := &awss3.PutObjectInput{Bucket: aws.String(testBucket), Key: aws.String(key), Body: strings.NewReader(body)}
	for _, change := range changes {
		change(input)
	}
	output, err := client.PutObject(context.Background(), input)
	if err != nil {
		t.Fatalf("PutObject %s: %v", key, err)
	}
	return aws.ToString(output.ETag)
}

func get(t testing.TB, client *awss3.Client, key string) string {
	t.Helper()
	output, err := client.GetObject(context.Background(), &awss3.GetObjectInput{Bucket: aws.String(testBucket), Key: aws.String(key)})
	if err != nil {
		t.Fatalf("GetObject %s: %v", key, err)
	}
	body, err := io.ReadAll(output.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// wantCode checks an error's S3 code and HTTP status; code "" is success.
func wantCode(t testing.TB, err error, code string, status int) {
	t.Helper()
	if code == "" {
		if err != nil {
			t.Errorf("got %v, want success", err)
		}
		return
	}
	var api smithy.APIError
	if !errors.As(err, &api) || api.ErrorCode() != code {
		t.Errorf("got %v, want the code %s", err, code)
	}
	var response interface{ HTTPStatusCode() int }
	if !errors.As(err, &response) || response.HTTPStatusCode() != status {
		t.Errorf("got %v, want the status %d", err, status)
	}
}

// send makes a request that no SDK would.
func send(store *Store, method, target, body string, headers map[string]string) *http.Response {
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	for name, value := range headers {
		r.Header.Set(name, value)
	}
	recorder := httptest.NewRecorder()
	store.Handler().ServeHTTP(recorder, r)
	return recorder.Result()
}

func text(t testing.TB, response *http.Response) string {
	t.Helper()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}
