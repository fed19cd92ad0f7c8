package run

import (
	"context"
	"errors"
	"io"
)

// ErrTooLarge is an object that is larger than its reader takes.
var ErrTooLarge = errors.New("the object is too large")

// Files is a store for what is made from a run and can be made again, and for
// what instances have written.
type Files interface {
	Store
	// GetUpTo is Get for an object whose writer is not trusted: ErrTooLarge
	// where it has more than limit bytes, and no more of it than that is read.
	GetUpTo(ctx context.Context, key string, limit int) (Object, error)
	// Put writes an object whatever is there; one that has the same bytes
	// already is left. The write is conditional on what it has found, so that
	// of two writers at once one comes after the other. body is read several
	// times, and never held in memory as a whole. The content type follows
	// from the key's ending.
	Put(ctx context.Context, key string, body io.ReadSeeker) error
}
