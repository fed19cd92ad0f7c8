package memstore

import (
	"bytes"
	"context"
	"fmt"
	"io"

	"patchline/internal/run"
)

// GetUpTo reads an object of at most limit bytes.
func (s *Store) GetUpTo(ctx context.Context, key string, limit int) (run.Object, error) {
	object, err := s.Get(ctx, key)
	if err == nil && len(object.Body) > limit {
		return run.Object{}, fmt.Errorf("%s: %w: more than %d bytes", key, run.ErrTooLarge, limit)
	}
	return object, err
}

// Put writes an object in place of what is there.
func (s *Store) Put(_ context.Context, key string, body io.ReadSeeker) error {
	if _, err := body.Seek(0, io.SeekStart); err != nil {
		return err
	}
	whole, err := io.ReadAll(body)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if have, found := s.objects[key]; !found || !bytes.Equal(have.Body, whole) {
		s.put(key, whole)
	}
	return nil
}
