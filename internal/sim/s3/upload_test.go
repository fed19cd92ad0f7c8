package s3

import (
	"context"
	"crypto/md5"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	awss3 "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

func begin(t *testing.T, client *awss3.Client, key string) string {
	t.Helper()
	output, err := client.CreateMultipartUpload(context.Background(), &awss3.CreateMultipartUploadInput{
		Bucket: aws.String(testBucket), Key: &key, Metadata: map[string]string{"run": "r1"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return *output.UploadId
}

func addPart(t *testing.T, client *awss3.Client, key, id string, part int32, body string) types.CompletedPart {
	t.Helper()
	output, err := client.UploadPart(context.Background(), &awss3.UploadPartInput{
		Bucket: aws.String(testBucket), Key: &key, UploadId: &id, PartNumber: &part, Body: strings.NewReader(body),
	})
	if err != nil {
		t.Fatal(err)
	}
	return types.CompletedPart{PartNumber: &part, ETag: output.ETag}
}

func complete(client *awss3.Client, key, id string, parts ...types.CompletedPart) (*awss3.CompleteMultipartUploadOutput, error) {
	return client.CompleteMultipartUpload(context.Background(), &awss3.CompleteMultipartUploadInput{
		Bucket: aws.String(testBucket), Key: &key, UploadId: &id,
		MultipartUpload: &types.CompletedMultipartUpload{Parts: parts},
	})
}

func TestPartsBecomeOneObject(t *testing.T) {
	store := newTestStore(t)
	client := newClient(store)
	first, last := strings.Repeat("a", minPart), "the end"
	id := begin(t, client, "big")
	parts := []types.CompletedPart{addPart(t, client, "big", id, 3, first), addPart(t, client, "big", id, 9, last)}
	output, err := complete(client, "big", id, parts...)
	if err != nil {
		t.Fatal(err)
	}
	sums := append(digestOf(first), digestOf(last)...)
	if want := fmt.Sprintf(`"%x-2"`, md5.Sum(sums)); *output.ETag != want {
		t.Errorf("ETag %s, want %s", *output.ETag, want)
	}
	if got := get(t, client, "big"); got != first+last {
		t.Errorf("the object has %d bytes, want %d", len(got), len(first+last))
	}
	head, err := client.HeadObject(context.Background(), &awss3.HeadObjectInput{Bucket: aws.String(testBucket), Key: aws.String("big")})
	if err != nil || head.Metadata["run"] != "r1" || *head.ETag != *output.ETag {
		t.Errorf("head %+v (%v)", head, err)
	}
	_, err = complete(client, "big", id, parts...)
	wantCode(t, err, "NoSuchUpload", 404)
}

func digestOf(text string) []byte {
	sum := md5.Sum([]byte(text))
	return sum[:]
}

func TestAnUploadIsCompletedOnlyWithPartsThatFit(t *testing.T) {
	store := newTestStore(t)
	client := newClient(store)
	id := begin(t, client, "k")
	one, two := addPart(t, client, "k", id, 1, "short"), addPart(t, client, "k", id, 2, "short too")
	odd := two
	odd.ETag = aws.String(`"0123456789abcdef0123456789abcdef"`)
	tests := []struct {
		name, code string
		parts      []types.CompletedPart
	}{
		{"none", "MalformedXML", nil},
		{"in the wrong order", "InvalidPartOrder", []types.CompletedPart{two, one}},
		{"one of them twice", "InvalidPartOrder", []types.CompletedPart{one, one}},
		{"one that was never sent", "InvalidPart", []types.CompletedPart{{PartNumber: aws.Int32(-7), ETag: one.ETag}}},
		{"one with another ETag", "InvalidPart", []types.CompletedPart{odd}},
		{"one too small that is not the last", "EntityTooSmall", []types.CompletedPart{one, two}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := complete(client, "k", id, test.parts...)
			wantCode(t, err, test.code, 400)
		})
	}
	if _, err := complete(client, "k", id, one); err != nil {
		t.Errorf("after the refusals: %v", err)
	}
}

func TestPartsAndUploadsAreListedInPages(t *testing.T) {
	store := newTestStore(t)
	client := newClient(store)
	empty, err := client.ListMultipartUploads(context.Background(), &awss3.ListMultipartUploadsInput{Bucket: aws.String(testBucket)})
	if err != nil || len(empty.Uploads) != 0 {
		t.Errorf("in an empty bucket: %v (%v)", empty, err)
	}
	ids := []string{begin(t, client, "b"), begin(t, client, "a"), begin(t, client, "a"), begin(t, client, "c")}
	for part := range int32(5) {
		addPart(t, client, "b", ids[0], part*7+1, "part")
	}

	var numbers []int32
	parts := awss3.NewListPartsPaginator(client, &awss3.ListPartsInput{
		Bucket: aws.String(testBucket), Key: aws.String("b"), UploadId: &ids[0], MaxParts: aws.Int32(2),
	})
	for parts.HasMorePages() {
		output, err := parts.NextPage(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range output.Parts {
			numbers = append(numbers, *part.PartNumber)
		}
	}
	if !slices.Equal(numbers, []int32{1, 8, 15, 22, 29}) {
		t.Errorf("parts %v", numbers)
	}

	var got []string
	uploads := awss3.NewListMultipartUploadsPaginator(client, &awss3.ListMultipartUploadsInput{Bucket: aws.String(testBucket), MaxUploads: aws.Int32(1)})
	for uploads.HasMorePages() {
		output, err := uploads.NextPage(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		for _, upload := range output.Uploads {
			got = append(got, *upload.UploadId)
		}
	}
	if want := []string{ids[1], ids[2], ids[0], ids[3]}; !slices.Equal(got, want) {
		t.Errorf("uploads %q, want %q", got, want)
	}
}

func TestAnAbortedUploadIsGone(t *testing.T) {
	client := newClient(newTestStore(t))
	id := begin(t, client, "k")
	part := addPart(t, client, "k", id, 1, "part")
	input := &awss3.AbortMultipartUploadInput{Bucket: aws.String(testBucket), Key: aws.String("k"), UploadId: &id}
	if _, err := client.AbortMultipartUpload(context.Background(), input); err != nil {
		t.Fatal(err)
	}
	_, err := complete(client, "k", id, part)
	wantCode(t, err, "NoSuchUpload", 404)
}
