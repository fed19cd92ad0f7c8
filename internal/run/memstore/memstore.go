// Package memstore is a run's store in memory, for tests.
package memstore

import (
	"bytes"
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"

	"patchline/internal/run"
)

// Store keeps objects in memory. The zero value is empty and ready.
type Store struct {
	mu      sync.Mutex
	objects map[string]run.Object
	writes  int
}

// Get reads an object.
func (s *Store) Get(_ context.Context, key string) (run.Object, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	object, found := s.objects[key]
	if !found {
		return run.Object{}, fmt.Errorf("%s: %w", key, run.ErrNotFound)
	}
	return run.Object{Body: bytes.Clone(object.Body), ETag: object.ETag}, nil
}

// Create writes an object that is not there yet.
func (s *Store) Create(_ context.Context, key string, body []byte) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if have, found := s.objects[key]; found {
		return same(have, key, body, run.ErrExists)
	}
	return s.put(key, body), nil
}

// Replace writes over the object of an ETag.
func (s *Store) Replace(_ context.Context, key string, body []byte, etag string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if have := s.objects[key]; have.ETag != etag {
		return same(have, key, body, run.ErrChanged)
	}
	return s.put(key, body), nil
}

// List yields keys in order.
func (s *Store) List(_ context.Context, prefix, after string) iter.Seq2[string, error] {
	s.mu.Lock()
	defer s.mu.Unlock()
	var keys []string
	for key := range s.objects {
		if strings.HasPrefix(key, prefix) && key > after {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return func(yield func(string, error) bool) {
		for _, key := range keys {
			if !yield(key, nil) {
				return
			}
		}
	}
}

func (s *Store) put(key string, body []byte) string {
	if s.objects == nil {
		s.objects = map[string]run.Object{}
	}
	s.writes++
	etag := fmt.Sprintf("%q", fmt.Sprint(s.writes))
	s.objects[key] = run.Object{Body: bytes.Clone(body), ETag: etag}
	return etag
}

// same takes an object of the same bytes for one's own write.
func same(have run.Object, key string, body []byte, otherwise error) (string, error) {
	if have.ETag != "" && bytes.Equal(have.Body, body) {
		return have.ETag, nil
	}
	return "", fmt.Errorf("%s: %w", key, otherwise)
}
