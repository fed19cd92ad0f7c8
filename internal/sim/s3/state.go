package s3

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/johannesboyne/gofakes3"
)

// The saved form of a store. Multipart uploads that are under way are not in it.
type (
	savedStore struct {
		Buckets []savedBucket `json:"buckets"`
	}
	savedBucket struct {
		Name    string        `json:"name"`
		Created time.Time     `json:"created"`
		Objects []savedObject `json:"objects"`
	}
	savedObject struct {
		Key               string            `json:"key"`
		Body              []byte            `json:"body"` // base64
		ETag              string            `json:"etag"` // without its quotes
		LastModified      time.Time         `json:"lastModified"`
		Headers           map[string]string `json:"headers,omitempty"`
		ChecksumAlgorithm string            `json:"checksumAlgorithm"`
		Checksum          string            `json:"checksum"` // base64
	}
)

// MarshalJSON gives the buckets and objects, in order, for a state file.
func (s *Store) MarshalJSON() ([]byte, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	saved := savedStore{Buckets: []savedBucket{}}
	for _, name := range slices.Sorted(maps.Keys(s.buckets)) {
		b := s.buckets[name]
		one := savedBucket{Name: name, Created: b.created, Objects: make([]savedObject, 0, b.objects.Len())}
		b.objects.Scan(func(key string, o *object) bool {
			one.Objects = append(one.Objects, savedObject{
				Key: key, Body: o.body, ETag: o.etag, LastModified: o.modified, Headers: o.headers,
				ChecksumAlgorithm: o.sum.algorithm, Checksum: o.sum.value,
			})
			return true
		})
		saved.Buckets = append(saved.Buckets, one)
	}
	return json.Marshal(saved)
}

// UnmarshalJSON replaces the content of a store that New made with a saved
// one. On an error, which names the bucket and key, the store is unchanged.
func (s *Store) UnmarshalJSON(data []byte) error {
	var saved savedStore
	if err := json.Unmarshal(data, &saved); err != nil {
		return fmt.Errorf("s3 state: %w", err)
	}
	buckets := make(map[string]*bucket, len(saved.Buckets))
	for _, one := range saved.Buckets {
		if err := gofakes3.ValidateBucketName(one.Name); err != nil {
			return fmt.Errorf("s3 state: bucket %q: %w", one.Name, err)
		}
		if buckets[one.Name] != nil {
			return fmt.Errorf("s3 state: bucket %q is there twice", one.Name)
		}
		b := newBucket(one.Created)
		for _, o := range one.Objects {
			restored, err := o.restore()
			if err != nil {
				return fmt.Errorf("s3 state: bucket %q, key %q: %w", one.Name, o.Key, err)
			}
			if _, twice := b.objects.Set(o.Key, restored); twice {
				return fmt.Errorf("s3 state: bucket %q: key %q is there twice", one.Name, o.Key)
			}
		}
		buckets[one.Name] = b
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.buckets = buckets
	return nil
}

// restore makes the object and checks that its body is the one that was saved.
func (o savedObject) restore() (*object, error) {
	if err := checkKey(o.Key); err != nil {
		return nil, err
	}
	sum := checksum{algorithm: o.ChecksumAlgorithm, value: o.Checksum}
	if algorithms[sum.algorithm] == nil {
		return nil, fmt.Errorf("unknown checksumAlgorithm %q", sum.algorithm)
	}
	if err := sum.verify(o.Body); err != nil {
		return nil, err
	}
	return &object{body: o.Body, etag: o.ETag, modified: o.LastModified, headers: o.Headers, sum: sum}, nil
}
