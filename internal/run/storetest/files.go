package storetest

import (
	"errors"
	"strings"
	"sync"
	"testing"

	"patchline/internal/run"
)

// FilesContract tests what a store does beyond Contract; it must be empty
// below "c/".
func FilesContract(t *testing.T, open func(t *testing.T) run.Files) {
	t.Run("no more of an object is read than its reader takes", func(t *testing.T) { getUpTo(t, open(t)) })
	t.Run("a file is written whatever is there, and left where it is there already", func(t *testing.T) { putFile(t, open(t)) })
	t.Run("of many that write one file at once, each comes to an end and one is last", func(t *testing.T) { putRace(t, open(t)) })
}

func getUpTo(t *testing.T, s run.Files) {
	if _, err := s.Create(t.Context(), "c/a", []byte("12345")); err != nil {
		t.Fatal(err)
	}
	if object, err := s.GetUpTo(t.Context(), "c/a", 5); err != nil || string(object.Body) != "12345" {
		t.Errorf("of just its size: %q, %v", object.Body, err)
	}
	if object, err := s.GetUpTo(t.Context(), "c/a", 4); !errors.Is(err, run.ErrTooLarge) {
		t.Errorf("of one byte less: %q, %v", object.Body, err)
	}
	if _, err := s.GetUpTo(t.Context(), "c/none", 4); !errors.Is(err, run.ErrNotFound) {
		t.Errorf("of one that is not there: %v", err)
	}
}

func putFile(t *testing.T, s run.Files) {
	etag := ""
	for n, step := range []struct {
		body    string
		rewrite bool
	}{{"one", true}, {"one", false}, {"two", true}, {"", true}, {"", false}} {
		body := strings.NewReader(step.body)
		_, _ = body.Seek(0, 2) // a file that was just written stands at its end
		if err := s.Put(t.Context(), "c/file.html", body); err != nil {
			t.Fatalf("step %d: %v", n, err)
		}
		object, err := s.Get(t.Context(), "c/file.html")
		if err != nil || string(object.Body) != step.body {
			t.Errorf("step %d: read back %q, %v", n, object.Body, err)
		}
		if n > 0 && step.body != "" && (object.ETag != etag) != step.rewrite {
			t.Errorf("step %d: the ETag was %s and is %s", n, etag, object.ETag)
		}
		etag = object.ETag
	}
}

// putWriters is as many as come through at the worst: of each round of tries
// one writer is done.
const putWriters = 5

func putRace(t *testing.T, s run.Files) {
	var all sync.WaitGroup
	for n := range putWriters {
		all.Go(func() {
			if err := s.Put(t.Context(), "c/raced.csv", strings.NewReader(strings.Repeat("x", n+1))); err != nil {
				t.Errorf("writer %d: %v", n, err)
			}
		})
	}
	all.Wait()
	if object, err := s.Get(t.Context(), "c/raced.csv"); err != nil || strings.Trim(string(object.Body), "x") != "" || len(object.Body) == 0 {
		t.Errorf("read back %q, %v", object.Body, err)
	}
}
