package s3

import (
	"context"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	awss3 "github.com/aws/aws-sdk-go-v2/service/s3"
)

// A page of 1,000 markers from the midst of 50,000, decoded by the SDK and
// without it.
func BenchmarkListAThousandOfFiftyThousandKeys(b *testing.B) {
	store := newTestStore(b)
	fill(b, store, numbered("runs/r1/markers/", 50_000)...)
	b.Run("through the SDK", func(b *testing.B) {
		client := newClient(store)
		for b.Loop() {
			output, err := client.ListObjectsV2(context.Background(), &awss3.ListObjectsV2Input{
				Bucket: aws.String(testBucket), Prefix: aws.String("runs/r1/"), StartAfter: aws.String("runs/r1/markers/025000"),
			})
			if err != nil || len(output.Contents) != 1000 {
				b.Fatal(err, len(output.Contents))
			}
		}
	})
	b.Run("in the store", func(b *testing.B) {
		bucket := store.buckets[testBucket]
		for b.Loop() {
			if entries, more := bucket.page(selection{prefix: "runs/r1/", after: "runs/r1/markers/025000", limit: 1000}); len(entries) != 1000 || !more {
				b.Fatal(len(entries), more)
			}
		}
	})
}

// One common prefix stands for 50,000 keys: it is passed over in one step.
func BenchmarkRollUpFiftyThousandKeys(b *testing.B) {
	store := newTestStore(b)
	fill(b, store, numbered("runs/r1/markers/", 50_000)...)
	bucket := store.buckets[testBucket]
	for b.Loop() {
		if entries, _ := bucket.page(selection{delimiter: "/", limit: 1000}); len(entries) != 1 {
			b.Fatal(len(entries))
		}
	}
}

func BenchmarkPutAHundredThousandKeys(b *testing.B) {
	keys := numbered("runs/r1/markers/", 100_000)
	for b.Loop() {
		fill(b, newTestStore(b), keys...)
	}
}
