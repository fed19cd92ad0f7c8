package patchtest

import (
	"strings"

	"patchline/internal/discover"
	"patchline/internal/run"
)

// Discover begins a run of the instances that have the tags, each written
// KEY=VALUE, and gives its manifest.
func (b *Bed) Discover(runID string, tags ...string) run.Manifest {
	b.T.Helper()
	o := discover.Options{Options: b.Options(runID), OwnerTag: "Owner", ApplicationTag: "Application"}
	for _, tag := range tags {
		key, value, _ := strings.Cut(tag, "=")
		o.Tags = append(o.Tags, discover.Tag{Key: key, Value: value})
	}
	if _, err := discover.Run(b.Context(), o); err != nil {
		b.T.Fatal(err)
	}
	manifest, err := b.Store(runID).Manifest(b.Context())
	if err != nil {
		b.T.Fatal(err)
	}
	return manifest
}
