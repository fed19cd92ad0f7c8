package s3

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	awss3 "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// naming compares Action with the operation that the SDK says it calls.
type naming struct {
	direct
	t    *testing.T
	seen map[string]bool
}

func (n naming) Do(r *http.Request) (*http.Response, error) {
	want := awsmiddleware.GetOperationName(r.Context())
	if got := Action(r); got != want {
		n.t.Errorf("%s %s: got %q, want %q", r.Method, r.URL, got, want)
	}
	n.seen[want] = true
	return n.direct.Do(r)
}

func TestTheActionIsTheOperationThatTheSDKCalls(t *testing.T) {
	store := newTestStore(t)
	seen := map[string]bool{}
	client := newClient(store, func(o *awss3.Options) { o.HTTPClient = naming{direct{store.Handler()}, t, seen} })
	ctx, bucket, key, id := context.Background(), aws.String(testBucket), aws.String("a/b"), aws.String("1")
	source, part := aws.String(testBucket+"/c"), aws.Int32(1)
	calls := []func() error{
		func() error { _, err := client.ListBuckets(ctx, &awss3.ListBucketsInput{}); return err },
		func() error { _, err := client.CreateBucket(ctx, &awss3.CreateBucketInput{Bucket: bucket}); return err },
		func() error { _, err := client.HeadBucket(ctx, &awss3.HeadBucketInput{Bucket: bucket}); return err },
		func() error {
			_, err := client.GetBucketLocation(ctx, &awss3.GetBucketLocationInput{Bucket: bucket})
			return err
		},
		func() error {
			_, err := client.GetBucketVersioning(ctx, &awss3.GetBucketVersioningInput{Bucket: bucket})
			return err
		},
		func() error {
			_, err := client.PutBucketVersioning(ctx, &awss3.PutBucketVersioningInput{Bucket: bucket,
				VersioningConfiguration: &types.VersioningConfiguration{Status: types.BucketVersioningStatusSuspended}})
			return err
		},
		func() error {
			_, err := client.GetBucketPolicy(ctx, &awss3.GetBucketPolicyInput{Bucket: bucket})
			return err
		},
		func() error {
			_, err := client.GetBucketInventoryConfiguration(ctx, &awss3.GetBucketInventoryConfigurationInput{Bucket: bucket, Id: id})
			return err
		},
		func() error {
			_, err := client.ListBucketInventoryConfigurations(ctx, &awss3.ListBucketInventoryConfigurationsInput{Bucket: bucket})
			return err
		},
		func() error {
			_, err := client.DeleteBucketLifecycle(ctx, &awss3.DeleteBucketLifecycleInput{Bucket: bucket})
			return err
		},
		func() error {
			_, err := client.ListObjectVersions(ctx, &awss3.ListObjectVersionsInput{Bucket: bucket})
			return err
		},
		func() error {
			_, err := client.PutObject(ctx, &awss3.PutObjectInput{Bucket: bucket, Key: key})
			return err
		},
		func() error {
			_, err := client.GetObject(ctx, &awss3.GetObjectInput{Bucket: bucket, Key: key})
			return err
		},
		func() error {
			_, err := client.HeadObject(ctx, &awss3.HeadObjectInput{Bucket: bucket, Key: key})
			return err
		},
		func() error {
			_, err := client.CopyObject(ctx, &awss3.CopyObjectInput{Bucket: bucket, Key: key, CopySource: source})
			return err
		},
		func() error {
			_, err := client.GetObjectTagging(ctx, &awss3.GetObjectTaggingInput{Bucket: bucket, Key: key})
			return err
		},
		func() error {
			_, err := client.GetObjectAttributes(ctx, &awss3.GetObjectAttributesInput{Bucket: bucket, Key: key, ObjectAttributes: []types.ObjectAttributes{"ETag"}})
			return err
		},
		func() error {
			_, err := client.RestoreObject(ctx, &awss3.RestoreObjectInput{Bucket: bucket, Key: key})
			return err
		},
		func() error { _, err := client.ListObjects(ctx, &awss3.ListObjectsInput{Bucket: bucket}); return err },
		func() error {
			_, err := client.ListObjectsV2(ctx, &awss3.ListObjectsV2Input{Bucket: bucket})
			return err
		},
		func() error {
			_, err := client.CreateMultipartUpload(ctx, &awss3.CreateMultipartUploadInput{Bucket: bucket, Key: key})
			return err
		},
		func() error {
			_, err := client.UploadPart(ctx, &awss3.UploadPartInput{Bucket: bucket, Key: key, UploadId: id, PartNumber: part})
			return err
		},
		func() error {
			_, err := client.UploadPartCopy(ctx, &awss3.UploadPartCopyInput{Bucket: bucket, Key: key, UploadId: id, PartNumber: part, CopySource: source})
			return err
		},
		func() error {
			_, err := client.ListParts(ctx, &awss3.ListPartsInput{Bucket: bucket, Key: key, UploadId: id})
			return err
		},
		func() error {
			_, err := client.CompleteMultipartUpload(ctx, &awss3.CompleteMultipartUploadInput{Bucket: bucket, Key: key, UploadId: id})
			return err
		},
		func() error {
			_, err := client.AbortMultipartUpload(ctx, &awss3.AbortMultipartUploadInput{Bucket: bucket, Key: key, UploadId: id})
			return err
		},
		func() error {
			_, err := client.ListMultipartUploads(ctx, &awss3.ListMultipartUploadsInput{Bucket: bucket})
			return err
		},
		func() error {
			_, err := client.DeleteObjects(ctx, &awss3.DeleteObjectsInput{Bucket: bucket, Delete: &types.Delete{Objects: []types.ObjectIdentifier{{Key: key}}}})
			return err
		},
		func() error {
			_, err := client.DeleteObject(ctx, &awss3.DeleteObjectInput{Bucket: bucket, Key: key})
			return err
		},
		func() error { _, err := client.DeleteBucket(ctx, &awss3.DeleteBucketInput{Bucket: bucket}); return err },
	}
	for _, call := range calls {
		_ = call() // the answer may be a refusal; only the request counts here
	}
	if len(seen) != len(calls) {
		t.Errorf("%d operations of %d calls reached the client", len(seen), len(calls))
	}
	for action := range delegated {
		if !seen[action] {
			t.Errorf("%s is answered but was not called", action)
		}
	}
}

func TestARequestThatIsNoOperationHasNoAction(t *testing.T) {
	for _, request := range [][2]string{{"PUT", "/"}, {"GET", "//key"}, {"PATCH", "/b/k"}, {"OPTIONS", "/b"}, {"DELETE", "/b?versions"}, {"POST", "/b/k"}, {"PUT", "/b/k?uploadId=1"}} {
		if got := Action(httptest.NewRequest(request[0], request[1], nil)); got != "" {
			t.Errorf("%v: got %q", request, got)
		}
	}
}

func TestWritesAreToldFromReads(t *testing.T) {
	tests := map[string]bool{
		"PutObject": true, "CopyObject": true, "DeleteObject": true, "DeleteObjects": true, "CreateBucket": true,
		"CreateMultipartUpload": true, "UploadPart": true, "CompleteMultipartUpload": true, "AbortMultipartUpload": true,
		"GetObject": false, "HeadObject": false, "HeadBucket": false, "ListObjectsV2": false, "ListBuckets": false, "GetBucketLocation": false, "": false,
	}
	for action, want := range tests {
		if got := IsWrite(action); got != want {
			t.Errorf("%q: got %v", action, got)
		}
	}
}

func TestTheAddressIsReadFromThePath(t *testing.T) {
	tests := []struct{ target, bucket, key string }{
		{"/", "", ""}, {"/b", "b", ""}, {"/b/", "b", ""}, {"/b/k", "b", "k"}, {"/b/k/", "b", "k/"},
		{"/b//k", "b", "/k"}, {"/b/a//b", "b", "a//b"}, {"/b/a%2Fb%20c+d%25", "b", "a/b c+d%"}, {"/b/../c", "b", "../c"},
	}
	for _, test := range tests {
		r := httptest.NewRequest(http.MethodGet, test.target, nil)
		if Bucket(r) != test.bucket || Key(r) != test.key {
			t.Errorf("%s: got %q and %q", test.target, Bucket(r), Key(r))
		}
	}
}
