package sim

import (
	"fmt"
	"slices"

	built "patchline/documents"
	"patchline/internal/cli/option"
	"patchline/internal/run"
)

// StorePrefix is the prefix of the store that a stand-in begins with, unless
// it is told of another.
const StorePrefix = "patchline"

// Store is the one that the stand-in began with; without a bucket there is
// none.
func (s *Sim) Store() option.Store { return s.store }

// install lays the scripts that the project's documents download into the
// store, as the installation in an account does. What a saved state has there
// stays: a rehearsal may be about a script that someone has changed.
func (s *Sim) install(store option.Store) error {
	buckets := s.s3.Buckets()
	if store.Bucket == "" {
		if len(buckets) == 0 {
			return nil
		}
		store = option.Store{Bucket: buckets[0], Prefix: StorePrefix}
	}
	if !slices.Contains(buckets, store.Bucket) {
		if err := s.s3.CreateBucket(store.Bucket); err != nil {
			return fmt.Errorf("the store's bucket %s: %w", store.Bucket, err)
		}
	}
	for _, script := range built.Scripts() {
		key := run.Keys{Prefix: store.Prefix}.Script(script.Script)
		if _, err := s.s3.Get(store.Bucket, key); err == nil {
			continue
		}
		if err := s.s3.Put(store.Bucket, key, script.Body); err != nil {
			return err
		}
	}
	s.store = store
	return nil
}
