package s3

import (
	"context"
	"errors"
	"io"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	awss3 "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go"
)

func codeOf(err error) string {
	if api, found := errors.AsType[smithy.APIError](err); found {
		return api.ErrorCode()
	}
	return ""
}

func TestOfManyWritersWithIfNoneMatchExactlyOneWins(t *testing.T) {
	const writers, keys = 32, 20
	store := newTestStore(t)
	client := newClient(store)
	for key := range keys {
		var won, lost atomic.Int32
		var group sync.WaitGroup
		start := make(chan struct{})
		for range writers {
			group.Go(func() {
				<-start
				_, err := client.PutObject(context.Background(), &awss3.PutObjectInput{
					Bucket: aws.String(testBucket), Key: aws.String(strconv.Itoa(key)),
					Body: strings.NewReader("mine"), IfNoneMatch: aws.String("*"),
				})
				switch {
				case err == nil:
					won.Add(1)
				case codeOf(err) == "PreconditionFailed" || codeOf(err) == "ConditionalRequestConflict":
					lost.Add(1)
				default:
					t.Error(err)
				}
			})
		}
		close(start)
		group.Wait()
		if won.Load() != 1 || lost.Load() != writers-1 {
			t.Fatalf("key %d: %d won and %d lost, want 1 and %d", key, won.Load(), lost.Load(), writers-1)
		}
	}
}

// The condition takes long to weigh, a list of ETags of which the last one
// matches: were check and write two steps, two writers would pass the check.
func TestCheckAndWriteAreOneStep(t *testing.T) {
	const writers, rounds = 4, 200
	store := newTestStore(t)
	condition := precondition{ifMatch: strings.Repeat("another,", 5000) + "current"}
	for round := range rounds {
		key := strconv.Itoa(round)
		if err := store.put(testBucket, key, &object{etag: "current"}, precondition{}); err != nil {
			t.Fatal(err)
		}
		var arrived, won atomic.Int32
		var group sync.WaitGroup
		for range writers {
			group.Go(func() {
				for arrived.Add(1); arrived.Load() < writers; {
					runtime.Gosched()
				}
				if store.put(testBucket, key, &object{etag: "next"}, condition) == nil {
					won.Add(1)
				}
			})
		}
		group.Wait()
		if won.Load() != 1 {
			t.Fatalf("round %d: %d writes succeeded, want 1", round, won.Load())
		}
	}
}

func TestACounterKeptByCompareAndSwapLosesNoIncrement(t *testing.T) {
	const writers, increments = 8, 25
	store := newTestStore(t)
	client := newClient(store)
	put(t, client, "counter", "0")
	var group sync.WaitGroup
	for range writers {
		group.Go(func() {
			for range increments {
				for !incremented(t, client) {
					continue
				}
			}
		})
	}
	group.Wait()
	if got := get(t, client, "counter"); got != strconv.Itoa(writers*increments) {
		t.Errorf("the counter is %s, want %d", got, writers*increments)
	}
}

// incremented tries once to add 1 to the counter that it read.
func incremented(t *testing.T, client *awss3.Client) bool {
	output, err := client.GetObject(context.Background(), &awss3.GetObjectInput{Bucket: aws.String(testBucket), Key: aws.String("counter")})
	if err != nil {
		t.Error(err)
		return true
	}
	buffer := new(strings.Builder)
	if _, err := io.Copy(buffer, output.Body); err != nil {
		t.Error(err)
		return true
	}
	value, err := strconv.Atoi(buffer.String())
	if err != nil {
		t.Error(err)
		return true
	}
	_, err = client.PutObject(context.Background(), &awss3.PutObjectInput{
		Bucket: aws.String(testBucket), Key: aws.String("counter"),
		Body: strings.NewReader(strconv.Itoa(value + 1)), IfMatch: output.ETag,
	})
	if err != nil && codeOf(err) != "PreconditionFailed" {
		t.Error(err)
		return true
	}
	return err == nil
}

func TestReadersAndWritersShareTheStore(t *testing.T) {
	store := newTestStore(t)
	client := newClient(store)
	var group sync.WaitGroup
	for worker := range 4 {
		group.Go(func() {
			for i := range 50 {
				key := strconv.Itoa(worker) + "/" + strconv.Itoa(i)
				if err := store.Put(testBucket, key, []byte(key)); err != nil {
					t.Error(err)
				}
				if _, err := client.ListObjectsV2(context.Background(), &awss3.ListObjectsV2Input{Bucket: aws.String(testBucket), Delimiter: aws.String("/")}); err != nil {
					t.Error(err)
				}
				if _, err := store.Get(testBucket, key); err != nil {
					t.Error(err)
				}
				if _, err := store.MarshalJSON(); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	if keys := keysOf(t, store, ""); len(keys) != 200 {
		t.Errorf("%d keys, want 200", len(keys))
	}
}
