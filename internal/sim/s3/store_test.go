package s3

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awss3 "github.com/aws/aws-sdk-go-v2/service/s3"
)

func TestTheStoreItselfTellsWhatIsMissing(t *testing.T) {
	store := newTestStore(t)
	if err := store.Put("no-bucket", "k", nil); !errors.Is(err, ErrNoSuchBucket) {
		t.Errorf("Put: %v", err)
	}
	if _, err := store.Get("no-bucket", "k"); !errors.Is(err, ErrNoSuchBucket) {
		t.Errorf("Get: %v", err)
	}
	if _, err := store.Get(testBucket, "k"); !errors.Is(err, ErrNoSuchKey) {
		t.Errorf("Get: %v", err)
	}
	if err := store.CreateBucket(testBucket); !errors.Is(err, ErrBucketExists) {
		t.Errorf("CreateBucket: %v", err)
	}
	for _, key := range []string{"", "\xff", strings.Repeat("k", maxKey+1)} {
		if err := store.Put(testBucket, key, nil); err == nil {
			t.Errorf("Put of %.10q succeeded", key)
		}
	}
	if keys, err := store.Keys("no-bucket", ""); !errors.Is(err, ErrNoSuchBucket) {
		t.Errorf("Keys: %q, %v", keys, err)
	}
}

// keysOf are the keys of the test's bucket.
func keysOf(t testing.TB, store *Store, prefix string) []string {
	t.Helper()
	keys, err := store.Keys(testBucket, prefix)
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

func TestAnObjectIsACopyOfWhatItsWriterHolds(t *testing.T) {
	store := newTestStore(t)
	body := []byte("before")
	if err := store.Put(testBucket, "k", body); err != nil {
		t.Fatal(err)
	}
	copy(body, "AFTER!")
	got, err := store.Get(testBucket, "k")
	if err != nil || string(got) != "before" {
		t.Errorf("got %q (%v)", got, err)
	}
	copy(got, "AFTER!")
	if again, _ := store.Get(testBucket, "k"); string(again) != "before" {
		t.Errorf("got %q", again)
	}
}

func TestLastModifiedIsTheSimulatedMoment(t *testing.T) {
	now := moment
	store := New(func() time.Time { return now })
	if err := store.CreateBucket(testBucket); err != nil {
		t.Fatal(err)
	}
	client := newClient(store)
	for _, later := range []time.Duration{0, 8 * time.Hour} {
		now = moment.Add(later)
		put(t, client, "k", "body")
		output, err := client.ListObjectsV2(t.Context(), &awss3.ListObjectsV2Input{Bucket: aws.String(testBucket)})
		if err != nil {
			t.Fatal(err)
		}
		if got := *output.Contents[0].LastModified; !got.Equal(now) {
			t.Errorf("got %v, want %v", got, now)
		}
	}
}

func TestASavedStoreIsTheSameAfterARestart(t *testing.T) {
	store := newTestStore(t)
	client := newClient(store)
	etag := put(t, client, "a b", "body", func(input *awss3.PutObjectInput) { input.Metadata = map[string]string{"run": "r1"} })
	fill(t, store, "\u00e9", "empty")
	if err := store.CreateBucket("second"); err != nil {
		t.Fatal(err)
	}
	saved, err := json.Marshal(store)
	if err != nil {
		t.Fatal(err)
	}
	restored := New(func() time.Time { return moment.Add(time.Hour) })
	if err := json.Unmarshal(saved, restored); err != nil {
		t.Fatal(err)
	}
	again, err := json.Marshal(restored)
	if err != nil || string(again) != string(saved) {
		t.Errorf("saved again it is\n%s, was\n%s (%v)", again, saved, err)
	}
	output, err := newClient(restored).HeadObject(t.Context(), &awss3.HeadObjectInput{Bucket: aws.String(testBucket), Key: aws.String("a b")})
	if err != nil {
		t.Fatal(err)
	}
	if *output.ETag != etag || output.Metadata["run"] != "r1" || !output.LastModified.Equal(moment.Truncate(time.Second)) {
		t.Errorf("got %+v", output)
	}
	if keys := keysOf(t, restored, ""); !slices.Equal(keys, keysOf(t, store, "")) {
		t.Errorf("keys %q", keys)
	}
}

func TestABrokenStateIsRefusedAndNamesThePlace(t *testing.T) {
	tests := []struct{ name, state, want string }{
		{"no JSON", `{`, "unexpected end"},
		{"a bad bucket", `{"buckets":[{"name":"B"}]}`, `bucket "B"`},
		{"a bucket twice", `{"buckets":[{"name":"bbb"},{"name":"bbb"}]}`, `bucket "bbb" is there twice`},
		{"an empty key", `{"buckets":[{"name":"bbb","objects":[{"key":"","checksumAlgorithm":"crc32","checksum":"AAAAAA=="}]}]}`, `key ""`},
		{"a key twice", `{"buckets":[{"name":"bbb","objects":[{"key":"k","checksumAlgorithm":"crc32","checksum":"AAAAAA=="},{"key":"k","checksumAlgorithm":"crc32","checksum":"AAAAAA=="}]}]}`, `key "k" is there twice`},
		{"another body", `{"buckets":[{"name":"bbb","objects":[{"key":"k","body":"YQ==","checksumAlgorithm":"crc32","checksum":"AAAAAA=="}]}]}`, `key "k": BadDigest`},
		{"an unknown checksum", `{"buckets":[{"name":"bbb","objects":[{"key":"k"}]}]}`, `unknown checksumAlgorithm`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			store := newTestStore(t)
			err := json.Unmarshal([]byte(test.state), store)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
			if !store.hasBucket(testBucket) {
				t.Error("the store was changed")
			}
		})
	}
}
