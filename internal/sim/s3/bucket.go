package s3

import (
	"time"

	"github.com/tidwall/btree"
)

// bucket holds its objects in the order of their keys' bytes, which is the
// order of S3's listings.
type bucket struct {
	created time.Time
	objects btree.Map[string, *object]
	uploads map[string]*upload // by upload id
}

func newBucket(created time.Time) *bucket {
	return &bucket{created: created, uploads: map[string]*upload{}}
}

// put writes an object if the condition holds for what is there; check and
// write are one step.
func (s *Store) put(bucket, key string, made *object, condition precondition) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.putLocked(bucket, key, made, condition)
}

func (s *Store) putLocked(bucket, key string, made *object, condition precondition) error {
	b := s.buckets[bucket]
	if b == nil {
		return ErrNoSuchBucket
	}
	current, _ := b.objects.Get(key)
	if err := condition.check(current); err != nil {
		return err
	}
	if made.modified.IsZero() {
		made.modified = s.now()
	}
	made.modified = made.modified.UTC().Truncate(time.Millisecond) // as fine as S3's XML
	b.objects.Set(key, made)
	return nil
}

func (s *Store) get(bucket, key string) (*object, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	b := s.buckets[bucket]
	if b == nil {
		return nil, ErrNoSuchBucket
	}
	found, ok := b.objects.Get(key)
	if !ok {
		return nil, ErrNoSuchKey
	}
	return found, nil
}

// remove deletes an object if the condition holds. Without a condition a key
// that isn't there is no error.
func (s *Store) remove(bucket, key string, condition precondition) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	b := s.buckets[bucket]
	if b == nil {
		return ErrNoSuchBucket
	}
	current, _ := b.objects.Get(key)
	if err := condition.check(current); err != nil {
		return err
	}
	b.objects.Delete(key)
	return nil
}

func (s *Store) hasBucket(name string) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.buckets[name] != nil
}

// deleteBucket deletes an empty bucket, with the uploads that were never
// completed.
func (s *Store) deleteBucket(name string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	b := s.buckets[name]
	switch {
	case b == nil:
		return ErrNoSuchBucket
	case b.objects.Len() > 0:
		return refuse("BucketNotEmpty")
	}
	delete(s.buckets, name)
	return nil
}
