package s3

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"github.com/johannesboyne/gofakes3"

	"patchline/internal/sim/apierr"
)

// What Put, Get and CreateBucket fail with; errors.Is finds them. They carry
// S3's own code and HTTP status.
var (
	ErrNoSuchBucket = refuse("NoSuchBucket")
	ErrNoSuchKey    = refuse("NoSuchKey")
	ErrBucketExists = refuse("BucketAlreadyOwnedByYou")
)

// maxKey is the longest object key, in bytes of UTF-8: S3 user guide,
// "Naming Amazon S3 objects".
const maxKey = 1024

// Store is every bucket and object, in memory. Safe for concurrent use: each
// condition is checked and its write done under one lock.
type Store struct {
	now      func() time.Time
	requests atomic.Uint64 // numbers the answers

	mu      sync.RWMutex
	buckets map[string]*bucket
	begun   int // multipart uploads so far, part of their ids
}

// New returns an empty store. now is the simulated moment, for LastModified;
// it is called under the store's lock and must not call the store.
func New(now func() time.Time) *Store {
	return &Store{now: now, buckets: map[string]*bucket{}}
}

// CreateBucket makes a bucket. It fails with ErrBucketExists, or with S3's
// InvalidBucketName.
func (s *Store) CreateBucket(name string) error {
	if err := gofakes3.ValidateBucketName(name); err != nil {
		return fmt.Errorf("create bucket %q: %w", name, apierr.New("InvalidBucketName", "The specified bucket is not valid: %v", err))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.buckets[name] != nil {
		return fmt.Errorf("create bucket %q: %w", name, ErrBucketExists)
	}
	s.buckets[name] = newBucket(s.now())
	return nil
}

// Put stores a copy of body under a key, whatever is there. It fails with
// ErrNoSuchBucket, or with S3's own error for a key that it would refuse.
func (s *Store) Put(bucket, key string, body []byte) error {
	return s.PutAt(bucket, key, body, s.now())
}

// PutAt is Put at a moment that may be past: the simulated world does what is
// due when someone looks, and then at the moment when it was due.
func (s *Store) PutAt(bucket, key string, body []byte, at time.Time) error {
	if err := checkKey(key); err != nil {
		return fmt.Errorf("put s3://%s/%s: %w", bucket, key, err)
	}
	made := newObject(bytes.Clone(body), map[string]string{"Content-Type": defaultContentType}, checksum{})
	made.modified = at
	if err := s.put(bucket, key, made, precondition{}); err != nil {
		return fmt.Errorf("put s3://%s/%s: %w", bucket, key, err)
	}
	return nil
}

// Get gives a copy of an object's body. It fails with ErrNoSuchBucket or
// ErrNoSuchKey.
func (s *Store) Get(bucket, key string) ([]byte, error) {
	found, err := s.get(bucket, key)
	if err != nil {
		return nil, fmt.Errorf("get s3://%s/%s: %w", bucket, key, err)
	}
	return bytes.Clone(found.body), nil
}

// Keys lists the keys under a prefix, in S3's order. It fails with
// ErrNoSuchBucket.
func (s *Store) Keys(bucket, prefix string) ([]string, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	b := s.buckets[bucket]
	if b == nil {
		return nil, fmt.Errorf("list s3://%s/%s: %w", bucket, prefix, ErrNoSuchBucket)
	}
	var keys []string
	b.objects.Ascend(prefix, func(key string, _ *object) bool {
		if !strings.HasPrefix(key, prefix) {
			return false
		}
		keys = append(keys, key)
		return true
	})
	return keys, nil
}

// checkKey refuses what S3 refuses as an object's key.
func checkKey(key string) error {
	switch {
	case key == "":
		return errors.New("the key is empty")
	case len(key) > maxKey:
		return refuse("KeyTooLongError")
	case !utf8.ValidString(key):
		return refuse("InvalidURI")
	}
	return nil
}

// Buckets lists the buckets, in order.
func (s *Store) Buckets() []string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return slices.Sorted(maps.Keys(s.buckets))
}
