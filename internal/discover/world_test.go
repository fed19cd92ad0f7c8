package discover_test

import (
	"context"
	"strings"
	"testing"

	"patchline/internal/cli"
	"patchline/internal/discover"
	"patchline/internal/patchtest"
	"patchline/internal/run"
	"patchline/internal/stage"
)

const night = "night"

// with is the stage for tags, each written KEY=VALUE, with options changed.
func with(change func(*discover.Options), tags ...string) patchtest.Work {
	return func(ctx context.Context, o stage.Options) (cli.Outcome, error) {
		options := discover.Options{Options: o, OwnerTag: "Owner", ApplicationTag: "Application"}
		for _, tag := range tags {
			key, value, _ := strings.Cut(tag, "=")
			options.Tags = append(options.Tags, discover.Tag{Key: key, Value: value})
		}
		if change != nil {
			change(&options)
		}
		return discover.Run(ctx, options)
	}
}

func do(b *patchtest.Bed, change func(*discover.Options), tags ...string) patchtest.End {
	return b.Do(patchtest.Process{Run: night}, with(change, tags...))
}

func manifest(b *patchtest.Bed) run.Manifest {
	b.T.Helper()
	m, err := b.Store(night).Manifest(b.Context())
	if err != nil {
		b.T.Fatal(err)
	}
	return m
}

// names are those of the manifest's instances, in the order of their ids.
func names(m run.Manifest) string {
	var all []string
	for _, i := range m.Instances {
		all = append(all, i.Name)
	}
	return strings.Join(all, " ")
}

// nothingDone checks that the run has neither claim nor manifest.
func nothingDone(b *patchtest.Bed) {
	b.T.Helper()
	if _, err := b.Store(night).Manifest(b.Context()); err == nil {
		b.T.Error("the run has a manifest")
	}
	if claims := b.Seen().Claims[night]; len(claims) > 0 {
		b.T.Errorf("the run holds %v", claims)
	}
}

func mustEnd(t *testing.T, end patchtest.End, want cli.Code) {
	t.Helper()
	if end.Code() != want {
		t.Fatalf("exit code %d (%s) with %+v, %v; want %d", end.Code(), end.Code(), end.Outcome.Counts, end.Err, want)
	}
}

func mustSay(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("%q does not say %q", text, part)
		}
	}
}
