package run

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
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
	what, then, now := "tags", tagsText(m.Selection), tagsText(other.Selection)
	if slices.Equal(then, now) {
		what, then, now = "targets", targetsText(m.Targets), targetsText(other.Targets)
	}
	if slices.Equal(then, now) {
		return nil
	}
	return fmt.Errorf("run %q: %w: it was begun for other %s (only then: %s; only now: %s): give the new run another id",
		m.Run, ErrTaken, what, only(then, now), only(now, then))
}

// tagsText writes a selection as on the command line, in order.
func tagsText(selection map[string][]string) []string {
	var texts []string
	for key, values := range selection {
		for _, value := range values {
			texts = append(texts, fmt.Sprintf("%q", key+"="+value))
		}
	}
	slices.Sort(texts)
	return texts
}

// targetsText names targets, each with its role if there is one, in order.
func targetsText(targets []Target) []string {
	texts := make([]string, len(targets))
	for i, t := range targets {
		texts[i] = t.String()
		if t.Role != "" {
			texts[i] += " as " + t.Role
		}
	}
	slices.Sort(texts)
	return texts
}

// only names what one list has and another has not.
func only(one, other []string) string {
	texts := slices.DeleteFunc(slices.Clone(one), func(text string) bool { return slices.Contains(other, text) })
	return cmp.Or(some(texts), "nothing")
}
