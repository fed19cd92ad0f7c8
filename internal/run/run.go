package run

import (
	"context"
	"errors"
	"fmt"
)

// Run is one run on its store. It holds no state of its own: every answer is
// read from the store.
type Run struct {
	Store Store
	Keys  Keys
}

// Errors that end a stage before it touches anything.
var (
	// ErrUnknown is a run without a manifest.
	ErrUnknown = errors.New("there is no such run")
	// ErrTaken is a run id that another selection uses already.
	ErrTaken = errors.New("the run id is taken")
)

// Manifest reads the run's manifest; ErrUnknown where discover has not
// written it.
func (r Run) Manifest(ctx context.Context) (Manifest, error) {
	var m Manifest
	_, err := read(ctx, r.Store, r.Keys.Manifest(), &m)
	if errors.Is(err, ErrNotFound) {
		return m, fmt.Errorf("run %q: %w (no %s): check --run and --store, or begin it with discover", r.Keys.Run, ErrUnknown, r.Keys.Manifest())
	}
	if err == nil && m.Run != r.Keys.Run {
		return m, fmt.Errorf("%s is of run %q, not of %q", r.Keys.Manifest(), m.Run, r.Keys.Run)
	}
	return m, err
}

// WriteManifest writes the run's manifest, once. Where the run has one of the
// same selection that is given back instead, and with ErrTaken where it is of
// another.
func (r Run) WriteManifest(ctx context.Context, m Manifest) (Manifest, error) {
	m.Schema, m.Run = Schema, r.Keys.Run
	body, err := encode(m)
	if err != nil {
		return m, err
	}
	_, err = r.Store.Create(ctx, r.Keys.Manifest(), body)
	if !errors.Is(err, ErrExists) {
		return m, err
	}
	have, err := r.Manifest(ctx)
	if err != nil {
		return m, err
	}
	return have, have.Same(m)
}

// Same is ErrTaken where another manifest of this run was asked for something
// else.
func (m Manifest) Same(other Manifest) error {
	switch {
	case !equalJSON(m.Selection, other.Selection):
		return fmt.Errorf("run %q: %w: it was begun for the tags %v, not %v", m.Run, ErrTaken, m.Selection, other.Selection)
	case !equalJSON(m.Targets, other.Targets):
		return fmt.Errorf("run %q: %w: it was begun for the targets %v, not %v", m.Run, ErrTaken, m.Targets, other.Targets)
	default:
		return nil
	}
}

func equalJSON(a, b any) bool {
	one, errA := encode(a)
	two, errB := encode(b)
	return errA == nil && errB == nil && string(one) == string(two)
}
