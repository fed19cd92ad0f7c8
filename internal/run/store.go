package run

import (
	"context"
	"errors"
	"iter"
)

// Object is what a store keeps under a key.
type Object struct {
	Body []byte
	ETag string // changes with every write
}

// Store keeps a run's objects: S3, or memory in tests. Keys are whole, with
// the store's prefix. All writes are conditional, so that two writers can't
// undo each other's work.
type Store interface {
	// Get reads an object; ErrNotFound where there is none.
	Get(ctx context.Context, key string) (Object, error)
	// Create writes an object that must not be there yet and gives its ETag;
	// ErrExists otherwise. One that is there with the same bytes is not an
	// error: it is a write of one's own whose answer was lost.
	Create(ctx context.Context, key string, body []byte) (string, error)
	// Replace writes over the object that has this ETag and gives the new one;
	// ErrChanged when it is another by now. As with Create, the same bytes are
	// one's own write.
	Replace(ctx context.Context, key string, body []byte, etag string) (string, error)
	// List yields the keys that begin with a prefix, in UTF-8 order, beginning
	// after a key (empty: from the first).
	List(ctx context.Context, prefix, after string) iter.Seq2[string, error]
}

// The errors that callers decide on. A store wraps them with the key.
var (
	ErrNotFound = errors.New("no such object")
	ErrExists   = errors.New("the object exists already")
	ErrChanged  = errors.New("the object was changed by another")
)
