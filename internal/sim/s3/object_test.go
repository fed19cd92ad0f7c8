package s3

import (
	"context"
	"io"
	"maps"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	awss3 "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

func TestARangeGivesItsBytes(t *testing.T) {
	tests := []struct {
		name, wanted, body, contentRange string
		status                           int
	}{
		{"the beginning", "bytes=0-2", "012", "bytes 0-2/10", 206},
		{"the middle", "bytes=3-5", "345", "bytes 3-5/10", 206},
		{"from a byte to the end", "bytes=7-", "789", "bytes 7-9/10", 206},
		{"the last bytes", "bytes=-4", "6789", "bytes 6-9/10", 206},
		{"more last bytes than there are", "bytes=-40", "0123456789", "bytes 0-9/10", 206},
		{"an end beyond the object", "bytes=8-999999999999999999", "89", "bytes 8-9/10", 206},
		{"a begin beyond the object", "bytes=10-", "", "", 416},
		{"no last bytes", "bytes=-0", "", "", 416},
		{"a number that overflows counts for nothing", "bytes=5-9223372036854775807", "0123456789", "", 200},
		{"another unit counts for nothing", "pages=1-2", "0123456789", "", 200},
		{"two ranges count for nothing", "bytes=0-1,3-4", "0123456789", "", 200},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			store := newTestStore(t)
			put(t, newClient(store), "k", "0123456789")
			response := send(store, "GET", "/"+testBucket+"/k", "", map[string]string{"Range": test.wanted})
			if response.StatusCode != test.status || response.Header.Get("Content-Range") != test.contentRange {
				t.Errorf("got %d %q, want %d %q", response.StatusCode, response.Header.Get("Content-Range"), test.status, test.contentRange)
			}
			if got := text(t, response); test.status < 400 && got != test.body {
				t.Errorf("got %q, want %q", got, test.body)
			}
			head := send(store, "HEAD", "/"+testBucket+"/k", "", map[string]string{"Range": test.wanted})
			if test.wanted != "bytes=-40" && head.StatusCode != test.status {
				t.Errorf("HEAD: got %d, want %d", head.StatusCode, test.status)
			}
		})
	}
}

func TestARangeOfAnEmptyObjectIsRefused(t *testing.T) {
	store := newTestStore(t)
	put(t, newClient(store), "k", "")
	for _, wanted := range []string{"bytes=0-", "bytes=-5"} {
		response := send(store, "GET", "/"+testBucket+"/k", "", map[string]string{"Range": wanted})
		if response.StatusCode != http.StatusRequestedRangeNotSatisfiable {
			t.Errorf("%s: %d", wanted, response.StatusCode)
		}
	}
}

func TestMetadataComesBackAsItWasGiven(t *testing.T) {
	store := newTestStore(t)
	client := newClient(store, func(o *awss3.Options) {
		// A session token is longer than all metadata may be, and is none.
		o.Credentials = aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "AKID", SecretAccessKey: "secret", SessionToken: strings.Repeat("t", 4000)}, nil
		})
	})
	want := map[string]string{"run": "2026-03", "owner": "a:b"}
	put(t, client, "k", "body", func(input *awss3.PutObjectInput) {
		input.Metadata = want
		input.ContentType = aws.String("text/csv")
		input.CacheControl = aws.String("no-store")
		input.ContentDisposition = aws.String("attachment")
	})
	output, err := client.HeadObject(context.Background(), &awss3.HeadObjectInput{Bucket: aws.String(testBucket), Key: aws.String("k")})
	if err != nil {
		t.Fatal(err)
	}
	if !maps.Equal(output.Metadata, want) {
		t.Errorf("metadata %v, want %v", output.Metadata, want)
	}
	if *output.ContentType != "text/csv" || *output.CacheControl != "no-store" || *output.ContentDisposition != "attachment" {
		t.Errorf("got %q %q %q", *output.ContentType, *output.CacheControl, *output.ContentDisposition)
	}
	if !output.LastModified.Equal(moment.Truncate(1e9)) || *output.ContentLength != 4 {
		t.Errorf("modified %v, length %d", output.LastModified, *output.ContentLength)
	}

	response := send(store, "GET", "/"+testBucket+"/k", "", nil)
	if got := response.Header["x-amz-meta-owner"]; len(got) != 1 || got[0] != "a:b" { //nolint:staticcheck // in small letters on the wire
		t.Errorf("metadata on the wire: %v", response.Header)
	}
	for name := range response.Header {
		if strings.HasPrefix(name, "X-Amz-") && !strings.HasPrefix(name, userMetadata) && name != "X-Amz-Request-Id" && name != "X-Amz-Id-2" ||
			strings.HasPrefix(name, "Access-Control-") {
			t.Errorf("a header that S3 would not send: %s", name)
		}
	}
}

func TestTooMuchMetadataIsRefused(t *testing.T) {
	client := newClient(newTestStore(t))
	for size, code := range map[int]string{maxUserMetadata - 1: "", maxUserMetadata: "MetadataTooLarge"} {
		_, err := client.PutObject(context.Background(), &awss3.PutObjectInput{
			Bucket: aws.String(testBucket), Key: aws.String("k"), Metadata: map[string]string{"a": strings.Repeat("x", size)},
		})
		wantCode(t, err, code, 400)
	}
}

func TestAnEmptyObjectIsAnObject(t *testing.T) {
	store := newTestStore(t)
	client := newClient(store)
	if _, err := client.PutObject(context.Background(), &awss3.PutObjectInput{Bucket: aws.String(testBucket), Key: aws.String("empty")}); err != nil {
		t.Fatal(err)
	}
	output, err := client.GetObject(context.Background(), &awss3.GetObjectInput{Bucket: aws.String(testBucket), Key: aws.String("empty")})
	if err != nil {
		t.Fatal(err)
	}
	if body, err := io.ReadAll(output.Body); err != nil || len(body) != 0 || *output.ContentLength != 0 {
		t.Errorf("%q, length %d (%v)", body, *output.ContentLength, err)
	}
	if *output.ETag != `"d41d8cd98f00b204e9800998ecf8427e"` {
		t.Errorf("ETag %s", *output.ETag)
	}
}

func TestACopyTakesMetadataFromItsSourceOrFromItsRequest(t *testing.T) {
	store := newTestStore(t)
	client := newClient(store)
	put(t, client, "from here/a+b", "body", func(input *awss3.PutObjectInput) { input.Metadata = map[string]string{"kind": "old"} })
	for directive, want := range map[types.MetadataDirective]string{types.MetadataDirectiveCopy: "old", types.MetadataDirectiveReplace: "new"} {
		_, err := client.CopyObject(context.Background(), &awss3.CopyObjectInput{
			Bucket: aws.String(testBucket), Key: aws.String("copy"), CopySource: aws.String(testBucket + "/from%20here/a%2Bb"),
			MetadataDirective: directive, Metadata: map[string]string{"kind": "new"},
		})
		if err != nil {
			t.Fatal(err)
		}
		output, err := client.HeadObject(context.Background(), &awss3.HeadObjectInput{Bucket: aws.String(testBucket), Key: aws.String("copy")})
		if err != nil {
			t.Fatal(err)
		}
		if output.Metadata["kind"] != want {
			t.Errorf("%s: %q, want %q", directive, output.Metadata["kind"], want)
		}
	}
	_, err := client.CopyObject(context.Background(), &awss3.CopyObjectInput{
		Bucket: aws.String(testBucket), Key: aws.String("copy"), CopySource: aws.String(testBucket + "/missing"),
	})
	wantCode(t, err, "NoSuchKey", 404)
}

func TestBucketsAreMadeListedAndDeleted(t *testing.T) {
	store := newTestStore(t)
	client := newClient(store)
	if _, err := client.CreateBucket(context.Background(), &awss3.CreateBucketInput{
		Bucket:                    aws.String("another"),
		CreateBucketConfiguration: &types.CreateBucketConfiguration{LocationConstraint: "eu-central-1"},
	}); err != nil {
		t.Fatal(err)
	}
	output, err := client.ListBuckets(context.Background(), &awss3.ListBucketsInput{})
	if err != nil {
		t.Fatal(err)
	}
	if len(output.Buckets) != 2 || *output.Buckets[0].Name != "another" || !output.Buckets[0].CreationDate.Equal(moment) {
		t.Errorf("got %+v", output.Buckets)
	}
	_, err = client.CreateBucket(context.Background(), &awss3.CreateBucketInput{Bucket: aws.String("another")})
	wantCode(t, err, "BucketAlreadyOwnedByYou", 409)
	if _, err := client.DeleteBucket(context.Background(), &awss3.DeleteBucketInput{Bucket: aws.String("another")}); err != nil {
		t.Error(err)
	}
	_, err = client.DeleteBucket(context.Background(), &awss3.DeleteBucketInput{Bucket: aws.String("another")})
	wantCode(t, err, "NoSuchBucket", 404)
	response := send(store, "PUT", "/Not_A_Bucket", "", nil)
	if response.StatusCode != http.StatusBadRequest || !strings.Contains(text(t, response), "InvalidBucketName") {
		t.Errorf("got %d", response.StatusCode)
	}
}

func TestAQueryThatBelongsToAnotherOperationIsIgnored(t *testing.T) {
	store := newTestStore(t)
	fill(t, store, "k")
	for _, query := range []string{"versioning", "versions", "location", "list-type=2"} {
		if got := text(t, send(store, "GET", "/"+testBucket+"/k?"+query, "", nil)); got != "k" {
			t.Errorf("%s: got %q", query, got)
		}
	}
}

func TestARequestOfAnotherDayIsTaken(t *testing.T) {
	store := newTestStore(t)
	fill(t, store, "k")
	response := send(store, "GET", "/"+testBucket+"/k", "", map[string]string{"X-Amz-Date": "20010203T040506Z"})
	if response.StatusCode != http.StatusOK {
		t.Errorf("got %d: the clients' clock is the real one, the store's a simulated one", response.StatusCode)
	}
}
