package s3

import (
	"bytes"
	"context"
	"crypto/md5"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"io"
	"maps"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	awss3 "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// watching notes the last request's x-amz-content-sha256.
type watching struct {
	direct
	payload *string
}

func (w watching) Do(r *http.Request) (*http.Response, error) {
	*w.payload = r.Header.Get("X-Amz-Content-Sha256")
	return w.direct.Do(r)
}

func TestTheSDKsOwnWaysToSendABodyAllStoreExactlyTheBody(t *testing.T) {
	bodies := map[string]string{
		"empty": "", "short": "marker", "like a chunk": "5\r\nhello\r\n0\r\n\r\n", "long": strings.Repeat("0123456789abcdef", 20_000),
	}
	tests := []struct {
		name, endpoint, payload string
		algorithm               types.ChecksumAlgorithm
	}{
		{"the default over TLS: CRC32 in a trailer", "https://s3.simulated", "STREAMING-UNSIGNED-PAYLOAD-TRAILER", ""},
		{"the default without TLS: CRC32 in a header", "http://127.0.0.1:4566", "", ""},
		{"SHA-256 in a trailer", "https://s3.simulated", "STREAMING-UNSIGNED-PAYLOAD-TRAILER", types.ChecksumAlgorithmSha256},
		{"CRC32C in a header", "http://127.0.0.1:4566", "", types.ChecksumAlgorithmCrc32c},
		{"CRC64NVME in a trailer", "https://s3.simulated", "STREAMING-UNSIGNED-PAYLOAD-TRAILER", types.ChecksumAlgorithmCrc64nvme},
	}
	for _, test := range tests {
		for kind, body := range bodies {
			t.Run(test.name+", "+kind, func(t *testing.T) {
				store := newTestStore(t)
				var payload string
				client := newClient(store, func(o *awss3.Options) {
					o.BaseEndpoint = &test.endpoint
					o.HTTPClient = watching{direct{store.Handler()}, &payload}
				})
				put(t, client, "k", body, func(input *awss3.PutObjectInput) {
					input.ChecksumAlgorithm = test.algorithm
					input.ContentEncoding = aws.String("gzip")
				})
				if test.payload != "" && body != "" && payload != test.payload { // an empty body has no trailer
					t.Errorf("the SDK sent %s, so this tests nothing", payload)
				}
				if stored, err := store.Get(testBucket, "k"); err != nil || string(stored) != body {
					t.Errorf("stored %d bytes of %d (%v)", len(stored), len(body), err)
				}
				output, err := client.GetObject(context.Background(), &awss3.GetObjectInput{
					Bucket: aws.String(testBucket), Key: aws.String("k"), ChecksumMode: types.ChecksumModeEnabled,
				})
				if err != nil {
					t.Fatal(err)
				}
				read, err := io.ReadAll(output.Body) // the SDK checks the checksum here
				if err != nil || string(read) != body {
					t.Errorf("read %d bytes (%v)", len(read), err)
				}
				if aws.ToString(output.ContentEncoding) != "gzip" {
					t.Errorf("Content-Encoding %q", aws.ToString(output.ContentEncoding))
				}
				if output.ChecksumType != types.ChecksumTypeFullObject {
					t.Error("no checksum came back")
				}
			})
		}
	}
}

func TestAnObjectWithoutAClientsChecksumHasS3sOwn(t *testing.T) {
	store := newTestStore(t)
	fill(t, store, "k")
	output, err := newClient(store).HeadObject(context.Background(), &awss3.HeadObjectInput{
		Bucket: aws.String(testBucket), Key: aws.String("k"), ChecksumMode: types.ChecksumModeEnabled,
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := checksumOf("crc64nvme", []byte("k")).value; aws.ToString(output.ChecksumCRC64NVME) != want {
		t.Errorf("got %q, want %q", aws.ToString(output.ChecksumCRC64NVME), want)
	}
}

// The check value of CRC-64/NVME, for "123456789", from the catalogue of
// parametrised CRC algorithms: ae8b14860a799888.
func TestCRC64NVMEHasItsCheckValue(t *testing.T) {
	digest, err := base64.StdEncoding.DecodeString(checksumOf("crc64nvme", []byte("123456789")).value)
	if err != nil || hex.EncodeToString(digest) != "ae8b14860a799888" {
		t.Errorf("got %x (%v)", digest, err)
	}
}

func TestABodyThatIsNotWhatItsDigestSaysIsRefused(t *testing.T) {
	sum := func(text string) string {
		digest := md5.Sum([]byte(text))
		return base64.StdEncoding.EncodeToString(digest[:])
	}
	sha := func(text string) string {
		digest := sha256.Sum256([]byte(text))
		return hex.EncodeToString(digest[:])
	}
	tests := []struct {
		name    string
		headers map[string]string
		status  int
		code    string
	}{
		{"the right Content-MD5", map[string]string{"Content-MD5": sum("body")}, 200, ""},
		{"a wrong Content-MD5", map[string]string{"Content-MD5": sum("other")}, 400, "BadDigest"},
		{"a Content-MD5 that is none", map[string]string{"Content-MD5": "abc"}, 400, "InvalidDigest"},
		{"an empty Content-MD5", map[string]string{"Content-MD5": ""}, 400, "InvalidDigest"},
		{"the right SHA-256 of the signature", map[string]string{"X-Amz-Content-Sha256": sha("body")}, 200, ""},
		{"a wrong one", map[string]string{"X-Amz-Content-Sha256": sha("other")}, 400, "XAmzContentSHA256Mismatch"},
		{"one that is none", map[string]string{"X-Amz-Content-Sha256": "abc"}, 400, "InvalidArgument"},
		{"the right CRC32", map[string]string{"X-Amz-Checksum-Crc32": checksumOf("crc32", []byte("body")).value}, 200, ""},
		{"a wrong CRC32", map[string]string{"X-Amz-Checksum-Crc32": checksumOf("crc32", []byte("other")).value}, 400, "BadDigest"},
		{"a CRC32 that is none", map[string]string{"X-Amz-Checksum-Crc32": "?"}, 400, "InvalidRequest"},
		{"two checksums", map[string]string{"X-Amz-Checksum-Crc32": "?", "X-Amz-Checksum-Sha1": "?"}, 400, "InvalidRequest"},
		{"an algorithm that is not simulated", map[string]string{"X-Amz-Checksum-Xxhash3": "?"}, 501, "NotImplemented"},
		{"a length that is not the body's", map[string]string{"Content-Length": "3"}, 400, "IncompleteBody"},
		{"no length", map[string]string{"Content-Length": "-1"}, 411, "MissingContentLength"},
		{"a length beyond all bounds", map[string]string{"Content-Length": "9223372036854775807"}, 400, "EntityTooLarge"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			store := newTestStore(t)
			wantStored(t, store, sendSized(t, store, test.headers, "body"), test.status, test.code, "body")
		})
	}
}

func TestAChunkedBodyIsTakenApartOrRefused(t *testing.T) {
	crc := checksumOf("crc32", []byte("hello world")).value
	const chunks = "5\r\nhello\r\n6\r\n world\r\n0\r\n"
	tests := []struct {
		name, body string
		headers    map[string]string
		status     int
		code       string
	}{
		{"chunks without a trailer", chunks + "\r\n", nil, 200, ""},
		{"chunks with signatures", "5;chunk-signature=ab\r\nhello\r\n6;chunk-signature=cd\r\n world\r\n0;chunk-signature=ef\r\n\r\n", nil, 200, ""},
		{"chunks of a signed payload", "b;chunk-signature=ab\r\nhello world\r\n0;chunk-signature=cd\r\n\r\n",
			map[string]string{"X-Amz-Content-Sha256": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"}, 200, ""},
		{"a trailer", chunks + "x-amz-checksum-crc32:" + crc + "\r\n\r\n", map[string]string{"X-Amz-Trailer": "x-amz-checksum-crc32"}, 200, ""},
		{"a signed trailer", chunks + "x-amz-checksum-crc32:" + crc + "\r\nx-amz-trailer-signature:ab\r\n\r\n", map[string]string{"X-Amz-Trailer": "x-amz-checksum-crc32"}, 200, ""},
		{"a wrong checksum in the trailer", chunks + "x-amz-checksum-crc32:AAAAAA==\r\n\r\n", nil, 400, "BadDigest"},
		{"an announced trailer that is missing", chunks + "\r\n", map[string]string{"X-Amz-Trailer": "x-amz-checksum-crc32"}, 400, "MalformedTrailerError"},
		{"a trailer that is none", chunks + "nonsense\r\n", nil, 400, "MalformedTrailerError"},
		{"a decoded length that is another", chunks + "\r\n", map[string]string{"X-Amz-Decoded-Content-Length": "12"}, 400, "IncompleteBody"},
		{"a body that is not chunked", "hello world", nil, 400, "IncompleteBody"},
		{"a chunk that is too short", "F\r\nhello\r\n0\r\n\r\n", nil, 400, "IncompleteBody"},
		{"a chunk that is too long", "2\r\nhello\r\n0\r\n\r\n", nil, 400, "IncompleteBody"},
		{"a chunk without its line end", "5\r\nhelloXX0\r\n\r\n", nil, 400, "IncompleteBody"},
		{"no last chunk", "5\r\nhello\r\n", nil, 400, "IncompleteBody"},
		{"a size that is huge", "7fffffffffffffff\r\nhello\r\n0\r\n\r\n", nil, 400, "IncompleteBody"},
		{"a size below zero", "-5\r\nhello\r\n0\r\n\r\n", nil, 400, "IncompleteBody"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			store := newTestStore(t)
			headers := map[string]string{"X-Amz-Content-Sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER"}
			maps.Copy(headers, test.headers)
			wantStored(t, store, sendSized(t, store, headers, test.body), test.status, test.code, "hello world")
		})
	}
}

// sendSized puts a body under a Content-Length that may be wrong.
func sendSized(t *testing.T, store *Store, headers map[string]string, body string) *http.Response {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPut, "/"+testBucket+"/k", bytes.NewReader([]byte(body)))
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range headers {
		if name == "Content-Length" {
			r.ContentLength = number(t, value)
			continue
		}
		r.Header.Set(name, value)
	}
	response, err := direct{store.Handler()}.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	return response
}

// wantStored checks an answer, and that only a success has stored the body.
func wantStored(t *testing.T, store *Store, response *http.Response, status int, code, body string) {
	t.Helper()
	answer := text(t, response)
	if response.StatusCode != status || !strings.Contains(answer, "<Code>"+code+"</Code>") && code != "" {
		t.Errorf("got %d %s, want %d %s", response.StatusCode, answer, status, code)
	}
	stored, err := store.Get(testBucket, "k")
	if code == "" && string(stored) != body || code != "" && err == nil {
		t.Errorf("stored %q (%v)", stored, err)
	}
}

func number(t *testing.T, text string) int64 {
	t.Helper()
	value, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return value
}

func TestDeleteObjectsWantsADigest(t *testing.T) {
	response := send(newTestStore(t), "POST", "/"+testBucket+"?delete", "<Delete><Object><Key>k</Key></Object></Delete>", nil)
	wantXMLError(t, response, 400, "InvalidRequest", "Missing required header for this request: Content-MD5 OR x-amz-checksum-*")
}
