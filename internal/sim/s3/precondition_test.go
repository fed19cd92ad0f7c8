package s3

import (
	"context"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	awss3 "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// conditions are asked of "there", which exists, and of "missing", which doesn't.
var conditions = []struct {
	name                 string
	key                  string
	ifMatch, ifNoneMatch string // "current" stands for the ETag of there
	code                 string
	status               int
}{
	{"no object is wanted and there is none", "missing", "", "*", "", 200},
	{"no object is wanted and there is one", "there", "", "*", "PreconditionFailed", 412},
	{"the ETag is that of the object", "there", "current", "", "", 200},
	{"the ETag is another", "there", `"0123456789abcdef0123456789abcdef"`, "", "PreconditionFailed", 412},
	{"an ETag is wanted and there is no object", "missing", "current", "", "NoSuchKey", 404},
	{"If-None-Match names an ETag", "missing", "", "current", "NotImplemented", 501},
	{"If-Match is a star", "there", "*", "", "NotImplemented", 501},
}

// writers are the three operations that take the conditions.
var writers = map[string]func(client *awss3.Client, key string, ifMatch, ifNoneMatch *string) error{
	"PutObject": func(client *awss3.Client, key string, ifMatch, ifNoneMatch *string) error {
		_, err := client.PutObject(context.Background(), &awss3.PutObjectInput{
			Bucket: aws.String(testBucket), Key: &key, IfMatch: ifMatch, IfNoneMatch: ifNoneMatch,
		})
		return err
	},
	"CopyObject": func(client *awss3.Client, key string, ifMatch, ifNoneMatch *string) error {
		_, err := client.CopyObject(context.Background(), &awss3.CopyObjectInput{
			Bucket: aws.String(testBucket), Key: &key, CopySource: aws.String(testBucket + "/source"),
			IfMatch: ifMatch, IfNoneMatch: ifNoneMatch,
		})
		return err
	},
	"CompleteMultipartUpload": func(client *awss3.Client, key string, ifMatch, ifNoneMatch *string) error {
		begun, err := client.CreateMultipartUpload(context.Background(), &awss3.CreateMultipartUploadInput{Bucket: aws.String(testBucket), Key: &key})
		if err != nil {
			return err
		}
		part, err := client.UploadPart(context.Background(), &awss3.UploadPartInput{
			Bucket: aws.String(testBucket), Key: &key, UploadId: begun.UploadId, PartNumber: aws.Int32(1), Body: strings.NewReader("part"),
		})
		if err != nil {
			return err
		}
		_, err = client.CompleteMultipartUpload(context.Background(), &awss3.CompleteMultipartUploadInput{
			Bucket: aws.String(testBucket), Key: &key, UploadId: begun.UploadId, IfMatch: ifMatch, IfNoneMatch: ifNoneMatch,
			MultipartUpload: &types.CompletedMultipartUpload{Parts: []types.CompletedPart{{PartNumber: aws.Int32(1), ETag: part.ETag}}},
		})
		return err
	},
}

func TestAWriteHappensOnlyIfItsConditionHolds(t *testing.T) {
	for operation, write := range writers {
		for _, test := range conditions {
			t.Run(operation+": "+test.name, func(t *testing.T) {
				store := newTestStore(t)
				client := newClient(store)
				put(t, client, "source", "new")
				current := put(t, client, "there", "old")
				err := write(client, test.key, header(test.ifMatch, current), header(test.ifNoneMatch, current))
				wantCode(t, err, test.code, test.status)
				body, err := store.Get(testBucket, test.key)
				if written := err == nil && string(body) != "old"; written != (test.code == "") {
					t.Errorf("written: %v, body %q (%v)", written, body, err)
				}
			})
		}
	}
}

func TestADeleteHappensOnlyIfItsConditionHolds(t *testing.T) {
	tests := []struct {
		name, key, ifMatch, code string
		status                   int
	}{
		{"there is no condition and no object", "missing", "", "", 204},
		{"the ETag is that of the object", "there", "current", "", 204},
		{"a star and an object", "there", "*", "", 204},
		{"the ETag is another", "there", `"0123456789abcdef0123456789abcdef"`, "PreconditionFailed", 412},
		{"an ETag and no object", "missing", "current", "NoSuchKey", 404},
		{"a star and no object", "missing", "*", "NoSuchKey", 404},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			store := newTestStore(t)
			client := newClient(store)
			current := put(t, client, "there", "old")
			_, err := client.DeleteObject(context.Background(), &awss3.DeleteObjectInput{
				Bucket: aws.String(testBucket), Key: &test.key, IfMatch: header(test.ifMatch, current),
			})
			wantCode(t, err, test.code, test.status)
			left := len(keysOf(t, store, "there")) == 1
			if want := test.code != "" || test.key != "there"; left != want {
				t.Errorf("the object is left: %v, want %v", left, want)
			}
		})
	}
}

func TestDeleteObjectsWeighsEachKeysETag(t *testing.T) {
	store := newTestStore(t)
	client := newClient(store)
	current := put(t, client, "a", "1")
	put(t, client, "b", "2")
	output, err := client.DeleteObjects(context.Background(), &awss3.DeleteObjectsInput{
		Bucket: aws.String(testBucket),
		Delete: &types.Delete{Objects: []types.ObjectIdentifier{
			{Key: aws.String("a"), ETag: &current},
			{Key: aws.String("b"), ETag: &current},
			{Key: aws.String("c"), ETag: aws.String("*")},
			{Key: aws.String("d")},
			{Key: aws.String("b"), VersionId: aws.String("v1")},
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, deleted := range output.Deleted {
		got[*deleted.Key] = "deleted"
	}
	for _, failure := range output.Errors {
		got[*failure.Key] += *failure.Code + " "
	}
	want := map[string]string{"a": "deleted", "b": "PreconditionFailed InvalidArgument ", "c": "NoSuchKey ", "d": "deleted"}
	for key := range want {
		if got[key] != want[key] {
			t.Errorf("%s: got %q, want %q", key, got[key], want[key])
		}
	}
	if keys := keysOf(t, store, ""); len(keys) != 1 || keys[0] != "b" {
		t.Errorf("left: %q", keys)
	}
}

func TestAReadAnswersItsConditions(t *testing.T) {
	const other = `"0123456789abcdef0123456789abcdef"`
	second, day := "Sat, 14 Mar 2026 02:30:15 GMT", "Fri, 13 Mar 2026 00:00:00 GMT"
	tests := []struct {
		name    string
		headers map[string]string
		status  int
	}{
		{"If-Match with its ETag", map[string]string{"If-Match": "current"}, 200},
		{"If-Match with another", map[string]string{"If-Match": other}, 412},
		{"If-None-Match with its ETag", map[string]string{"If-None-Match": "current"}, 304},
		{"If-None-Match with its ETag among others", map[string]string{"If-None-Match": other + ", current"}, 304},
		{"If-None-Match with another", map[string]string{"If-None-Match": other}, 200},
		{"If-None-Match with an empty ETag", map[string]string{"If-None-Match": `""`}, 200},
		{"If-Modified-Since the second it was written", map[string]string{"If-Modified-Since": second}, 304},
		{"If-Modified-Since the day before", map[string]string{"If-Modified-Since": day}, 200},
		{"If-Unmodified-Since the day before", map[string]string{"If-Unmodified-Since": day}, 412},
		{"an ETag outweighs a date", map[string]string{"If-Match": "current", "If-Unmodified-Since": day}, 200},
		{"a date that is none counts for nothing", map[string]string{"If-Modified-Since": "yesterday"}, 200},
	}
	for _, test := range tests {
		for _, method := range []string{"GET", "HEAD"} {
			t.Run(method+": "+test.name, func(t *testing.T) {
				store := newTestStore(t)
				current := put(t, newClient(store), "k", "body")
				headers := map[string]string{}
				for name, value := range test.headers {
					headers[name] = *header(value, current)
				}
				response := send(store, method, "/"+testBucket+"/k", "", headers)
				if response.StatusCode != test.status {
					t.Errorf("got %d, want %d", response.StatusCode, test.status)
				}
				if test.status < 400 && response.Header.Get("ETag") != current {
					t.Errorf("ETag %q, want %q", response.Header.Get("ETag"), current)
				}
				if sent := text(t, response); test.status == 304 && sent != "" {
					t.Errorf("a 304 has the body %q", sent)
				}
			})
		}
	}
}

func TestACopyWeighsTheConditionsOfItsSource(t *testing.T) {
	store := newTestStore(t)
	client := newClient(store)
	current := put(t, client, "source", "body")
	_, err := client.CopyObject(context.Background(), &awss3.CopyObjectInput{
		Bucket: aws.String(testBucket), Key: aws.String("copy"), CopySource: aws.String(testBucket + "/source"),
		CopySourceIfNoneMatch: &current,
	})
	wantCode(t, err, "PreconditionFailed", 412)
}

// header is a condition's value: nil for none, and the word current replaced.
func header(value, current string) *string {
	if value == "" {
		return nil
	}
	value = strings.ReplaceAll(value, "current", current)
	return &value
}
